"""What DESIGN sections 3 and 8 demand of the source, as functions from modules to faults; test_layers.py asks."""

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path, PurePosixPath

MODULE_LINES = 400
FUNCTION_LINES = 50
BRANCHES = 12
METHODS = 20

CORE = frozenset({"terms", "text", "catalogue", "measure", "document", "claim", "verdict", "library", "placement"})
APPS = frozenset({"programme", "jobs", "record", "personnel"})
EVERYTHING = CORE | APPS | {"accounts", "drafting", "exchange"}

# Who may import whom, beside itself: DESIGN section 3, and docs/decisions/packages-beyond-the-table.md.
MAY_IMPORT: dict[str, frozenset[str]] = {
    "terms": frozenset(),
    "text": frozenset(),
    "catalogue": frozenset({"terms", "text"}),
    "measure": frozenset({"terms"}),
    "document": frozenset({"terms", "text", "catalogue"}),
    "claim": frozenset({"terms", "text", "catalogue"}),
    "verdict": frozenset({"terms", "text", "catalogue"}),
    "library": frozenset({"terms", "text"}),
    "placement": frozenset({"terms"}),
    "programme": frozenset({"terms"}),
    "jobs": frozenset({"programme"}),
    "record": frozenset({"terms", "catalogue", "programme", "jobs"}),
    "personnel": frozenset({"terms", "programme"}),
    "accounts": frozenset({"terms", "programme"}),
    "drafting": CORE | APPS,
    "exchange": CORE | APPS | {"drafting"},
    "upkeep": EVERYTHING,
    "web": EVERYTHING | {"upkeep"},
    "api": EVERYTHING | {"upkeep"},
    "sqlite": frozenset(),
    "settings": frozenset(),
    "urls": frozenset(),
    "wsgi": frozenset(),
    "demo": EVERYTHING,
    "cli": EVERYTHING | {"demo", "sqlite", "upkeep", "wsgi"},
}
# Packages whose core knows no Django have it in these modules only.
DJANGO_MODULES = frozenset({"models", "apps", "reads", "writes", "migrations"})
CORE_WITH_AN_APP = frozenset({"library", "placement"})

SIGNALS = ("django.dispatch", "django.db.models.signals", "django.core.signals", "django.contrib.auth.signals")
VAGUE_NAMES = frozenset({"util", "utils", "helper", "helpers", "common", "misc"})
CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")

FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
BRANCHING = (ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.match_case)


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One file of Qiao's source."""

    path: str
    source: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """The dotted name it is imported by."""
        parts = PurePosixPath(self.path).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def unit(self) -> str:
        """The row of the table it belongs to; empty for qiao/__init__.py, which all may import."""
        return unit_of(self.name)

    @property
    def is_migration(self) -> bool:
        """Whether Django wrote it."""
        return "migrations" in PurePosixPath(self.path).parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One module that another imports."""

    line: int
    target: str
    inside_function: bool
    by_call: bool = False


Modules = list[Module]
Check = Callable[[Modules], list[str]]


def parsed(path: str, source: str) -> Module:
    """The module at a path such as qiao/record/reads.py."""
    return Module(path=path, source=source, tree=ast.parse(source, path))


def modules_under(root: Path) -> Modules:
    """Every module of the package `qiao` in the folder `root`."""
    files = sorted((root / "qiao").rglob("*.py"))
    return [parsed(file.relative_to(root).as_posix(), file.read_text(encoding="utf-8")) for file in files]


def unit_of(name: str) -> str:
    """The first part of a dotted name after `qiao`."""
    return name.partition(".")[2].partition(".")[0]


def nodes(tree: ast.AST, *, inside_function: bool = False) -> Iterator[tuple[ast.AST, bool]]:
    """Every node below, and whether it stands inside a function."""
    for child in ast.iter_child_nodes(tree):
        yield child, inside_function
        yield from nodes(child, inside_function=inside_function or isinstance(child, FUNCTION))


def imports(module: Module, known: frozenset[str]) -> list[Import]:
    """What a module imports. `from package import name` is the module package.name where that is a known module."""
    found: list[Import] = []
    for node, inside in nodes(module.tree):
        if isinstance(node, ast.Import):
            found += [Import(line=node.lineno, target=alias.name, inside_function=inside) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            start = absolute(node, module)
            for alias in node.names:
                whole = f"{start}.{alias.name}"
                # All that lies in qiao/__init__.py itself is the version.
                is_module = whole in known or (start == "qiao" and alias.name != "__version__")
                target = whole if is_module else start
                found.append(Import(line=node.lineno, target=target, inside_function=inside))
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            target = literal(node.args[0]) if node.args else ""
            found.append(Import(line=node.lineno, target=target, inside_function=inside, by_call=True))
    return found


def literal(node: ast.expr) -> str:
    """The text that an expression is, or else its source in brackets."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else f"({ast.unparse(node)})"


def absolute(node: ast.ImportFrom, module: Module) -> str:
    """The dotted name that `from … import` names, relative dots resolved."""
    if not node.level:
        return node.module or ""
    package = module.name.split(".")
    if not module.path.endswith("__init__.py"):
        package = package[:-1]
    base = package[: len(package) - node.level + 1]
    return ".".join([*base, *([node.module] if node.module else [])])


def names_of(modules: Modules) -> frozenset[str]:
    """The dotted names of all modules."""
    return frozenset(module.name for module in modules)


def is_of(name: str, package: str) -> bool:
    """Whether a dotted name is the package or lies in it."""
    return name == package or name.startswith(package + ".")


# Each check returns one line for each fault: path:line, what is wrong.


