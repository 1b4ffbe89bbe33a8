# fairtown: make demo builds everything and shows it (STATE=ma for another state); make test tests everything.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
FRONTEND := $(wildcard src/fairtown/hub/frontend/*)
BUILT := src/fairtown/hub/static/built/map.js

.PHONY: demo test shake check docs install installed ready tested system lock clean

demo: install ## build the Connecticut release and serve it on localhost
	$(BIN)/python -m fairtown.hub.prepared & $(BIN)/fairtown build $(if $(STATE),--state $(STATE)) && wait
	# the pages about the nation are there once this is done, after the site
	nice $(BIN)/fairtown nation build > releases/nation.log 2>&1 & FAIRTOWN_PRACTICE=1 $(BIN)/fairtown hub --port $(PORT)

install: ## the environment, after which .venv/bin/fairtown works
	@$(MAKE) --no-print-directory -j2 installed

installed: $(VENV)/.installed $(BUILT)
	@:

$(VENV)/.installed: requirements.txt pyproject.toml
	$(PYTHON) tools/check_python.py
	PYTHON=$(PYTHON) tools/install.sh $(VENV) requirements.txt --compile-bytecode
	$(BIN)/python -m fairtown.hub.messages --compile
	touch $@

$(BUILT): package-lock.json $(FRONTEND)
	npm ci --silent --no-audit --no-fund
	npm run --silent build
	touch $@

# all of requirements.txt is in it; Python compiles what tests load as they load it, a fraction of all that is there
$(VENV)/.tested: requirements-dev.txt requirements.txt pyproject.toml
	$(PYTHON) tools/check_python.py
	PYTHON=$(PYTHON) tools/install.sh $(VENV) requirements-dev.txt
	$(BIN)/python -m fairtown.hub.messages --compile
	touch $(VENV)/.installed $@

ready: ## what tests need, at once: each part works on one core or waits for the network
	@$(MAKE) --no-print-directory -j3 tested

tested: $(VENV)/.tested $(BUILT) system
	@:

system: # one after the other, as apt has one lock
	@tools/browser.sh
	@tools/postgres.sh
	@tools/nginx.sh

# where it is set, every process that the tests start would compile the package anew
test shake ready tested: export PYTHONDONTWRITEBYTECODE =

test: ready ## all tests; installs Chromium, PostgreSQL and nginx where it may
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder $(PYTEST)

shake: $(VENV)/.tested $(BUILT) ## property tests with other and more examples: what the fixed ones of make test never meet
	FAIRTOWN_EXAMPLES=shake $(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder $$(grep -rl "^from hypothesis" tests) $(PYTEST)

check: $(VENV)/.tested $(BUILT) ## style, types, who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/write_reference.py --check

docs: install ## write docs/reference.md from the code
	$(BIN)/python tools/write_reference.py

lock: ## renew the hash-locked requirements (needs uv in the environment)
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra hub pyproject.toml tools/build-requirements.in -o requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--group dev --extra hub --extra cluster pyproject.toml tools/build-requirements.in -c requirements.txt \
		-o requirements-dev.txt

clean: ## remove what was installed and built, releases stay
	rm -rf $(VENV) node_modules src/fairtown/hub/static/built build
