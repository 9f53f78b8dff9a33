# Two commands for everyone: `make run` shows the service, `make test` checks it.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
SIDE_BY_SIDE := -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder  # what takes long is not left to the end
SOURCES := index scrapers searchsvc tests

.PHONY: run test quick chaos audit format lint types layers relevance bench bench-large bench-cluster lock messages pictures clean

run: $(VENV)/.run
	@$(BIN)/searchsvc demo

test: lint types layers
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE)

quick: lint types layers
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not slow and not browser"

# Kills (of builds, and of nodes of a search cluster), damage, crowds and hostile readers, at length, and
# docs/operations.md followed on a machine; the figures come last, docs/reliability.md explains them.
chaos: $(VENV)/.dev
	@$(BIN)/python -m pytest --at-length tests/reliability tests/deploy tests/security

# Known holes in the dependencies, where their list can be reached.
audit: $(VENV)/.dev
	@$(BIN)/python .ci/audit

format: $(VENV)/.dev
	@$(BIN)/ruff check --fix-only --quiet $(SOURCES) && $(BIN)/ruff format $(SOURCES)

lint: $(VENV)/.dev
	@$(BIN)/ruff format --check $(SOURCES) && $(BIN)/ruff check $(SOURCES)

types: $(VENV)/.dev
	@$(BIN)/mypy

layers: $(VENV)/.dev
	@$(BIN)/lint-imports

# How well search answers, beside other engines; NORQUAD names the folder of the questions.
relevance: $(VENV)/.dev
	@$(BIN)/python tests/relevance/measure.py

# How fast search answers, beside other engines; what is built once is kept in var/bench.
bench: $(VENV)/.dev
	@$(BIN)/python tests/bench/measure.py

bench-large: $(VENV)/.dev
	@$(BIN)/python tests/bench/measure.py --pages 100000

# The same search on a cluster of three nodes, beside the embedded engine; needs a JDK and Maven.
bench-cluster: $(VENV)/.dev
	@$(BIN)/python tests/bench/measure_cluster.py

# Every page into var/pictures/, those of the README into docs/pictures/; needs Chromium.
pictures: $(VENV)/.dev
	@$(BIN)/python -m pytest -q tests/browser/pictures.py

# After a change of words that readers see: then translate what is new in translations/*.po.
messages: $(VENV)/.dev
	@cd searchsvc && ../$(BIN)/pybabel --quiet extract --no-location --sort-output --omit-header -F babel.cfg -o messages.pot . \
		&& for language in nn en; do ../$(BIN)/pybabel --quiet update --omit-header --no-fuzzy-matching --ignore-obsolete \
			-i messages.pot -l $$language -o translations/$$language.po; done; rm messages.pot

# After a change of dependencies in pyproject.toml; needs uv.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links --group pyproject.toml:build pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links --group pyproject.toml:dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) dist var

$(VENV)/.python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is missing. Run: sudo apt install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing. Run: sudo apt install python3-venv"; exit 1; }
	@echo "Making the environment in $(VENV)/ ..."
	@$(PYTHON) -m venv --clear $(VENV) && touch $@

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/.python
	@echo "Installing what the service needs (a minute or two, once) ..."
	@$(INSTALL) --require-hashes --no-deps -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation -e . && touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@echo "Installing what the checks need ..."
	@$(INSTALL) --require-hashes --no-deps -r requirements-dev.lock && touch $@