def wrong_layer(modules: Modules) -> list[str]:
    """Imports that the table does not allow, and packages that are not in it."""
    faults: list[str] = []
    known = names_of(modules)
    for module in modules:
        if module.unit and module.unit not in MAY_IMPORT:
            faults.append(f"{module.path}:1 qiao.{module.unit} is in no row of the table of who may import whom")
            continue
        allowed = MAY_IMPORT.get(module.unit, frozenset()) | {module.unit, ""}
        faults += [
            f"{module.path}:{found.line} {module.unit or 'qiao'} may not import {found.target}"
            for found in imports(module, known)
            if is_of(found.target, "qiao") and unit_of(found.target) not in allowed
        ]
    return faults


def django_in_the_core(modules: Modules) -> list[str]:
    """Django imported where DESIGN says there is none."""
    return [
        f"{module.path}:{found.line} {module.unit} knows no Django"
        for module in modules
        if module.unit in CORE
        and not (module.unit in CORE_WITH_AN_APP and DJANGO_MODULES & set(module.name.split(".")))
        for found in imports(module, frozenset())
        if is_of(found.target, "django")
    ]


def import_inside_function(modules: Modules) -> list[str]:
    """Imports inside functions, or by a call; qiao/cli may call, since Django must be set up before a command loads."""
    faults: list[str] = []
    for module in modules:
        for found in imports(module, frozenset()):
            if found.by_call and module.unit != "cli":
                faults.append(f"{module.path}:{found.line} imports {found.target} by a call")
            elif found.inside_function and not found.by_call:
                faults.append(f"{module.path}:{found.line} imports {found.target} inside a function")
    return faults


def cycle(modules: Modules) -> list[str]:
    """The first ring of modules that import each other."""
    known = names_of(modules)
    graph = {m.name: {i.target for i in imports(m, known) if i.target in known} - {m.name} for m in modules}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return ["import cycle: " + " → ".join(error.args[1])]
    return []


def too_long(modules: Modules) -> list[str]:
    """Modules, functions and classes beyond the limits of section 8."""
    faults: list[str] = []
    for module in modules:
        if module.is_migration:
            continue
        if (lines := len(module.source.splitlines())) > MODULE_LINES:
            faults.append(f"{module.path}:1 {lines} lines (limit {MODULE_LINES})")
        for node in ast.walk(module.tree):
            if isinstance(node, FUNCTION):
                faults += [f"{module.path}:{node.lineno} {node.name}: {fault}" for fault in function_faults(node)]
            elif isinstance(node, ast.ClassDef):
                methods = sum(isinstance(item, FUNCTION) for item in node.body)
                if methods > METHODS:
                    faults.append(f"{module.path}:{node.lineno} {node.name}: {methods} methods (limit {METHODS})")
    return faults


def function_faults(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    """How a function goes beyond the limits of lines and branches."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    branches = sum(isinstance(node, BRANCHING) for node in ast.walk(function))
    if lines > FUNCTION_LINES:
        yield f"{lines} lines (limit {FUNCTION_LINES})"
    if branches > BRANCHES:
        yield f"{branches} branches (limit {BRANCHES})"


def broad_except(modules: Modules) -> list[str]:
    """Handlers that catch everything."""
    faults: list[str] = []
    for module in modules:
        for node in ast.walk(module.tree):
            caught: list[ast.expr | None] = []
            if isinstance(node, ast.ExceptHandler):
                caught = list(node.type.elts) if isinstance(node.type, ast.Tuple) else [node.type]
            elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("suppress"):
                caught = list(node.args)
            if any(kind is None or ast.unparse(kind) in ("Exception", "BaseException") for kind in caught):
                faults.append(f"{module.path}:{node.lineno} catches everything")  # type: ignore[attr-defined]
    return faults


def signal(modules: Modules) -> list[str]:
    """Django's signals: what happens must be read where it is done."""
    return [
        f"{module.path}:{node.lineno} uses signals"
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
        for name in [f"{node.module}.{alias.name}" if isinstance(node, ast.ImportFrom) else alias.name]
        if any(is_of(name, package) for package in SIGNALS)
    ]


def save_override(modules: Modules) -> list[str]:
    """Classes that define their own save: changes are made in writes.py."""
    return [
        f"{module.path}:{item.lineno} {node.name} overrides {item.name}()"
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
        for item in node.body
        if isinstance(item, FUNCTION) and item.name in ("save", "asave")
    ]


def vague_name(modules: Modules) -> list[str]:
    """Modules and packages whose name does not say what is in them."""
    return [
        f"{module.path}:1 the name says nothing"
        for module in modules
        if VAGUE_NAMES & set(PurePosixPath(module.path).with_suffix("").parts)
    ]


def chinese(modules: Modules) -> list[str]:
    """Chinese in identifiers and strings. Comments and docstrings may quote it, as rule 10 of STYLE.md does."""
    return [
        f"{module.path}:{token.start[0]} Chinese in code: {token.string.strip()[:40]}"
        for module in modules
        for docstrings in [docstring_lines(module.tree)]
        for token in tokenize.generate_tokens(io.StringIO(module.source).readline)
        if token.type != tokenize.COMMENT and token.start[0] not in docstrings and CHINESE.search(token.string)
    ]


def docstring_lines(tree: ast.Module) -> set[int]:
    """The lines that docstrings start on, since one token holds each."""
    owners = [n for n in ast.walk(tree) if isinstance(n, (ast.Module, ast.ClassDef, *FUNCTION))]
    return {owner.body[0].lineno for owner in owners if ast.get_docstring(owner, clean=False) is not None}


CHECKS: tuple[Check, ...] = (
    wrong_layer,
    django_in_the_core,
    import_inside_function,
    cycle,
    too_long,
    broad_except,
    signal,
    save_override,
    vague_name,
    chinese,
)
