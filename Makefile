PYTHON ?= python3.11
BIN := .venv/bin

.PHONY: check
check:  ## lint and types
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy
