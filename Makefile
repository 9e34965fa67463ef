# Verbs for everyday work; `make help` lists them. Nothing is needed beforehand but make and python3 (3.11 or newer).
#
# Each verb that needs the environment makes it first, or brings it up to date when a lock has changed. What a step
# has finished is noted by a file in the environment, touched last, so that an interrupted step is simply done again.

PYTHON ?= python3
VENV ?= .venv
ARGS ?=

BIN := $(VENV)/bin
UV = $(shell command -v uv || echo $(BIN)/uv)
MAKEFLAGS += --no-print-directory

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: setup web demo crawl test coverage fuzz soak interop lint format docs accuracy bench-read bench lock clean help

setup: $(VENV)/dev.done ## make .venv with all that development needs
	@echo "Ready: $(BIN)/arsip --help"

web: $(VENV)/web.done ## make .venv with what looking needs: arsip serve, arsip report, Parquet, Excel, pandas
	@echo "Ready: $(BIN)/arsip serve"

demo: $(VENV)/run.done ## crawl a made-up site on this machine, and show what comes of it
	@$(BIN)/arsip demo $(ARGS)

crawl: $(VENV)/run.done ## crawl the real site: make crawl ARGS="--db jakarta/archive.db --limit 10 --contact you@example.org"
	@$(BIN)/arsip crawl articles $(ARGS)

test: $(VENV)/dev.done ## run the tests on every core; ARGS go to pytest
	@$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

coverage: $(VENV)/dev.done ## the same, and say which lines no test reaches; half as long again
	@$(BIN)/python -m pytest -n auto --dist worksteal --cov --cov-report=term:skip-covered $(ARGS)

fuzz: $(VENV)/dev.done ## spoil some thousand pages and read them; some minutes, other pages each time
	@$(BIN)/python -m pytest -n 0 -o faulthandler_timeout=0 -m fuzz $(ARGS) tests/scraper/parser

soak: $(VENV)/dev.done ## kill a crawl of 2,000 articles twenty times, spend a year of nights, crawl hostile sites; half an hour
	@$(BIN)/python -m pytest -n 0 -o faulthandler_timeout=0 -m soak $(ARGS) tests

interop: $(VENV)/dev.done ## replay our WARC files in the real pywb, back up to S3; each in an environment of its own
	@$(BIN)/python -m pytest -n 0 -o faulthandler_timeout=0 -m interop $(ARGS) tests/interop

format: $(VENV)/dev.done ## format the code and apply safe lint fixes
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lint: $(VENV)/dev.done ## check style, types and who imports whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/dev.done ## write the tables of docs/data.md anew, from the schema
	@$(BIN)/python -m bench.dictionary $(ARGS)

accuracy: $(VENV)/dev.done ## measure how exact the parser is, into docs/accuracy.md; ARGS="--pages 100" is quicker
	@$(BIN)/python -m bench.accuracy $(ARGS)

bench-read: $(VENV)/dev.done ## time the parser beside others, into docs/speed.md; ARGS="--rounds 3" is quicker
	@$(BIN)/python -m bench.reading $(ARGS)

bench: $(VENV)/dev.done ## time and weigh searching, exporting, serving and plotting; a quarter of an hour
	@$(BIN)/python -m bench $(ARGS)

lock: $(VENV)/dev.done ## pin what pyproject.toml asks for, with hashes; ARGS=--upgrade takes what is newest
	@$(UV) pip compile --generate-hashes --universal --group setup $(ARGS) -o requirements-setup.lock >/dev/null
	@$(UV) pip compile --generate-hashes --universal --group build --extra notify pyproject.toml $(ARGS) -o requirements.lock >/dev/null
	@$(UV) pip compile --generate-hashes --universal --group build --extra notify --extra web --extra data -c requirements.lock \
	    pyproject.toml $(ARGS) -o requirements-web.lock >/dev/null
	@$(UV) pip compile --generate-hashes --universal --group build --group dev --extra notify --extra web --extra data \
	    -c requirements.lock -c requirements-web.lock pyproject.toml $(ARGS) -o requirements-dev.lock >/dev/null

clean: ## remove .venv, .peers, .interop and caches; archive.db, warc/ and exports/ stay
	rm -rf $(VENV) .peers .interop .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## list these verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(VENV)/run.done: deploy/install.sh requirements-setup.lock requirements.lock pyproject.toml
	@PYTHON=$(PYTHON) deploy/install.sh $(VENV) requirements.lock
	@touch $@

$(VENV)/web.done: deploy/install.sh requirements-setup.lock requirements.lock requirements-web.lock pyproject.toml
	@PYTHON=$(PYTHON) deploy/install.sh $(VENV) requirements-web.lock
	@touch $(VENV)/run.done $@

$(VENV)/dev.done: deploy/install.sh requirements-setup.lock requirements.lock requirements-web.lock requirements-dev.lock pyproject.toml
	@PYTHON=$(PYTHON) deploy/install.sh $(VENV) requirements-dev.lock
	@touch $(VENV)/run.done $(VENV)/web.done $@
