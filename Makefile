# Everything there is to run. A bare machine with Python 3.11 or newer, git and make is enough: the rest is fetched once
# into .venv, by the hashes in the lock files. `make` alone lists what can be said.

VENV ?= .venv
PYTHON_HERE := $(VENV)/bin/python
RUN := PATH="$(abspath $(VENV))/bin:$$PATH"

.PHONY: help demo test check lint bench styles texts lock sbom

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 16

demo: $(VENV)/requirements.lock ## the portal, its worker and a case system on this machine (PORT, otherwise 8000)
	@exec $(PYTHON_HERE) -m portal demo

test: lint ## all checks and all tests
	@.ci/chromium
	@$(RUN) pytest -n auto --dist worksteal

check: lint ## all checks, and the tests of the house itself: a minute
	@$(RUN) pytest -q tests/house

lint: $(VENV)/requirements-dev.lock
	@$(RUN) ruff check --quiet .
	@$(RUN) ruff format --check --quiet .
	@$(RUN) mypy
	@$(RUN) lint-imports --no-logo
	@$(RUN) djlint --lint --quiet portal

bench: $(VENV)/requirements-dev.lock ## measurements, each beside what it is measured against
	@$(PYTHON_HERE) -m benchmarks

styles: ## the style sheet, built anew from Designsystemet (needs Node.js)
	@cd portal/web/styles && npm ci --ignore-scripts --no-audit --no-fund --silent && node build.mjs

texts: $(VENV)/requirements-dev.lock ## the catalogues, brought up to date with the code; then how hard the pages are to read
	@$(PYTHON_HERE) -m locales
	@$(PYTHON_HERE) -m locales.readability

lock: ## both lock files anew from pyproject.toml (needs uv)
	@uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --upgrade \
		pyproject.toml -o requirements.lock
	@uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --upgrade \
		--extra dev pyproject.toml -o requirements-dev.lock

sbom: $(VENV)/requirements-dev.lock ## what the portal is built from, as a CycloneDX list in var/sbom.json
	@mkdir -p var
	@$(PYTHON_HERE) .ci/sbom.py > var/sbom.json

# A lock is copied into the environment once it is installed, so that it is installed again only when it has changed.
$(VENV)/%.lock: %.lock
	@.ci/environment $(VENV) $<
	@cp $< $@
