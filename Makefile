# Two commands matter: `make run` starts the app, `make test` checks everything. Both set up what they need.
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
UV_VERSION := 0.13.9

.PHONY: run test fuzz faults bench lock build clean

run: .venv/run.stamp
	$(BIN)/foresight serve

test: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

fuzz: .venv/test.stamp  ## damaged files against the readers (FUZZ_SECONDS=60, FUZZ_SEED), and tables of every form
	$(BIN)/python -m tests.fuzz
	FUZZ_EXAMPLES=$(or $(FUZZ_EXAMPLES),200) $(BIN)/pytest --timeout 1800 tests/test_intake_properties.py

faults: .venv/test.stamp  ## kill -9 at many points of ingest, publication, queue and watch (FORESIGHT_KILLS=400)
	FORESIGHT_KILLS=$(or $(FORESIGHT_KILLS),400) $(BIN)/pytest -s --timeout 7200 tests/test_intake_faults.py

bench: .venv/run.stamp
	$(BIN)/python -m bench

build: .venv/run.stamp  ## compiles data/tables again from the provider files (make build SOURCES=folder)
	$(BIN)/foresight build --sources $(SOURCES)

$(UV):
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet uv==$(UV_VERSION)

.venv/run.stamp: $(UV) requirements.lock pyproject.toml
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps -e .
	touch $@

.venv/test.stamp: .venv/run.stamp requirements-test.lock
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements-test.lock
	touch $@

# Hashes, and no address of where a package came from: the lock is the same behind any mirror.
LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header
lock: $(UV)
	$(LOCK) $(UPGRADE) pyproject.toml -o requirements.lock
	$(LOCK) $(UPGRADE) pyproject.toml --extra test -c requirements.lock -o requirements-test.lock

clean:
	rm -rf .venv var
