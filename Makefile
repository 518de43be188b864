# Everything a newcomer needs: `make demo` shows the bot at work, `make test` proves it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test browser pictures docs image package faults fuzz mutants coverage bench lint audit format lock clean

demo: $(READY)
	@$(BIN)/qingfeng demo $(if $(SEED),--seed $(SEED))

test: lint
	$(BIN)/python -m pytest -n 2 --ignore=tests/browser

# The page of `qingfeng trial`, in the machine's own Chromium (Debian: chromium, fonts-noto-cjk,
# fonts-noto-color-emoji); pictures stay in browser-output/. CHROMIUM=… names another browser.
browser: $(READY)
	$(BIN)/python -m pytest tests/browser -s

# The pictures in the documents: the ends of the trips in docs/trips, played anew.
pictures: $(READY)
	$(BIN)/python -m pytest tests/browser/test_trips.py
	mkdir -p docs/pictures
	cp browser-output/trip-*.png docs/pictures/
	$(BIN)/python -m benchmarks.plan_pictures docs/pictures

# What is made from the program itself.
docs: $(READY)
	@$(BIN)/python -m bot.settings_page > docs/settings.md

# The Dockerfile's steps in a clean folder, without an engine; and sdist and wheel, tried in a clean environment.
image: $(READY)
	$(BIN)/python deploy/image.py

package: $(READY)
	$(BIN)/python deploy/package.py

# The long forms of tests/faults: what is killed, stopped and lost, and what came of it. SEED=… rolls other dice.
faults: $(READY)
	@FAULTS=long $(if $(SEED),SEED=$(SEED)) $(BIN)/python -m pytest tests/faults -s

# The long forms of tests/fuzz: 20,000 generated updates and 2,000 generated files. SEED=… rolls other dice.
fuzz: $(READY)
	@FUZZ=long $(if $(SEED),SEED=$(SEED)) $(BIN)/python -m pytest tests/fuzz -s

# Which lines and branches of the rooms that decide anything the tests go through; half an hour.
COVERAGE := .coverage-tools
coverage: $(READY) requirements/coverage.in
	@$(BIN)/pip install --quiet --disable-pip-version-check --upgrade --no-deps --target $(COVERAGE) -r requirements/coverage.in
	PYTHONPATH=$(COVERAGE) $(BIN)/python -m pytest -n 2 --ignore=tests/browser -p pytest_cov --cov --cov-report=term

# What the tests of pacing and of the outbox let live of small changes to the code; docs/mutants.md says why it may.
MUTANTS := .venv-mutants
SITE = -c 'import site; print(site.getsitepackages()[0])'
mutants: $(READY) requirements/mutants.in
	@$(PYTHON) -m venv --clear $(MUTANTS)
	@$(MUTANTS)/bin/pip install --quiet --disable-pip-version-check -r requirements/mutants.in
	@$(BIN)/python $(SITE) > $$($(MUTANTS)/bin/python $(SITE))/program.pth
	$(MUTANTS)/bin/mutmut run
	$(MUTANTS)/bin/mutmut results

# BENCH="--quick" takes two minutes, BENCH="--only taps" one row. The peers live in an environment of their own.
PEERS := .venv-bench
bench: $(READY) $(PEERS)/.ready
	@$(BIN)/python -m benchmarks --peers $(PEERS)/bin/python $(BENCH)

# ruff's S rules are bandit's, with each exception at its line; bandit itself looks again for what is grave. Its
# B104 and B310 (addresses of our own health check) are settled there.
ROOMS := bot handlers scheduler services storage reports activities language workdays sandbox content
lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/bandit -q -ll -s B104,B310 -r $(ROOMS)

# Known holes in what the bot runs on, and slips in the Dockerfile; asks the package index, so it is no part of
# the tests.
AUDIT := .venv-audit
audit: requirements/audit.in
	@$(PYTHON) -m venv --clear $(AUDIT)
	@$(AUDIT)/bin/pip install --quiet --disable-pip-version-check -r requirements/audit.in
	$(AUDIT)/bin/hadolint Dockerfile
	$(AUDIT)/bin/pip-audit --require-hashes --disable-pip -r requirements/run.txt

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Some dependencies come as source; they are built with the locked setuptools, so nothing unpinned slips in.
$(READY): requirements/build.txt requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; try: make PYTHON=python3.12")'
	@echo "Setting up $(VENV) (once, a minute or two) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-build-isolation -r requirements/dev.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $(READY)

$(PEERS)/.ready: requirements/bench.txt
	@echo "Setting up $(PEERS) (once) ..."
	@$(PYTHON) -m venv --clear $(PEERS)
	@$(PEERS)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $(PEERS)/.ready

# After a change of the dependencies in pyproject.toml. Needs uv on the PATH.
lock:
	for group in build run dev bench; do \
	  case $$group in \
	    build) sources="requirements/build.in" ;; \
	    run) sources="pyproject.toml" ;; \
	    dev) sources="pyproject.toml --group dev" ;; \
	    bench) sources="--group bench" ;; \
	  esac; \
	  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    $$sources -o requirements/$$group.txt; \
	done

clean:
	rm -rf $(VENV) $(PEERS) $(MUTANTS) mutants $(COVERAGE) .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist *.egg-info
