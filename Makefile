PORT ?= 8000
LIVE_PORT ?=
ARGS ?=
SCRATCH := .venv/bin/python -m mason.database.embedded.scratch
COMPILE := .venv/bin/uv pip compile pyproject.toml --universal --python-version 3.12 \
	--generate-hashes --no-header --no-annotate --no-emit-index-url --quiet

.PHONY: help run test screenshots bench schema lint lock tools

help: ## Show this list.
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /: /'

run: ## Start Mason on 127.0.0.1:8000 and 8001, or on PORT= and LIVE_PORT=.
	@exec bin/bootstrap --free-port "$(PORT)" --free-live-port "$(LIVE_PORT)" requirements.txt \
		manage.py up --port "$(PORT)" --live-port "$(LIVE_PORT)"

test: ## Run the tests, or ARGS= for pytest.
	@exec bin/bootstrap requirements-dev.txt -m pytest -n 2 $(ARGS)

screenshots: tools ## Make the pictures of the documentation anew.
	env -u DATABASE_URL $(SCRATCH) .venv/bin/python -m tests.browser.screenshots

bench: tools ## Measure admin and API at 1,000,000 items, or ARGS= for other sizes.
	$(SCRATCH) .venv/bin/python -m benchmarks $(ARGS)

schema: tools ## Write docs/openapi.yaml anew.
	$(SCRATCH) .venv/bin/python manage.py spectacular --validate --fail-on-warn \
		--file docs/openapi.yaml

lint: tools ## Check style, types, import directions and migrations.
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/python -m mypy .
	.venv/bin/lint-imports
	$(SCRATCH) .venv/bin/python manage.py makemigrations --check

lock: tools ## Renew requirements*.txt from pyproject.toml.
	$(COMPILE) --output-file requirements.txt
	$(COMPILE) --group dev --constraint requirements.txt --output-file requirements-dev.txt

tools:
	@bin/bootstrap requirements-dev.txt
