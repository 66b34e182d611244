# `make help` lists what there is. Needs Python 3.11 or newer; everything else is installed into .venv.

SHELL := /bin/sh
VENV ?= .venv
PYTHON ?=
BIN := $(VENV)/bin
APP_READY := $(VENV)/.installed-app
DEV_READY := $(VENV)/.installed-dev
NODE_READY := node_modules/.installed
# One more than there are processors: tests wait for browsers and databases too.
WORKERS ?= $(shell echo $$(($$(getconf _NPROCESSORS_ONLN) + 1)))
export PYTHON

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

## run: install what is missing, load the demonstration and serve it
.PHONY: run
run: $(APP_READY)
	$(BIN)/countersign demo

## test: everything CI checks: style, types, walls, templates, and all tests on SQLite and PostgreSQL and in a browser
.PHONY: test
test: $(DEV_READY) test-needs $(NODE_READY)
	$(MAKE) --no-print-directory lint types
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

## test-fast: all tests but the browser's
.PHONY: test-fast
test-fast: $(DEV_READY)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m "not browser"

## explore: the property tests with new random examples (make test draws the same ones every time)
.PHONY: explore
explore: $(DEV_READY)
	$(BIN)/python -m pytest -n $(WORKERS) -m hypothesis --hypothesis-profile explore

## lint: style, import walls, templates
.PHONY: lint
lint: $(DEV_READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint templates --lint --quiet

## types: mypy, strict
.PHONY: types
types: $(DEV_READY)
	$(BIN)/mypy

## format: put the code in shape
.PHONY: format
format: $(DEV_READY)
	$(BIN)/ruff check --fix --exit-zero .
	$(BIN)/ruff format .

## messages: collect what vendors read into the catalogs of all languages (app/locales)
.PHONY: messages
messages: $(DEV_READY)
	$(BIN)/python tools/messages.py

## bench: measure saving, opening, scoring and comparing, beside the floor of this machine
.PHONY: bench
bench: $(DEV_READY)
	$(BIN)/python -m tests.bench

## fuzz: thousands of damaged and hostile certificates through the guarded reader (make fuzz FILES=5000)
FILES ?= 2000
.PHONY: fuzz
fuzz: $(DEV_READY)
	$(BIN)/python -m tests.infra.reading.fuzz --files $(FILES)

## lock: write requirements/*.txt anew from requirements/*.in (make lock UPGRADE=--upgrade for newer releases)
.PHONY: lock
lock: $(DEV_READY)
	$(LOCK) requirements/app.in --output-file requirements/app.txt
	$(LOCK) requirements/dev.in --constraint requirements/app.txt --output-file requirements/dev.txt
	$(LOCK) requirements/ocr.in --constraint requirements/dev.txt --output-file requirements/ocr.txt
	npm install --package-lock-only --omit-lockfile-registry-resolved

LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url $(UPGRADE)

## audit: known vulnerabilities of the pinned packages
.PHONY: audit
audit: $(DEV_READY)
	$(BIN)/pip-audit --disable-pip --require-hashes --requirement requirements/app.txt
	$(BIN)/pip-audit --disable-pip --require-hashes --requirement requirements/ocr.txt


## clean: remove what was installed and cached; var/ with the data stays
.PHONY: clean
clean:
	rm -rf $(VENV) node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .cache dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

## help: this list
.PHONY: help
help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST) | awk '{ name = $$1; sub(/:$$/, "", name); sub(/^[^ ]+ /, ""); printf "  make %-10s %s\n", name, $$0 }'

.PHONY: test-needs
test-needs:
	@tools/test-needs.sh

$(APP_READY): requirements/app.txt requirements/ocr.txt pyproject.toml tools/install.sh
	tools/install.sh app $(VENV)
	@touch $@

$(DEV_READY): requirements/dev.txt requirements/ocr.txt pyproject.toml tools/install.sh
	tools/install.sh dev $(VENV)
	@touch $@ $(APP_READY)

$(NODE_READY): package.json package-lock.json
	npm ci --no-audit --no-fund
	@touch $@
