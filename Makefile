# chat: ask the two sample articles in the browser.   test: everything that CI runs.
PYTHON ?= python3
BIN = .venv/bin
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: chat test check eval train clean

chat: .venv/run
	$(BIN)/guillemet chat $(ARGS)

test: check
	$(BIN)/python -m pytest $(ARGS)

# mypy takes the name of the folder for the package's: the link gives it the right one.
check: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	mkdir -p .check && ln -sfn .. .check/guillemet
	MYPYPATH=.check $(BIN)/mypy --strict -p guillemet

eval: .venv/run
	$(BIN)/guillemet eval $(ARGS)

train: .venv/dev
	$(BIN)/python -m guillemet.train $(ARGS)

.venv/run: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(INSTALL) -e .
	touch $@

.venv/dev: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(INSTALL) -e '.[dev]'
	touch $@ .venv/run

clean:
	rm -rf .venv .check build dist *.egg-info
