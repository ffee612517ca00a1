# The verbs of the project; `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup setup-tests run dev test unit e2e lint fmt openapi schema bless web ci

export CARGO_TARGET_DIR ?= $(CURDIR)/target
# A snapshot that differs is a failure; only `make bless` writes one.
export INSTA_UPDATE ?= no

xtask := cargo run -q -p xtask --
demo := var/demo.sqlite
demo_env := SEMAINE_DATABASE_URL=$(demo) SEMAINE_OPEN_OUTBOX=true
nextest := $(shell command -v cargo-nextest)
wasm_rustc = $$(scripts/setup-wasm.sh)

help: ## Show this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'

setup: ## Get what building and running need (safe to repeat)
	@scripts/setup.sh

setup-tests: setup
	@scripts/setup-tests.sh

run: setup ## Build, fill the demonstration the first time, and serve it on this machine
	@$(xtask) web
	@echo "server: cargo build --release" >&2
	@cargo build --release -p api
	@scripts/demo.sh $(CARGO_TARGET_DIR)/release/semaine $(demo)
	@exec env $(demo_env) $(CARGO_TARGET_DIR)/release/semaine serve

dev: setup ## Serve the demonstration, and rebuild at every change
	@$(xtask) dev --database $(demo)

web: setup ## Make the release bundle of the web application in dist/
	@$(xtask) web

test: unit e2e ## Run every test: domain, routes on SQLite and PostgreSQL, bundle, browser

unit: setup-tests web
	@echo "tests: shared, xtask, api" >&2
ifdef nextest
	@cargo nextest run --no-fail-fast -p shared -p xtask -p api || { echo "A test failed. A snapshot that should differ: make bless" >&2; exit 1; }
else
	@cargo test --no-fail-fast -p shared -p xtask -p api || { echo "A test failed. A snapshot that should differ: make bless" >&2; exit 1; }
endif
	@cargo test -q --doc -p shared -p api

e2e: setup-tests web ## Walk the journeys in a headless Chromium, with an accessibility audit of every screen
	@cargo build -p api
	@SEMAINE_BINARY=$(CARGO_TARGET_DIR)/debug/semaine npm --prefix e2e test

fmt: ## Format the Rust sources
	@cargo fmt --all

lint: setup ## Check format, lints (host and wasm), documentation, and what else is installed
	@cargo fmt --all --check || { echo "Repair with: make fmt" >&2; exit 1; }
	@cargo clippy -q -p shared -p api -p xtask --all-targets -- -D warnings
	@RUSTC=$(wasm_rustc) scripts/lint-wasm.sh
	@RUSTDOCFLAGS="-D warnings" cargo doc -q --no-deps --document-private-items -p shared -p api -p xtask
	@scripts/lint-extra.sh

openapi: ## Write openapi.yaml from the server's routes
	@mkdir -p dist
	@cargo run -q -p api -- openapi > openapi.yaml.new && mv openapi.yaml.new openapi.yaml

schema: ## Write the table definitions from the migrated database
	@scripts/schema.sh

bless: openapi ## Accept new snapshots and the new openapi.yaml
	@INSTA_UPDATE=always cargo test -q -p api -p shared -p xtask || true
	@git --no-pager diff --stat

ci: lint test openapi ## Everything that must be right before a change lands
	@git diff --exit-code -- openapi.yaml || { echo "openapi.yaml is stale. Repair with: make openapi" >&2; exit 1; }
