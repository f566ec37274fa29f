# Everything a fresh clone needs is made on demand in .venv; nothing outside the folder is touched.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 2

.PHONY: help verify test test-all lint proofs docs dist checker fuzz bench clean
help:
	@echo "make verify    decide every claim and print the table"
	@echo "make test      style, types and tests (what CI runs)"
	@echo "make test-all  the same with the slow tests"
	@echo "make lint      style and types only"
	@echo "make proofs    the theorems in Rocq, from scratch (needs coqc: Debian's package coq)"
	@echo "make docs      the documentation site in build/docs, looked at in Chromium if it is there; offline"
	@echo "make dist      wheel and sdist in dist, tried in an environment of their own"
	@echo "make checker   build/khrnn-check.pyz, the kernel as a single file"
	@echo "make fuzz      attack the kernel for SECONDS (default 3600)"
	@echo "make bench     run the benchmarks"

$(VENV)/core.stamp: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "khrnn needs Python 3.11 or newer; name one with: make PYTHON=python3.11 ..." >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(VENV)/test.stamp: $(VENV)/core.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@touch $@

$(VENV)/docs.stamp: $(VENV)/core.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[docs]'
	@touch $@

$(VENV)/dist.stamp: $(VENV)/core.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dist]'
	@touch $@

verify: $(VENV)/core.stamp
	@$(BIN)/khrnn verify
	@echo "next: $(BIN)/khrnn report --out report, then open report/index.html in a browser;"
	@echo "      source $(BIN)/activate puts the command khrnn on the path"

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: lint
	$(BIN)/python -m pytest -q -n $(JOBS) -m "not slow"

test-all: lint
	$(BIN)/python -m pytest -q -n $(JOBS)

proofs: $(VENV)/test.stamp
	tools/check_rocq.sh
	$(BIN)/python tools/theorems_page.py --check
	$(BIN)/python -m pytest -q tests/proofs/test_rocq.py tests/proofs/test_rocq_check.py

docs: $(VENV)/docs.stamp
	$(BIN)/python tools/build_docs.py

dist: $(VENV)/dist.stamp
	$(BIN)/python tools/test_wheel.py

checker:
	@$(PYTHON) tools/build_checker.py

SECONDS ?= 3600
fuzz: $(VENV)/test.stamp
	$(BIN)/python tests/fuzz/fuzz_kernel.py --seconds $(SECONDS)

bench: $(VENV)/test.stamp
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

clean:
	rm -rf build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
