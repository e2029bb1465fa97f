# `make run` starts the bot on embedded defaults; `make test` runs every check; `make quick` those
# of a minute, for the time between: style, and what needs no training and no export.
# All set up what they need in .venv and cost nothing the second time.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# Checkpoints of transformers to compare the exporter with, made by transformers itself.
PARITY := build/parity
# What looks for packages with known weaknesses, and for secrets.
AUDIT  := build/audit
# Keras' backend for a GPU.
JAX    := build/jax
# More processes than two cores, as many tests wait for time to pass; each that loads TensorFlow takes
# a gigabyte, of which more cores would not want more than four.
PYTEST := $(BIN)/pytest -rs --dist loadfile --no-loadscope-reorder --numprocesses
# The tests of a minute: what reads no model, runs no command and trains nothing.
QUICK := $(addprefix tests/bot/,domain slack sources web test_settings.py cli/test_terminal.py) \
  $(addprefix tests/mrc_core/,decode evaluate featurize test_metrics.py test_sentences.py) \
  tests/deploy tests/docs tests/standins \
  $(addprefix --ignore tests/bot/sources/extract/test_,elsewhere.py worker.py) \
  $(addprefix --ignore tests/,deploy/extension bot/web/page bot/web/api/test_openapi.py docs/test_clients.py \
    docs/test_notebook.py)
VOCABULARY := $(lastword $(wildcard mrc_core/bundled_reader/*/assets/tokenizer.json))

INSTALL := bin/pip install --quiet --disable-pip-version-check

# The commands that tests start would compile the same modules again and again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test chaos quick lint system audit secrets constraints extension clean
run: $(VENV)/.run
	$(BIN)/mrc-bot serve

test:
	@$(MAKE) --no-print-directory --jobs 3 system $(PARITY)/.made $(JAX)/.made lint
	TESTS_COMPLETE=1 $(PYTEST) 4

# Every question is answered once, whoever dies: minutes of it (`make test` has the short form).
chaos: $(VENV)/.test
	tests/setup-postgresql
	$(BIN)/python -m tests.chaos.chaos

quick: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(PYTEST) 8 $(QUICK)

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# No package of constraints.txt has a weakness that the Python advisories know of, and all are known.
audit: $(AUDIT)/.made
	$(AUDIT)/bin/pip-audit --strict --no-deps --disable-pip -r constraints.txt

# No file holds what looks like a secret, but for those of the tests in .secrets.baseline.
secrets: $(AUDIT)/.made
	git ls-files -z | xargs -0 $(AUDIT)/bin/detect-secrets-hook --baseline .secrets.baseline

# What the tests drive and pip does not have; one after the other, as they share one lock.
system:
	tests/setup-chromium
	tests/setup-postgresql
	tests/setup-tesseract

# The browser extension: a folder to load and a zip for the store, for Chromium and for Naver Whale.
extension:
	@$(PYTHON) deploy/extension/build.py build/extension

$(AUDIT)/.made:
	$(PYTHON) -m venv $(AUDIT)
	$(AUDIT)/$(INSTALL) 'pip-audit>=2.9,<3' 'detect-secrets>=1.5,<2'
	@touch $@

$(VENV)/.venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "mrc-bot needs Python 3.11 or later: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.venv pyproject.toml constraints.txt
	$(VENV)/$(INSTALL) -c constraints.txt -e '.[embedded]'
	@touch $@

$(VENV)/.test: $(VENV)/.venv pyproject.toml constraints.txt
	$(VENV)/$(INSTALL) -c constraints.txt -e '.[test]'
	@touch $@ $(VENV)/.run

# Run once: compiling all of it beforehand would cost more than the few modules that are imported.
.venv-parity/.made: tests/exporter/parity/requirements.txt
	$(PYTHON) -m venv .venv-parity
	.venv-parity/$(INSTALL) --no-compile -r $<
	@touch $@

$(PARITY)/.made: .venv-parity/.made tests/exporter/parity/make.py $(VOCABULARY)
	.venv-parity/bin/python tests/exporter/parity/make.py $(VOCABULARY) $(PARITY)
	@touch $@

$(JAX)/.made: $(VENV)/.test tests/exporter/train/jax.txt
	rm -rf $(JAX)
	$(VENV)/$(INSTALL) --no-deps --target $(JAX) -r tests/exporter/train/jax.txt
	@touch $@

# Resolve the newest versions within pyproject's bounds and write down what to test.
constraints:
	rm -rf build/constraints && $(PYTHON) -m venv build/constraints
	build/constraints/bin/pip install --quiet '.[test]'
	{ echo '# Tested together; written by `make constraints`.'; \
	  build/constraints/bin/pip freeze --exclude mrc-bot; } > constraints.txt

clean:
	rm -rf $(VENV) .venv-parity build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
