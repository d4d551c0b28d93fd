# jianbao: everything a person or a machine runs. `make` alone lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEV := $(VENV)/.installed-dev
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help venv demo run test check bench peers lock clean browser

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

venv: $(DEV) ## build .venv from the pinned requirements, with what tests need

$(STAMP): requirements/build.txt requirements/run.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes -r requirements/build.txt -r requirements/run.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	touch $@

$(DEV): $(STAMP) requirements/dev.txt
	$(PIP) --require-hashes -r requirements/dev.txt
	touch $@

demo: $(STAMP) ## show the whole house at work on a miniature world, offline
	$(BIN)/jianbao demo $(ARGS)

run: $(STAMP) ## start the clock and the search page on your own archive
	$(BIN)/jianbao run --serve $(ARGS)

test: venv browser ## run every test
	$(BIN)/python -m pytest -n 4 --dist worksteal $(ARGS)

browser: # the browser tests drive Debian's Chromium; installed when missing and allowed to
	@command -v chromium >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y chromium fonts-noto-cjk >/dev/null; \
	  else echo "no Chromium: browser tests will skip (install the package chromium to run them)"; fi; }

check: venv ## lint, format, types, import contracts, docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/house

bench: venv ## measure speed and memory beside named peers
	$(BIN)/python -m tests.bench $(ARGS)

peers: .venv-peers/.installed ## build .venv-peers, the programs that bench compares with

.venv-peers/.installed: requirements/peers.txt
	test -x .venv-peers/bin/python || $(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/peers.txt
	touch $@

lock: ## pin requirements/*.in again (needs uv on the path)
	$(LOCK) requirements/run.in -o requirements/run.txt
	$(LOCK) requirements/build.in -o requirements/build.txt
	$(LOCK) requirements/dev.in -c requirements/run.txt -o requirements/dev.txt
	$(LOCK) requirements/peers.in -o requirements/peers.txt

clean: ## remove what was built
	rm -rf $(VENV) .venv-peers .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build *.egg-info
