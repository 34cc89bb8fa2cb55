# Two commands do all: `make run` starts the demonstration, `make test` runs the tests. Each sets up what it needs.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
VENV := .venv
BIN := $(VENV)/bin
DEMO := demo
DEMO_DAY := 2022-01-31

.PHONY: help run demo test test-postgresql check setup benchmark mutants kill-test pictures lock docs assets clean
help: ## Say what can be done
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: $(VENV)/.ready ## Start the site with an invented authority (DOORSTEP_PORT=8000)
	@tools/run.sh $(BIN) $(DEMO)/site

demo: $(VENV)/.ready ## The same on the command line: a due list with reasons
	@tools/demo.sh $(BIN)/doorstep $(DEMO) $(DEMO_DAY)

test: $(VENV)/.ready-for-tests check ## Check the code and the packs, run all tests, the database's twice
	$(BIN)/python -m pytest -q -n 2 --dist loadfile --ignore tests/browser
	@tools/test_the_rest.sh $(BIN)/python $(SAME_ON_BOTH)

# Thousands of requests that try what a person may type or see; `make test-postgresql` leaves none out.
SAME_ON_BOTH := $(addprefix --ignore tests/db/,access/test_hostile_forms.py access/test_hostile_addresses.py \
  access/test_canaries.py access/test_stored_markup.py access/test_matrix.py administration/test_hostile_input.py \
  accounts running/test_run.py visits/test_hostile_input.py visits/test_which_contacts_count.py \
  documents/test_as_printed.py documents/test_templates.py $(addprefix decisions/test_, every_path.py filling.py writing.py comparing.py \
  opening_pages.py acting_pages.py second_pages.py household_pages.py tier_pages.py refusal_pages.py templates.py \
  meetings.py events.py ending_plans.py incidence.py known.py attack_pages.py) \
  $(addprefix caseload/test_, child_page.py child_page_writing.py restrictions_page.py timeline_page.py) \
  api/test_access.py api/test_documents.py test_every_list_goes_out.py moves/test_move_pages.py moves/test_absences.py \
  $(addprefix imports/test_, by_hand.py doubles.py import_pages.py on_my_day.py quality.py ways_in.py) \
  $(addprefix notices/test_, calendar.py pages.py reminders.py transports.py webhooks.py) \
  governance/test_record_pages.py governance/test_access_requests.py running/test_outage_packs.py running/test_read_only.py)

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
