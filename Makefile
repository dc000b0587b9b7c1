# Two commands suffice: `make run` and `make test`. Each installs what it needs first.
PYTHON ?= python3
VENV := .venv/bin
COMPILE := $(VENV)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --upgrade

.PHONY: help install lock

help:     ## list the targets
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /  make \1\t/'

install:  ## everything that run and test need: Debian packages (as root), .venv, locked Python packages
	@$(PYTHON) deploy/install.py test

lock: install  ## choose the newest allowed versions anew and write them with their hashes
	$(COMPILE) pyproject.toml --output-file requirements/base.txt
	$(COMPILE) pyproject.toml --group dev --constraints requirements/base.txt --output-file requirements/dev.txt
	echo 'uv>=0.13,<0.14' | $(COMPILE) - --output-file requirements/uv.txt
