# Two commands suffice: `make run` and `make test`. Each installs what it needs first.
PYTHON ?= python3
VENV := .venv/bin
SERVICES := $(VENV)/python -m deploy.with_services
COMPILE := $(VENV)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --upgrade
# Three for two cores: many tests wait for processes. The slow ones are few: whoever has nothing left takes some of another's.
PYTEST_FLAGS ?= -n 3 --dist worksteal

.PHONY: help install run test suite lint format bench lock

help:     ## list the targets
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /  make \1\t/'

install:  ## everything that run and test need: Debian packages (as root), .venv, locked Python packages
	@$(PYTHON) -m deploy.install test

run:      ## the site with example data on http://127.0.0.1:8000/ (or PORT=…), until Ctrl-C
	@$(PYTHON) -m deploy.install run
	@PORT=$(PORT) exec $(VENV)/python -m deploy.run

test: install lint  ## everything, on real services that it starts and stops itself
	@$(SERVICES) $(MAKE) --no-print-directory suite

suite:
	$(VENV)/python manage.py makemigrations --check --dry-run
	ADRESSE_PUBLIQUE=https://exemple.fr $(VENV)/python manage.py check --deploy --fail-level WARNING
	DATABASE_URL=sqlite:///$$DOSSIER_DONNEES/conseiller.sqlite3 $(VENV)/pytest $(PYTEST_FLAGS) -q -m sqlite
	$(VENV)/pytest $(PYTEST_FLAGS)

lint: export SECRET_KEY := only-to-let-mypy-read-the-settings-of-the-project--
lint: install  ## style, types, order of imports
	$(VENV)/ruff check
	$(VENV)/ruff format --check
	$(VENV)/mypy
	$(VENV)/lint-imports

format: install  ## rewrite the code in the project's style
	$(VENV)/ruff check --fix
	$(VENV)/ruff format

bench: install  ## measure, print tables, write var/bench.json
	@$(SERVICES) $(VENV)/python -m bench

lock: install  ## choose the newest allowed versions anew and write them with their hashes
	$(COMPILE) pyproject.toml --output-file requirements/base.txt
	$(COMPILE) pyproject.toml --group dev --constraints requirements/base.txt --output-file requirements/dev.txt
	echo 'uv>=0.13,<0.14' | $(COMPILE) - --output-file requirements/uv.txt
