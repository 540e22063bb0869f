# Everything is installed into .venv at the root, from requirements.lock; nothing else on the machine is touched.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test lint unit docs lock bench bench-tools bench-growth bench-live bench-polls truth truth-derived truth-stated clean

demo: $(READY)
	@$(BIN)/auditor demo

test: lint unit

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: $(READY)
	rm -f .coverage .coverage.*
	$(BIN)/pytest -n 2 --cov --cov-report=term:skip-covered --cov-fail-under=85

docs: $(READY)
	$(BIN)/python docs/generate.py

# Everything on a forum of that scale: floors, the audit, and the other tools that are in the folder TOOLS.
SCALE ?= 0.1
TOOLS ?= .bench-tools
bench: $(READY)
	$(BIN)/python -m benchmarks.suite --scale $(SCALE) --tools "$(TOOLS)" $(OPTIONS)

bench-tools: $(TOOLS)/dbt $(TOOLS)/soda $(TOOLS)/gx

$(TOOLS)/%: benchmarks/requirements/%.txt
	$(PYTHON) -m venv "$@"
	"$@"/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	touch "$@"

bench-growth: $(READY)
	$(BIN)/python -m benchmarks.start_up $(OPTIONS)
	$(BIN)/python -m benchmarks.growth $(OPTIONS)

bench-live: $(READY)
	$(BIN)/python -m benchmarks.live $(OPTIONS)

bench-polls: $(READY)
	$(BIN)/python benchmarks/audit.py
	$(BIN)/python -m benchmarks.polls $(and $(SOURCE),--source "$(SOURCE)") $(SIZES)

lock: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check pip-tools
	CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --strip-extras --extra dev --no-allow-unsafe \
	  --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --upgrade \
	  --output-file requirements.lock pyproject.toml

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or later is needed, this is " + sys.version)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

clean:
	rm -rf $(VENV) .bench-tools auditor-demo dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

truth: $(READY)
	$(BIN)/python -m tests.truth "$(or $(SOURCE),$(error say where the application is: make truth SOURCE=../discourse))" $(OPTIONS)

truth-stated: $(READY)
	$(BIN)/python -m tests.truth.stated "$(or $(SOURCE),$(error say where the application is: make truth-stated SOURCE=../discourse))" $(OPTIONS)

truth-derived: $(READY)
	$(BIN)/python -m tests.derived $(or $(OPTIONS),--cases 5000)
