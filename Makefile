# Every command of the repository. `make help` lists them.
SHELL := /bin/bash
PYTHON ?= python3.11
BIN := .venv/bin
export PYTHONPATH := include:.

.DEFAULT_GOAL := help
.PHONY: help setup demo production migration run test check bench lock clean

help:  ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/.ready  ## build .venv from the lock

# uv installs the lock in half a minute and compiles it, which halves every start of Airflow;
# where uv cannot reach a registry that only pip is configured for, pip does the same.
.venv/.ready: requirements.txt requirements-dev.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed: install it, or give its path with make PYTHON=…" >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
	$(BIN)/pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode -r requirements.txt -r requirements-dev.txt \
	  || $(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt -r requirements-dev.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps -e . \
	  || $(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

demo: setup  ## the whole job against invented county sites (ARGS=--once ends by itself)
	$(BIN)/python -m embedded demo $(ARGS)

production: setup  ## the same on PostgreSQL, Redis, an S3 server and Celery workers (needs Debian's postgresql, redis-server)
	$(BIN)/python -m embedded demo --production $(ARGS)

migration: setup  ## write the migration that the tables in the code need (TITLE="what changed")
	$(BIN)/python -m zonereports state revise "$(TITLE)"

run: setup  ## Airflow on this machine with your settings, until Ctrl-C
	$(BIN)/python -m embedded run $(ARGS)

test: setup  ## all tests (ARGS='-k lake' for some)
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

check: setup  ## format, lint (ruff with its security rules), types, secrets, licences, vulnerabilities
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python .ci/leaks.py
	$(BIN)/python .ci/licences.py requirements.txt requirements-dev.txt
	$(BIN)/python .ci/audit.py requirements.txt requirements-dev.txt

bench: setup  ## figures and ratios against peers
	$(BIN)/python -m benchmarks $(ARGS)

lock: setup  ## make requirements.txt and requirements-dev.txt anew
	$(BIN)/uv pip compile --quiet --upgrade --python-version 3.11 --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --upgrade --python-version 3.11 --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" requirements-dev.in -o requirements-dev.txt

clean:  ## remove what the commands made, your data/ excepted
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis build data/demo *.egg-info include/*.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
