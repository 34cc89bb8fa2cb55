# Two commands do all: `make run` starts the demonstration, `make test` runs the tests. Each sets up what it needs.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
VENV := .venv
BIN := $(VENV)/bin
# What was compiled is kept: the tests start some hundred processes, each of which would compile all of it anew.
unexport PYTHONDONTWRITEBYTECODE
DEMO := demo
DEMO_DAY := 2022-01-31

.PHONY: help run demo test test-postgresql check setup benchmark mutants kill-test pictures lock docs assets clean
help: ## Say what can be done
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: $(VENV)/.ready ## Start the site with an invented authority (DOORSTEP_PORT=8000)
	@tools/run.sh $(BIN) $(DEMO)/site

demo: $(VENV)/.ready ## The same on the command line: a due list with reasons
	@tools/demo.sh $(BIN)/doorstep $(DEMO) $(DEMO_DAY)

test: $(VENV)/.ready-for-tests ## Check the code and the packs, run all tests, the database's twice
	@tools/test_all.sh $(BIN)/python $(ON_POSTGRESQL)

# What rests on the database itself runs on PostgreSQL too; `make test-postgresql` runs all there.
ON_POSTGRESQL := $(addprefix tests/db/,test_constraints.py access/test_changes_hold_at_once.py \
  $(addprefix audit/test_,append_only.py chain.py concurrency.py) $(addprefix caseload/test_,stored_answers.py visible.py) \
  $(addprefix visits/test_,recording.py at_once.py) $(addprefix decisions/test_,visiting_plan.py attack_rows.py) \
  $(addprefix lists/test_,search.py) imports/test_imports.py imports/test_merges.py \
  moves/test_moving.py moves/test_move_constraints.py notices/test_outbox.py governance/test_constraints.py \
  api/test_recording.py running/test_backup.py phone/test_at_once.py outings/test_constraints.py wellbeing/test_wellbeing_constraints.py)

test-postgresql: $(VENV)/.ready-for-tests ## The database's tests on PostgreSQL, all of them
	@tools/test_on_postgresql.sh $(BIN)/python tests/db

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

$(VENV)/.ready-for-tests: $(VENV)/.ready tools/setup_tests.sh
	@tools/setup_tests.sh
	@touch $@

benchmark: $(VENV)/.ready ## Measure; prints the figures of docs/performance.md
	$(BIN)/python tests/benchmark/benchmark.py

mutants: $(VENV)/.ready ## Plant bugs and see that the tests catch each
	$(BIN)/python tools/mutants.py

docs: $(VENV)/.ready ## Write the generated parts of the docs anew
	$(BIN)/python tools/make_docs.py

pictures: $(VENV)/.ready-for-tests ## Make the pictures of docs/pages.md anew
	$(BIN)/python tools/pictures.py

kill-test: $(VENV)/.ready ## Kill writers and servers at random; prints the figures of docs/reliability.md
	$(BIN)/python tools/kill_test.py
	$(BIN)/python tools/kill_sender.py
	$(BIN)/python tools/kill_sender.py --database postgresql

lock: ## Renew the pinned requirements (needs uv)
	uv pip compile --universal --generate-hashes --no-header --no-annotate pyproject.toml --extra web --extra book --extra report -o requirements.txt
	uv pip compile --universal --generate-hashes --no-header --no-annotate pyproject.toml --extra web --extra book --extra report --group dev -o requirements-dev.txt

assets: ## Build the stylesheet of the pages anew (needs Node)
	cd src/doorstep/web/assets && npm ci --ignore-scripts && npm run build

clean: ## Remove what was made
	rm -rf $(VENV) $(DEMO) benchmark-data .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
