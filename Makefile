# Two commands: `make run` serves the whole shop, `make test` runs all of its tests.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test vendor clean

run: .venv/ready translations/en/LC_MESSAGES/messages.mo
	@exec env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m phoenix.launcher  # bytecode halves each start

test: .venv/ready-to-test translations/en/LC_MESSAGES/messages.mo page-checks
	@$(BIN)/python -m pytest

# axe-core and the Nu HTML checker, where npm is there; the tests say at the end if it is not.
.PHONY: page-checks
page-checks:
	@if command -v npm >/dev/null && [ ! -d tests/tools/node_modules/vnu-jar ]; then \
	  npm ci --prefix tests/tools --silent --no-audit --no-fund; fi

.venv/ready: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --no-cache-dir --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/ready-to-test: .venv/ready requirements-test.txt
	@$(BIN)/python -m pip install --quiet --no-cache-dir --disable-pip-version-check -r requirements-test.txt
	@touch $@

translations/en/LC_MESSAGES/messages.mo: .venv/ready $(wildcard translations/en/LC_MESSAGES/*.po)
	@$(BIN)/flask --app app i18n compile

clean:
	rm -rf .venv

# Copies front-end files from npm into static/ (needs node); the result is committed.
vendor:
	npm ci --ignore-scripts
	cp node_modules/htmx.org/dist/htmx.min.js static/vendor/
	cp node_modules/htmx.org/LICENSE static/vendor/htmx-LICENSE.txt
	cp node_modules/modern-normalize/modern-normalize.css static/vendor/
	cp node_modules/modern-normalize/license static/vendor/modern-normalize-LICENSE.txt
	cp node_modules/@fontsource-variable/source-sans-3/LICENSE static/fonts/OFL-source-sans-3.txt
	cp node_modules/@fontsource/spectral/LICENSE static/fonts/OFL-spectral.txt
	@echo "Fonts: cut them again with tools/subset_fonts.py (needs fonttools and brotli)."
