# Everything a newcomer types. `make help` lists it.
PYTHON := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup run test test-fast check fix bench prove lock docs clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## the environment, a browser and the wa-js bundle; nothing to do is quick
	@scripts/setup

run: setup ## serve the gateway; OPENWA_CONFIG names a YAML, ARGS="…" goes to `openwa serve`
	@exec .venv/bin/openwa serve $(ARGS)

test: ## the whole suite; ARGS="-k word" goes to pytest
	@scripts/setup --for-tests
	@$(PYTHON) -m pytest -n 2 --dist loadfile $(ARGS)

test-fast: ## unit tests only, nothing slow
	@scripts/setup --for-tests
	@$(PYTHON) -m pytest tests/unit -m "not slow and not browser and not postgres and not redis" $(ARGS)

check: ## format, lint, types, layers and the architecture tests, as in CI
	@scripts/check $(ARGS)

fix: ## let ruff format and mend what it can, then check
	@scripts/check --fix $(ARGS)

bench: ## benchmarks with their baselines beside them
	@scripts/setup --for-tests
	@for script in $$(grep -l __main__ benchmarks/*.py); do echo "== $$script"; $(PYTHON) $$script $(ARGS) || exit 1; done

prove: ## the long proof: kills and restarts in cycles, nothing lost or doubled
	@scripts/setup --for-tests
	@for script in $$(grep -l __main__ tests/proof/*.py); do echo "== $$script"; $(PYTHON) $$script $(ARGS) || exit 1; done

lock: ## make the lock files anew; UPGRADE=1 takes newer versions
	@scripts/lock

docs: ## render the generated references
	@scripts/generate-docs

clean: ## remove what set-up and the tools made, and stop the servers that set-up started
	@scripts/clean
