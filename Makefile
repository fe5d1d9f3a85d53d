# The main commands; `make` alone lists them. PORT=, DATA= and SITE= change `make run`.
PYTHON ?= python3
PORT ?= 8000
DATA ?= data
SITE ?=
UV_VERSION = 0.13.9
BIN = .venv/bin
STAMP = .venv/.made-from-requirements.lock

.DEFAULT_GOAL := help
.PHONY: help setup setup-extra run test test-long test-reloaded lint lock bench relevance rows mutation check-site peer-wordpress peer-postgresql peer-nginx peer-engines \
        screenshots demo clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 18

setup: $(STAMP) ## build .venv from the lock file

$(STAMP): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed: set PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed, $(PYTHON) is older: set PYTHON=…"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/uv --version 2>/dev/null | grep -qF "$(UV_VERSION)" || \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $(STAMP)

setup-extra: setup ## add what the longer suites need (browser driver, peers)
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-extra.lock

run: setup ## crawl the demo publisher (or SITE=https://…), index it and serve it
	$(BIN)/newsarchive start --data "$(DATA)" --port "$(PORT)" $(if $(SITE),"$(SITE)")

test: setup ## the quick tests
	$(BIN)/pytest -n 2

test-long: setup ## the slow suites: evil servers, kills, soak of the clockwork; properties on new random texts
	$(BIN)/pytest -m slow
	$(BIN)/pytest -m "hypothesis and not browser and not peer" --hypothesis-profile=long

test-reloaded: setup ## the engine's tests on whoosh-reloaded, the other distribution of Whoosh
	$(BIN)/uv pip install --quiet --python $(BIN)/python --target .reloaded whoosh-reloaded==2.7.5
	PYTHONPATH=.reloaded $(BIN)/pytest tests/test_codec.py tests/test_writer.py tests/test_oracle.py \
	  tests/test_generation.py tests/test_search_service.py

lint: setup ## ruff and mypy --strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lock: ## renew the lock files from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --group dev pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --group dev --group extra pyproject.toml -c requirements.lock -o requirements-extra.lock

bench: setup-extra ## our engine beside its peers on one corpus, in one run
	$(BIN)/python -m benchmarks.search

peer-engines: setup-extra ## other engines on the same tokens find as many and count the same values
	$(BIN)/pytest -m peer tests/peer/test_search_peers.py

relevance: setup ## ranking figures and what changed; fails below the floors
	$(BIN)/python -m benchmarks.relevance

rows: setup ## switch off each rule of crawler, site and desk in turn and see that its tests notice
	$(BIN)/python -m benchmarks.rows

mutation: setup-extra ## branch coverage and mutation score of the crawler's rules
	$(BIN)/python -m benchmarks.mutation

check-site: setup-extra ## the site in Debian's Chromium: journeys, axe, Nu checker, Lighthouse
	$(BIN)/pytest -m browser

screenshots: setup-extra ## each page type at three widths, light and dark
	$(BIN)/python -m benchmarks.screenshots

peer-wordpress: setup ## crawl a real WordPress from Debian's packages on loopback
	peers/wordpress/run.sh

peer-postgresql: setup-extra ## stores, desk, clockwork, backups on a real PostgreSQL
	peers/postgresql/run.sh

peer-nginx: setup ## deploy/nginx.conf in Debian's nginx, before site and worker
	peers/nginx/run.sh

demo: setup ## serve the demo publisher alone
	$(BIN)/newsarchive demo --port 8765

clean: ## remove what can be made again (never the data)
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis
