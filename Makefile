# Everything is installed into .venv at the root, from requirements.lock; nothing else on the machine is touched.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test lint unit docs lock bench truth truth-derived clean

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

bench: $(READY)
	$(BIN)/python benchmarks/start_up.py
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
	rm -rf $(VENV) auditor-demo dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

truth: $(READY)
	$(BIN)/python -m tests.truth "$(or $(SOURCE),$(error say where the application is: make truth SOURCE=../discourse))" $(OPTIONS)

truth-derived: $(READY)
	$(BIN)/python -m tests.derived $(or $(OPTIONS),--cases 5000)
