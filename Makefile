# `make run` starts the bot on embedded defaults; `make test` runs every check.
# Both set up what they need in .venv and cost nothing the second time.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: run test lint constraints clean
run: $(VENV)/.run
	$(BIN)/mrc-bot serve

test: $(VENV)/.test lint
	tests/setup-chromium
	$(BIN)/pytest

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

$(VENV)/.venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "mrc-bot needs Python 3.11 or later: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.venv pyproject.toml constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[embedded]'
	@touch $@

$(VENV)/.test: $(VENV)/.venv pyproject.toml constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[embedded,export,test]'
	@touch $@ $(VENV)/.run

# Resolve the newest versions within pyproject's bounds and write down what to test.
constraints:
	rm -rf build/constraints && $(PYTHON) -m venv build/constraints
	build/constraints/bin/pip install --quiet '.[embedded,export,test]'
	{ echo '# Tested together; written by `make constraints`.'; \
	  build/constraints/bin/pip freeze --exclude mrc-bot; } > constraints.txt

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
