# The README names two of these: `make run` and `make test`. `make check` is what CI runs.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
JOBS ?= 2
SIZES ?= 1000 10000
DPKIT_TEST_SERVERS ?= 1
DATA ?= ../shared/data
PIP := $(BIN)/python -m pip --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help run test test-all test-servers check format lint types contracts unit docs eval wheel bench bench-scale lock clean

help: ## Show these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  \1\t\2/' | expand -t 14

$(VENV)/run.stamp: requirements/run.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "dpkit needs Python 3.11 or newer; this is %d.%d" % sys.version_info[:2])'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --require-hashes -r requirements/run.txt
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp requirements/test.txt
	$(PIP) install --quiet --require-hashes -r requirements/test.txt
	@touch $@

run: $(VENV)/run.stamp ## Build the data package of this repository
	$(BIN)/dpkit build

test: $(VENV)/test.stamp ## Run all tests
	$(BIN)/python -m pytest -n $(JOBS)

test-all: $(VENV)/test.stamp ## Run all tests, also the slow ones
	$(BIN)/python -m pytest -n $(JOBS) -m "slow or not slow"

test-servers: $(VENV)/test.stamp ## Try publishing against real servers, set up first (DPKIT_TEST_SERVERS=all: every harm at every step)
	DPKIT_TEST_SERVERS=$(DPKIT_TEST_SERVERS) $(BIN)/python -m pytest tests/servers

check: format lint types contracts docs test wheel ## Everything that CI runs
	$(BIN)/dpkit check

format: $(VENV)/test.stamp ## Is every file formatted?
	$(BIN)/ruff format --check src tests benchmarks scripts training

lint: $(VENV)/test.stamp ## Lint
	$(BIN)/ruff check src tests benchmarks scripts training

types: $(VENV)/test.stamp ## Strict types
	$(BIN)/mypy

contracts: $(VENV)/test.stamp ## Import contracts: layers, and who may touch the world
	$(BIN)/lint-imports

docs: $(VENV)/test.stamp ## Are the generated parts of the documentation true?
	$(BIN)/python scripts/generate_docs.py --check

wheel: $(VENV)/test.stamp ## Build the wheel, install it into an empty environment, use it
	$(BIN)/python scripts/try_wheel.py

eval: $(VENV)/test.stamp ## Measure extraction on gold documents, with DATA on held-out sentences; no floor may be missed
	$(BIN)/dpkit eval $(if $(wildcard $(DATA)/ner),--data $(DATA))

bench: $(VENV)/test.stamp ## Time every stage on a seeded corpus
	$(BIN)/python benchmarks/stages.py

bench-scale: $(VENV)/test.stamp ## Measure growth: full builds, changes, executors (SIZES="1000 10000")
	$(BIN)/python benchmarks/scale.py --documents $(SIZES)

lock: ## Write the requirements files anew (needs uv; UPGRADE=--upgrade takes newer versions)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url $(UPGRADE) \
		pyproject.toml requirements/build.in --constraint requirements/constraints.in --output-file requirements/run.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url $(UPGRADE) \
		requirements/test.in --constraint requirements/run.txt --output-file requirements/test.txt
	for server in invenio ckan; do uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url $(UPGRADE) requirements/servers-$$server.in --output-file requirements/servers-$$server.txt || exit 1; done

clean: ## Remove environments and caches
	rm -rf .venv .venv-* .servers .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .dpkit build dist
