# Targets for everyday work; `make help` lists them. They need only make and python3 (3.11 or newer).
#
# Each target that needs the environment creates it first, or updates it when a lock has changed. A file in the
# environment, touched last, marks a finished step, so that an interrupted one is repeated.

PYTHON ?= python3
VENV ?= .venv
ARGS ?=

BIN := $(VENV)/bin
UV = $(shell command -v uv || echo $(BIN)/uv)
MAKEFLAGS += --no-print-directory
export PYTHONDONTWRITEBYTECODE := # the tests start hundreds of processes, and each would compile what it imports

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: setup web demo crawl test coverage fuzz soak interop lint format docs accuracy bench-read bench-crawl bench lock clean help

setup: $(VENV)/dev.done ## create .venv with everything for development
	@echo "Ready: $(BIN)/arsip --help"

web: $(VENV)/web.done ## create .venv with the extras: arsip serve, arsip report, Parquet, Excel, pandas
	@echo "Ready: $(BIN)/arsip serve"

demo: $(VENV)/run.done ## crawl a made-up site on this machine, and show the results
	@$(BIN)/arsip demo $(ARGS)

crawl: $(VENV)/run.done ## crawl the real site: make crawl ARGS="--db jakarta/archive.db --limit 10 --contact you@example.org"
	@$(BIN)/arsip crawl articles $(ARGS)

test: $(VENV)/dev.done ## run the tests on all cores; ARGS are passed to pytest
	@$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

coverage: $(VENV)/dev.done ## run the tests and list uncovered lines; takes half as long again
	@$(BIN)/python -m pytest -n auto --dist worksteal --cov --cov-report=term:skip-covered $(ARGS)

fuzz: $(VENV)/dev.done ## parse thousands of randomly damaged pages, and try the laws on five times as many random archives
	@$(BIN)/python -m pytest -n auto --dist worksteal -o faulthandler_timeout=0 --hypothesis-profile fuzz -m "fuzz or hypothesis" $(ARGS) tests

soak: $(VENV)/dev.done ## kill a crawl twenty times, simulate a year of nightly runs, crawl hostile sites; half an hour
	@$(BIN)/python -m pytest -n 0 -o faulthandler_timeout=0 -m soak $(ARGS) tests

interop: $(VENV)/dev.done ## test WARC files with pywb and backups with S3, each in its own environment
	@$(BIN)/python -m pytest -n 0 -o faulthandler_timeout=0 -m interop $(ARGS) tests/interop

format: $(VENV)/dev.done ## format the code and apply safe lint fixes
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lint: $(VENV)/dev.done ## check style, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/dev.done ## regenerate the data dictionary in docs/data.md from the schema
	@$(BIN)/python -m bench.dictionary $(ARGS)

accuracy: $(VENV)/dev.done ## measure the parser's accuracy, into docs/accuracy.md; ARGS="--pages 100" is quicker
	@$(BIN)/python -m bench.accuracy $(ARGS)

bench-read: $(VENV)/dev.done ## measure the parser's speed, into docs/speed.md; ARGS="--rounds 3" is quicker
	@$(BIN)/python -m bench.reading $(ARGS)

bench-crawl: $(VENV)/dev.done ## measure the cost of a crawl, into docs/speed.md; ARGS="--articles 300" is quicker
	@$(BIN)/python -m bench.crawling $(ARGS)

bench: $(VENV)/dev.done ## measure time and memory of search, exports, web pages and charts; twenty minutes
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && $(BIN)/python -m bench.large "$$folder/large.db" $(ARGS) \
	    && $(BIN)/python -m bench.finding "$$folder/large.db" && $(BIN)/python -m bench.starting "$$folder/large.db" && $(BIN)/python -m bench.exporting

lock: $(VENV)/dev.done ## pin the dependencies of pyproject.toml with hashes; ARGS=--upgrade takes the newest
	@$(UV) pip compile --generate-hashes --universal --group setup $(ARGS) -o requirements-setup.lock >/dev/null
	@$(UV) pip compile --generate-hashes --universal --group build --extra notify --extra recover pyproject.toml $(ARGS) -o requirements.lock >/dev/null
	@$(UV) pip compile --generate-hashes --universal --group build --extra notify --extra recover --extra web --extra data -c requirements.lock \
	    pyproject.toml $(ARGS) -o requirements-web.lock >/dev/null
	@$(UV) pip compile --generate-hashes --universal --group build --group dev --extra notify --extra recover --extra web --extra data --extra cluster \
	    -c requirements.lock -c requirements-web.lock pyproject.toml $(ARGS) -o requirements-dev.lock >/dev/null

clean: ## delete .venv, .peers, .interop and caches; archive.db, warc/ and exports/ stay
	rm -rf $(VENV) .peers .interop .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## list these targets
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
