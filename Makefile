# make help lists what there is. Everything is installed into .venv, from files with hashes.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules
# Otherwise every process that starts compiles Samsyn, and every worker the tests, anew.
unexport PYTHONDONTWRITEBYTECODE

# The first of these that runs and is new enough: a pyenv shim exists for versions it lacks.
PYTHON ?= $(shell for each in python3.13 python3.12 python3.11 python3 python; do \
	"$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& { echo "$$each"; break; }; done)
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet install
PACKAGES := domain application infrastructure interfaces
TYPED := $(PACKAGES) tests $(wildcard bench)
PYTEST_ARGS ?=
UPGRADE ?=
BENCH_ARGS ?=
SIZE ?=
STOCK := bench/stock
COMMA := ,

.PHONY: help run test check lock bench torture

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z]+):.*## /  make \1\t/'

run: export SAMSYN_DATABASE ?= sqlite:///data/samsyn.db
run: $(VENV)/.installed ## install, migrate, fill an empty database with the demo, serve on loopback
	@mkdir -p data
	$(BIN)/samsyn migrate
	$(BIN)/samsyn demo --if-empty
	exec $(BIN)/samsyn serve

test: check ## install, then check, then every test
	$(BIN)/python -m pytest -n 2 $(PYTEST_ARGS)

check: $(VENV)/.installed-dev ## install, then style, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(TYPED)
	$(BIN)/lint-imports --no-logo

# Keeps the versions that are pinned. make lock UPGRADE=--upgrade takes the newest instead, and
# make lock UPGRADE='--upgrade-package fastapi' one of them.
COMPILE = $(BIN)/uv pip compile --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links --no-config \
	--custom-compile-command 'make lock' --quiet $(UPGRADE)
OWN := pyproject.toml --extra build
lock: $(VENV)/.installed-dev ## write the requirements files from pyproject.toml and bench/stock
	$(COMPILE) $(OWN) --output-file requirements.txt
	$(COMPILE) $(OWN) --extra dev --constraint requirements.txt --output-file requirements-dev.txt
	$(COMPILE) $(STOCK)/requirements.in --output-file $(STOCK)/requirements.txt

# make bench SIZE=1000000 also reads, checks and rebuilds a log of a million entries, which takes
# half an hour the first time. BENCH_ARGS are more of what python -m bench --help tells.
bench: $(VENV)/.installed-dev $(STOCK)/.venv/.installed ## measure
	$(BIN)/python -m bench $(if $(SIZE),--sizes 1000$(COMMA)100000$(COMMA)$(SIZE)) $(BENCH_ARGS)

# A failure says which seed to run again: make torture ROUNDS=1 SEED=…
ROUNDS ?= 20
SEED ?= $(shell date +%s)
torture: $(VENV)/.installed-dev ## kill servers and writers thousands of times (ROUNDS of 200, SEED)
	SAMSYN_TORTURE_ROUNDS=$(ROUNDS) SAMSYN_TORTURE_SEED=$(SEED) \
		$(BIN)/python -m pytest -n 2 --verbose $(PYTEST_ARGS) tests/faults/test_killed_writers.py \
		tests/faults/test_killed_server.py tests/faults/test_postgres_crashes.py

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo 'Samsyn needs Python 3.11 or newer: make PYTHON=…' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt pyproject.toml | $(BIN)/python
	$(PIP) --require-hashes --requirement requirements.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt pyproject.toml | $(BIN)/python
	$(PIP) --require-hashes --requirement requirements-dev.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

# The library's stock modules want an older SQLAlchemy than Samsyn's: an environment of their own.
$(STOCK)/.venv/.installed: $(STOCK)/requirements.txt | $(BIN)/python
	$(BIN)/python -m venv $(STOCK)/.venv
	$(STOCK)/.venv/bin/python -m pip --disable-pip-version-check --quiet --quiet install \
		--require-hashes --requirement $<
	@touch $@
