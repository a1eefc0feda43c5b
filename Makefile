# Two commands matter: `make demo` and `make test`. `make help` explains all of them.
# CI (.ci/run) calls the same targets as people do.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo demo-links install try-install test test-long test-e2e services services-stop lint format types house \
	migrations-check bench bench-search bench-relevance bench-api bench-links bench-edges bench-pages bench-parution bench-editors drill drill-upgrade pdfua mutation upgrade rollback lock clean \
	check-python environment environment-dev

# The first interpreter that really runs and is recent enough: a name on the PATH alone proves nothing.
IS_RECENT := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	if $$p -c '$(IS_RECENT)' >/dev/null 2>&1; then echo $$p; break; fi; done)
VENV := .venv/bin
HOST ?= 127.0.0.1
PORT ?= 8000
ARGS ?=

help: ## affiche cette aide
	@echo "L’ODD 17 en pratique — commandes :"
	@awk -F ' ## ' '/^[a-z0-9-]+:.* ## / { split($$1, t, ":"); printf "  make %-17s %s\n", t[1], $$2 }' Makefile

demo: environment ## installe ce qu’il faut, puis ouvre le site (PORT=8000, HOST=127.0.0.1) ; Ctrl-C arrête tout
	@exec $(VENV)/python -m scripts.demo --tied --host '$(HOST)' --port '$(PORT)'

demo-links: environment-dev ## montre le rapport des liens qui se remplit, sur des sites de partenaires fictifs (PORT=8000)
	@exec $(VENV)/python -m scripts.demo --tied --links --host '$(HOST)' --port '$(PORT)'

install: check-python ## installe le service sur cette machine Debian : sudo make install NAME=www.exemple.fr (ARGS="--dry-run" dit ce qui serait fait)
	@exec $(PYTHON) -m scripts.install $(if $(NAME),--name '$(NAME)') $(ARGS)

try-install: check-python ## essaie l’installation, mot pour mot, dans une Debian nue (root, debootstrap ; ARGS="--suite trixie")
	@exec $(PYTHON) -m scripts.install.bare $(ARGS)

test: environment-dev ## installe ce qu’il faut, puis lance les tests (ARGS="-k recherche" pour en choisir)
	@$(VENV)/python -m pytest -p tests.isolation -n 2 --dist loadgroup $(ARGS)

test-long: environment-dev ## lance les tests trop longs pour chaque fois, et tire bien plus d’exemples (ARGS="-k oracle")
	@$(VENV)/python -m pytest -p tests.isolation -n 2 --dist loadgroup --long $(ARGS)

test-e2e: environment-dev ## lance seulement les tests dans un vrai navigateur (Chromium)
	@$(VENV)/python -m pytest -p tests.isolation -m e2e $(ARGS)

services: environment-dev ## démarre PostgreSQL, Redis et Elasticsearch pour les tests
	@$(VENV)/python -m scripts.services start

services-stop: ## arrête ce que « make services » a démarré
	@$(PYTHON) -m scripts.services stop

lint: environment-dev ## vérifie la mise en forme et les règles du code (ruff)
	@$(VENV)/ruff format --check .
	@$(VENV)/ruff check .

format: environment-dev ## met le code en forme et corrige ce qui peut l’être (ruff)
	@$(VENV)/ruff check --fix --quiet .
	@$(VENV)/ruff format .

types: environment-dev ## vérifie les types de tout le code (mypy)
	@$(VENV)/mypy ground acces taxonomy comite pages liens doublons qualite public search sheets adoc couverture propositions cap demo workers headless parutions cms scripts

house: environment-dev ## montre la forme de la maison : pièces, cercles, couloirs, tailles, noms
	@$(VENV)/python -m scripts.house $(ARGS)

migrations-check: environment-dev ## vérifie que les migrations suivent les modèles, et ne font qu’ajouter
	@$(VENV)/python manage.py makemigrations --check --dry-run
	@$(VENV)/python -m scripts.expanding

upgrade: check-python ## met à jour le service installé (sudo make upgrade), sinon cette copie : sauvegarde, migrations, index s’il le faut, redémarrage
	@exec $(PYTHON) -m scripts.install.upgrading $(ARGS)

rollback: check-python ## revient à la version d’avant du service installé : sudo make rollback
	@exec $(PYTHON) -m scripts.install.upgrading --back $(ARGS)

bench-parution: environment-dev ## mesure la porte de cent pages et une parution de trois cents (docs/benchmarks.md)
	@$(VENV)/python -m scripts.bench.parution $(ARGS)

