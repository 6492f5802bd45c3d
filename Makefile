# Every verb sets up what it needs: `make demo` on a fresh machine is enough.
# pip's own configuration (mirrors, find-links) is honoured. On Linux the registry's torch brings CUDA along;
# for the smaller CPU build point PIP_EXTRA_INDEX_URL or PIP_FIND_LINKS at PyTorch's CPU wheels.

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
# A command that exists may still not work (a version manager's shim, a Python without venv): try each.
USABLE := import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3; do \
	$$python -c '$(USABLE)' >/dev/null 2>&1 && { echo $$python; break; }; done)

export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Nothing here sends usage figures anywhere, or asks a hub for models.
export DO_NOT_TRACK := 1
export HF_HUB_OFFLINE := 1

DEMO_DB := demo/profiles.duckdb
DEMO_CUSTOMER := W-1009
DEMO_QUERY := select name, marital_status, home_type as home, array_to_string(pet, ', ') as pets, array_to_string(occupation, ', ') as occupation, array_to_string(contact_by, ', ') as contact_by from profile.customer_360 where profiling order by name

.DEFAULT_GOAL := help
.PHONY: help install demo test test-slow check fix evaluate ablate bench train build clean

help: ## say what each verb does
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(INSTALLED) ## make .venv with the rapport command in it

$(INSTALLED): pyproject.toml constraints.txt
	@test -x $(BIN)/python || test -n "$(PYTHON)" || { \
		echo "No usable Python 3.11, 3.12 or 3.13 (with venv) found: install one, or run make PYTHON=/path/to/python" >&2; exit 1; }
	@test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV)
	@echo "Installing into $(VENV): a few minutes, some 2.5 GB"
	@$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

demo: $(INSTALLED) ## run the sample inbox and show what came out
	$(BIN)/rapport run --config configs/demo.yaml
	$(BIN)/rapport show $(DEMO_CUSTOMER) --db $(DEMO_DB)
	@$(BIN)/rapport sql --db $(DEMO_DB) "$(DEMO_QUERY)"

test: $(INSTALLED) ## run the tests, without the slow ones
	$(BIN)/python -m pytest

test-slow: $(INSTALLED) ## run the slow tests: real weights, a Prefect server, killed runs
	$(BIN)/python -m pytest -m slow

check: $(INSTALLED) ## lint, format, types, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: $(INSTALLED) ## mend what the linter can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

evaluate: $(INSTALLED) ## score the product on the gold conversations
	$(BIN)/rapport evaluate tests/gold/*.yaml --card models/signals-en-2

ablate: $(INSTALLED) ## say what each part of the extraction is worth
	$(BIN)/python -m flows.evaluation.ablate --card models/signals-en-2 \
		models/training/conversations_f_profiles.yaml models/training/conversations_e_profiles.yaml

bench: $(INSTALLED) ## time the whole path on this machine
	$(BIN)/python -m tests.benchmarks

train: $(INSTALLED) ## train the models anew from models/training
	$(BIN)/python -m nlp.train

build: $(INSTALLED) ## build the wheel and look into it
	rm -rf dist
	$(BIN)/python -m build --no-isolation --outdir dist
	$(BIN)/python -m tests.wheel dist

clean: ## remove the environment and everything made here
	rm -rf $(VENV) build demo dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
