SHELL := /bin/bash
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

BIN := .venv/bin
STAMP := .venv/.stamp
LOCK := $(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --python-version 3.11

.PHONY: help setup run demo test test-long bench bench-long bench-spark check mutants mutants-clauses lock clean

help: ## show this list
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/\1\t\2/p' Makefile | expand -t 18

$(STAMP): requirements/bootstrap.txt requirements/dev.txt requirements/base.in pyproject.toml tools/setup.sh
	@bash tools/setup.sh

setup: $(STAMP) ## make .venv with every dependency pinned by hash

run: $(STAMP) ## start the site with invented data on 127.0.0.1 (PORT=8000)
	@exec $(BIN)/dingdian serve --demo

demo: $(STAMP) ## decide the shipped workbooks and replay every dossier on the command line
	@$(BIN)/dingdian demo

check: $(STAMP) ## lint, format, types, architecture
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy src/dingdian
	@$(BIN)/lint-imports --no-logo

test: check ## check, then the tests of everyday work
	@$(BIN)/python -m pytest -n 2

test-long: check ## check, every test, then changed code and changed parameters (hours)
	@$(BIN)/python -m pytest -n 2 -m "long or not long"
	@$(BIN)/python tools/mutants.py --least 90
	@$(BIN)/python tools/mutants_clauses.py

bench: $(STAMP) ## measure
	@$(BIN)/python bench/run.py
	@$(BIN)/python bench/notices.py
	@$(BIN)/python bench/signing.py
	@$(BIN)/python bench/gate.py
	@$(BIN)/python bench/online.py

bench-long: $(STAMP) ## gate a billion lines, file by file, and draw how time grows (a quarter of an hour)
	@$(BIN)/python bench/long.py

bench-spark: $(STAMP) ## run standings and the gate on a Spark cluster on loopback, against DuckDB
	@$(BIN)/python bench/spark.py

mutants: $(STAMP) ## change the code, see whether a test notices
	@$(BIN)/python tools/mutants.py

mutants-clauses: $(STAMP) ## change the parameters of the law, see whether a test notices
	@$(BIN)/python tools/mutants_clauses.py

lock: $(STAMP) ## pin the requirements anew, with hashes and without addresses
	$(LOCK) requirements/bootstrap.in -o requirements/bootstrap.txt
	$(LOCK) requirements/base.in -o requirements/base.txt
	$(LOCK) -c requirements/base.txt requirements/dev.in -o requirements/dev.txt
	$(LOCK) bench/peers/requirements.in -o bench/peers/requirements.txt

clean: ## remove what the other targets make, except .venv
	rm -rf build dist out .proofs .hypothesis .coverage .coverage.* htmlcov
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache src/*.egg-info
	find src tests tools bench -type d -name __pycache__ -prune -exec rm -rf {} +
