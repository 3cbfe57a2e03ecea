# Qiao: `make demo` shows it, `make test` tests it. Both do their own set-up; they need python3 (3.11 or later), make, git.
# Another Python: make PYTHON=python3.13 demo

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
JOBS ?= 2

# What the checkers need to load the settings; no session is ever signed with it.
CHECK_ENV := QIAO_HOME=$(VENV)/check QIAO_SECRET_KEY=only-for-make-check-which-serves-nothing

# tests/conftest.py loads the settings itself, after it has set what they read.
unexport DJANGO_SETTINGS_MODULE

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo serve test check format lock messages bench-read bench-write bench-verdict bench-record bench-writers bench-import bench-trace pictures clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

setup: $(VENV)/.runtime ## what Qiao needs to run, in .venv
setup-dev: $(VENV)/.dev ## the same, and what its developers need

demo: setup ## a sample programme, its documents, their check; then the site
	$(BIN)/qiao demo

serve: setup ## the site on the data in QIAO_HOME (qiao-data)
	$(BIN)/qiao serve

# EXIT_CODE names a file that takes pytest's own code, because make answers 2 for any failure (.ci/run).
test: setup-dev ## the whole suite; make test ARGS=tests/text for a part of it
	@$(BIN)/pytest -n $(JOBS) $(ARGS); code=$$?; $(if $(EXIT_CODE),echo $$code >$(EXIT_CODE);) exit $$code

check: setup-dev ## what must pass before a commit: linter, formatter, types, Django's checks, tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	@mkdir -p $(VENV)/check
	$(CHECK_ENV) $(BIN)/python -m django check --settings=qiao.settings --fail-level=WARNING
	$(CHECK_ENV) $(BIN)/python -m django makemigrations --settings=qiao.settings --check --dry-run
	$(BIN)/pytest -n $(JOBS)

format: setup-dev ## lay the source out, and repair what the linter can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# Without the index's address: the lock must not depend on where it was made.
LOCK := UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile pyproject.toml --quiet --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links

lock: setup-dev ## requirements/*.txt from pyproject.toml; make lock UPGRADE=--upgrade for new versions
	$(LOCK) $(UPGRADE) --group build --output-file requirements/runtime.txt
	$(LOCK) $(UPGRADE) --group build --group dev --constraints requirements/runtime.txt \
		--output-file requirements/dev.txt

MESSAGES := --domain=django --locale=zh_Hans
messages: setup-dev ## collect the interface's messages, then compile the translations
	PYTHONPATH=. $(BIN)/pybabel --quiet extract --mapping-file=tools/babel.ini --sort-by-file --add-location=file \
		--project=qiao --keyword=gettext_lazy --keyword=ngettext_lazy:1,2 --keyword=pgettext:1c,2 \
		--keyword=pgettext_lazy:1c,2 --output-file=$(VENV)/messages.pot qiao
	@test -f qiao/locale/zh_Hans/LC_MESSAGES/django.po || \
		$(BIN)/pybabel --quiet init $(MESSAGES) --input-file=$(VENV)/messages.pot --output-dir=qiao/locale
	$(BIN)/pybabel --quiet update $(MESSAGES) --input-file=$(VENV)/messages.pot --output-dir=qiao/locale \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	$(BIN)/pybabel compile $(MESSAGES) --directory=qiao/locale --statistics

# The peers live beside the project's own environment: nothing of theirs is ever imported by Qiao.
$(VENV)/bench/.done: requirements/bench.txt requirements/runtime.txt
	$(BIN)/python -m venv $(VENV)/bench
	$(VENV)/bench/bin/pip install --quiet --disable-pip-version-check --requirement requirements/runtime.txt
	$(VENV)/bench/bin/pip install --quiet --disable-pip-version-check --requirement requirements/bench.txt
	@touch $@

bench-read: setup-dev $(VENV)/bench/.done ## how fast documents are read, beside cn2an and JioNLP
	$(VENV)/bench/bin/python benchmarks/bench_read.py

bench-write: setup-dev $(VENV)/bench/.done ## documents a second, beside python-docx and docxtpl; and a whole batch
	$(VENV)/bench/bin/python benchmarks/bench_write.py

bench-verdict: setup-dev ## what the checker finds in 2,000 changed documents, and what one costs
	$(BIN)/python benchmarks/bench_verdict.py

bench-record: setup-dev ## what documents cost on a record of a million rows
	$(BIN)/python benchmarks/bench_record.py

bench-writers: setup-dev ## 16 processes that read and then write, 200 times each: no lock error, exact sums
	$(BIN)/python benchmarks/bench_writers.py

bench-import: setup-dev ## what an import of 100,000 rows takes
	$(BIN)/python benchmarks/bench_import.py

bench-trace: setup-dev ## 5,000 written documents traced, and what is told of changed numbers
	$(BIN)/python benchmarks/bench_trace.py

pictures: setup-dev ## docs/pictures/*.png of the four documents, from the sample programme; needs pdftoppm
	$(BIN)/python tools/pictures.py

clean: ## remove what was made, .venv included; QIAO_HOME stays
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find qiao tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Each stamp is redone when the lock or pyproject.toml is newer than it.
$(VENV)/.runtime: requirements/runtime.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Qiao needs Python 3.11 or later; '$(PYTHON)' is $$($(PYTHON) -V 2>&1 || true). Try: make PYTHON=python3.12" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "'$(PYTHON)' cannot make a virtual environment: install its venv package (Debian: apt install python3-venv)." >&2; exit 1; }
	@test -x $(BIN)/python || { echo "Setting up $(VENV) (once) ..."; $(PYTHON) -m venv $(VENV); }
	$(PIP) --requirement requirements/runtime.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.runtime
	$(PIP) --requirement requirements/dev.txt
	@touch $@
