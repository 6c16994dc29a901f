# What a person does with a checkout. `make` alone lists it. Needed beforehand: make and python3 (3.7 or newer).

PYTHON3 ?= python3
PYTHON := .venv/bin/python
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench reset clean packages-to-run packages-to-develop chromium

help: ## lists these targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 16

run: packages-to-run ## starts the whole site on http://localhost:8000 (another: make run PORT=8001); Ctrl-C ends it
	@exec $(PYTHON) -m bzpeer.local

test: packages-to-develop chromium ## runs every test, the browser's included (some: make test ARGS="tests/test_local.py -x")
	@exec $(PYTHON) -m pytest $(ARGS)

lint: packages-to-develop ## checks style, templates, types, imports between the rooms, and that no migration is missing
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	.venv/bin/djade --check --target-version 6.1 $$(find templates -name '*.html' -o -name '*.txt')
	$(PYTHON) -m tests.servers $(PYTHON) -m mypy .
	$(PYTHON) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
	$(PYTHON) -m tests.servers $(PYTHON) manage.py makemigrations --check --dry-run

format: packages-to-develop ## rewrites Python and templates in the house style
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .
	.venv/bin/djade --target-version 6.1 $$(find templates -name '*.html' -o -name '*.txt')

bench: packages-to-develop ## measures what benchmarks/ measures (one: make bench ARGS=import)
	@exec $(PYTHON) -m benchmarks $(ARGS)

reset: packages-to-run ## deletes the data of `make run` and of the tests for good
	@exec $(PYTHON) -m bzpeer.embedded reset

clean: ## deletes what can be made again: packages, caches, collected files; the data stay
	rm -rf .venv .uv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis staticfiles
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

packages-to-run:
	@$(PYTHON3) -m bzpeer.bootstrap run

packages-to-develop:
	@$(PYTHON3) -m bzpeer.bootstrap dev

chromium: packages-to-develop
	@$(PYTHON) -m tests.chromium