bench-editors: environment-dev ## mesure le travail des éditeurs : écrans, couverture, doublons, exports, essai et import d’une feuille (docs/benchmarks.md)
	@$(VENV)/python -m scripts.bench.editors $(ARGS)

pdfua: environment-dev ## fait vérifier par veraPDF que le PDF d’un C.A.P. suit PDF/UA-1 (Java et Maven)
	@$(VENV)/python -m scripts.pdfua $(ARGS)

mutation: environment-dev ## change chaque module pur d’un rien, un rien à la fois, et dit ce que les tests ne voient pas
	@$(VENV)/python -m scripts.mutation $(ARGS)

drill: environment-dev ## pannes provoquées sous la charge, base, Redis, recherche, tâches : ce qui tient, ce qui se perd (docs/operations.md)
	@$(VENV)/python -m scripts.drill $(ARGS)

drill-upgrade: environment-dev ## sauvegarde, mise à jour et retour du service installé sous vingt demandes par seconde (docs/operations.md)
	@$(VENV)/python -m scripts.drill.upgrade $(ARGS)

bench: environment-dev ## mesure les temps de réponse, l’index et la mémoire (docs/benchmarks.md)
	@if [ -d scripts/bench ] || [ -f scripts/bench.py ]; then $(VENV)/python -m scripts.bench $(ARGS); \
	else echo "Les mesures ne sont pas encore écrites (scripts/bench)."; exit 1; fi

bench-search: environment-dev ## mesure la recherche à 1 000, 10 000 et 100 000 pages, sur les deux moteurs (docs/benchmarks.md)
	@$(VENV)/python -m scripts.bench.search.scale $(ARGS)

bench-relevance: environment-dev ## mesure si la recherche trouve ce que les gens veulent dire, sur 3 657 fiches publiques (docs/benchmarks.md)
	@$(VENV)/python -m scripts.bench.relevance $(ARGS)

bench-api: environment-dev ## compare l’API à celles de Wagtail sur les mêmes pages (docs/benchmarks.md)
	@$(VENV)/python -m scripts.bench.api.measures $(ARGS)

bench-links: environment-dev ## compare le contrôle des liens à trois autres outils (ARGS="--ours-only" sans eux)
	@$(VENV)/python -m scripts.bench.links $(ARGS)

bench-edges: environment-dev ## mesure ce que les autres attendent pendant que vingt connexions s’acharnent (docs/benchmarks.md)
	@$(VENV)/python -m scripts.bench.edges $(ARGS)

bench-pages: environment-dev ## compare les pages servies prêtes à la version d’avant et à Wagtail avec son cache (docs/benchmarks.md)
	@$(VENV)/python -m scripts.bench.pages $(ARGS)

# Compiled for every system and every Python from 3.11 on; the tests' file stays within the versions of the first.
LOCK := $(VENV)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
	--custom-compile-command "make lock"
lock: environment-dev ## recalcule requirements.txt, requirements-dev.txt, requirements-vectors.txt et celui de « make mutation » (ARGS="--upgrade" pour des versions neuves)
	@$(LOCK) $(ARGS) requirements.in --output-file requirements.txt
	@$(LOCK) $(ARGS) requirements-dev.in --output-file requirements-dev.txt
	@$(LOCK) $(ARGS) requirements-vectors.in --output-file requirements-vectors.txt
	@$(LOCK) $(ARGS) scripts/mutation/requirements.in --output-file scripts/mutation/requirements.txt

clean: ## supprime .venv et les caches ; var/ (base, index, mot de passe) est gardé
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -type d -not -path './var/*' -prune -exec rm -rf {} +
	@echo "Fait. Pour repartir de zéro, supprimez aussi le dossier var/ (base, index, mot de passe)."

check-python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "✗ Il faut Python 3.11 ou plus récent, et aucun n’a été trouvé : installez-le depuis https://www.python.org/downloads/ ou par votre système, puis relancez la même commande." >&2; \
		exit 1; \
	elif ! $(PYTHON) -c '$(IS_RECENT)' >/dev/null 2>&1; then \
		echo "✗ « $(PYTHON) » n’est pas un Python 3.11 ou plus récent ($$($(PYTHON) --version 2>&1 | head -n 1)). Donnez-en un autre : make demo PYTHON=/chemin/vers/python3" >&2; \
		exit 1; \
	fi

environment: check-python
	@$(PYTHON) -m scripts.bootstrap

environment-dev: check-python
	@$(PYTHON) -m scripts.bootstrap --dev
