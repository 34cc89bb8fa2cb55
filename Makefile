# Two commands do all: `make run` shows the demo, `make test` runs the tests. Each sets up what it needs.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
VENV := .venv
BIN := $(VENV)/bin
DEMO := demo
DEMO_DAY := 2022-01-31

.PHONY: help run test check setup benchmark mutants lock docs clean
help: ## Say what can be done
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: $(VENV)/.ready ## Show a demo authority's due list with reasons
	@tools/demo.sh $(BIN)/doorstep $(DEMO) $(DEMO_DAY)

test: $(VENV)/.ready check ## Check the code and the packs, run all tests
	$(BIN)/python -m pytest -q -n 2 --dist loadfile

check: $(VENV)/.ready ## Lint, types, layers, packs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/yamllint .
	for pack in $$(ls src/doorstep/packs); do $(BIN)/doorstep policy check $$pack > /dev/null || $(BIN)/doorstep policy check $$pack; done

setup: $(VENV)/.ready ## Only set up
$(VENV)/.ready: requirements-dev.txt pyproject.toml
	@tools/setup.sh $(VENV)
	@touch $@

benchmark: $(VENV)/.ready ## Measure; prints the figures of docs/performance.md
	$(BIN)/python tests/benchmark/benchmark.py

mutants: $(VENV)/.ready ## Plant bugs and see that the tests catch each
	$(BIN)/python tools/mutants.py

docs: $(VENV)/.ready ## Write the generated parts of the docs anew
	$(BIN)/python tools/make_docs.py

lock: ## Renew the pinned requirements (needs uv)
	uv pip compile --universal --generate-hashes --no-header --no-annotate pyproject.toml --extra web --extra book --extra report -o requirements.txt
	uv pip compile --universal --generate-hashes --no-header --no-annotate pyproject.toml --extra web --extra book --extra report --group dev -o requirements-dev.txt

clean: ## Remove what was made
	rm -rf $(VENV) $(DEMO) benchmark-data .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
