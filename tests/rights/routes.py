"""Every address that the site has, by its full name, with the names of its arguments."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def routes(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, frozenset[str]]]:
    """Yield each address; its name is "" where it has none."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            above = frozenset(each.pattern.converters)
            for name, arguments in routes(each, f"{space}{each.namespace}:" if each.namespace else space):
                yield name, arguments | above
        elif isinstance(each, URLPattern):
            yield f"{space}{each.name}" if each.name else "", frozenset(each.pattern.converters)
