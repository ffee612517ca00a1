# The project's commands; `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup setup-tests run dev test quick season thorough unit e2e guide conformance bench built web bundle lint fmt openapi schema bless release-api ci

export CARGO_TARGET_DIR ?= $(CURDIR)/target
# rustup may have the pinned compiler installed under another name and be unable to download it under the pinned one.
toolchain := $(shell scripts/toolchain.sh)
ifneq ($(toolchain),)
export RUSTUP_TOOLCHAIN := $(toolchain)
endif
# Cargo shares the jobs of a make that it finds here, and cannot reach them.
unexport MAKEFLAGS MFLAGS
# A snapshot that differs fails the test; only `make bless` writes snapshots.
export INSTA_UPDATE ?= no

demo := var/demo.sqlite
# Without `-p`, cargo always builds the workspace's default members: one set of features, compiled once.
xtask := cargo run -q --bin xtask --
debug := $(CARGO_TARGET_DIR)/debug/semaine
served := $(CARGO_TARGET_DIR)/served/semaine
release := $(CARGO_TARGET_DIR)/release/semaine
# The application's own tests: plain Rust, so that they need no browser. It is compiled for this machine apart from the others.
run_web_tests := $(if $(shell command -v cargo-nextest),cargo nextest run -p web,cargo test -p web)
# A test waits for a disk, a server or a clock for two fifths of its time: half as many again run beside each other.
export NEXTEST_TEST_THREADS ?= $(shell expr $$(nproc) \* 3 / 2)
run_tests := $(if $(shell command -v cargo-nextest),cargo nextest run,cargo test --lib --bins --tests)
# Names of what `make quick` leaves out: the cases on PostgreSQL, servers that are killed, and tests of very many rows. Both runners
# match a part of the name.
slow := Postgres postgres durability:: labels::groups::many thousands_of_lines
# Tests make and delete databases by the thousand: in memory, where the machine offers four gigabytes of it as a folder that can run
# programs. The benchmarks need a real disk.
memory := $(shell findmnt -no OPTIONS /dev/shm 2>/dev/null | grep -qv noexec && [ "$$(df --output=avail -k /dev/shm | tail -1)" -ge 4000000 ] && echo /dev/shm)
ifneq ($(memory),)
unit quick season thorough e2e conformance: export TMPDIR := $(memory)
endif
empty :=
space := $(empty) $(empty)
run_quick_tests := $(if $(shell command -v cargo-nextest),cargo nextest run --no-fail-fast -E 'not test(/$(subst $(space),|,$(slow))/)',cargo test --no-fail-fast --lib --bins --tests -- $(addprefix --skip ,$(slow)))

help: ## Show this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-11s %s\n", $$1, $$2 }'

setup: ## Install what building and running need (safe to repeat)
	@scripts/setup.sh

setup-tests: setup
	@scripts/setup-tests.sh

run: setup ## Build, load the demonstration data on the first run, and serve it on this machine
	@scripts/build-served.sh $(demo)
	@SEMAINE_DATABASE_URL=$(demo) SEMAINE_OPEN_OUTBOX=true exec $(served) serve

dev: setup ## Serve the demonstration, and rebuild on every change
	@$(xtask) dev --database $(demo)

web: setup ## Build the release bundle of the web application in dist/
	@$(xtask) web

test: unit e2e conformance ## Run every test: domain, routes on both database engines, bundle, browser, third-party clients

# The bundle is the one that is there: pages need one, and making it takes minutes.
quick: setup-tests ## Check the formatting, and run the tests of domain and routes on SQLite, without the slow ones
	@cargo fmt --all --check || { echo "Fix with: make fmt" >&2; exit 1; }
	@[ -e dist/manifest.json ] || $(MAKE) --no-print-directory web
	@echo "tests: $(run_quick_tests)" >&2
	@$(run_quick_tests)

season: export SEMAINE_SEASON_EVENTS ?= 1000
season: setup-tests ## Kill the server at random points of an intake and of a season of 1,000 events, on both database engines
	@echo "tests: $(run_tests) durability::" >&2
	@$(run_tests) durability:: --no-fail-fast

thorough: export THOROUGH := 1
thorough: setup-tests web ## Run the tests with many more random cases, requests and rounds of races, and larger tables
	@echo "tests: $(run_tests)" >&2
	@$(run_tests) --no-fail-fast $(if $(shell command -v cargo-nextest),--run-ignored all,-- --include-ignored)
	@$(MAKE) --no-print-directory conformance

unit: setup-tests web
	@echo "tests: $(run_tests)" >&2
	@$(run_tests) --no-fail-fast || { echo "Tests failed. To accept changed snapshots: make bless" >&2; exit 1; }
	@echo "tests: $(run_web_tests)" >&2
	@$(run_web_tests) --no-fail-fast

# Building the tests builds the server's binary too; building the binary alone would compile a second set of features.
built: setup
	@cargo test --no-run

e2e: setup-tests web built ## Run the user journeys in headless Chromium, with an accessibility audit of every screen
	@echo "tests: browser" >&2
	@SEMAINE_BINARY=$(abspath $(debug)) npm --prefix e2e test

guide: setup-tests web built ## Take the pictures of the guide for organisers; `make web` then puts them into the bundle
	@mkdir -p web/public/guide
	@SEMAINE_BINARY=$(abspath $(debug)) GUIDE=$(CURDIR)/web/public/guide npm --prefix e2e test -- guide.spec.ts

conformance: setup-tests built ## Read every format with third-party clients, and send random requests to every operation
	@echo "tests: conformance" >&2
	@SEMAINE_BINARY=$(abspath $(debug)) "$$(scripts/setup-conformance.sh)" -m pytest -q -n 2 --dist loadgroup --no-loadscope-reorder e2e/conformance

bench: setup-tests web ## Measure speed, memory and transfer size; SIZES=5000,50000 selects the numbers of events
	@scripts/setup-bench.sh
	@echo "server: cargo build --release" >&2
	@cargo build --release --bin semaine
	@SEMAINE_BINARY=$(abspath $(release)) scripts/with-postgres.sh npm --prefix e2e run --silent bench
	@scripts/bench-jobs.sh
	@cargo bench -q -p api --bench keys
	@scripts/bench-kit.sh
	@scripts/bench-mails.sh

fmt: ## Format the Rust sources
	@cargo fmt --all

lint: setup ## Check formatting, lints (host and wasm), documentation, spelling and crates
	@cargo fmt --all --check || { echo "Fix with: make fmt" >&2; exit 1; }
	@cargo clippy -q --all-targets -- -D warnings
	@RUSTDOCFLAGS="-D warnings" cargo doc -q --no-deps --document-private-items
	@RUSTC=$$(scripts/setup-wasm.sh) scripts/lint-wasm.sh
	@scripts/lint-extra.sh

openapi: built ## Generate openapi.yaml from the server's routes
	@$(debug) openapi >openapi.yaml.new && mv openapi.yaml.new openapi.yaml

schema: setup-tests ## Check the table definitions against the migrated databases
	@$(run_tests) schema

bless: export BLESS := 1
bless: web built ## Accept new snapshots, examples and the new openapi.yaml (inline snapshots need cargo-insta)
	@if command -v cargo-insta >/dev/null; then cargo insta test --accept; else INSTA_UPDATE=always cargo test -q; fi || true
	@$(MAKE) --no-print-directory openapi
	@git --no-pager diff --stat

release-api: export RELEASE_API := 1
release-api: setup-tests ## End the section of docs/api-changes.md that has the changes since the last release
	@$(run_tests) api_changes
	@git --no-pager diff --stat

# Optimising the bundle keeps one core busy for minutes: it is built beside the lints. The tool runs directly, since cargo would wait
# for the lock that the lints hold.
bundle: setup
	@$(CARGO_TARGET_DIR)/debug/xtask web

ci: setup ## Run every check required before a merge
	@cargo build -q --bin xtask
	@$(MAKE) --no-print-directory -j2 --output-sync=target lint bundle
	@$(MAKE) --no-print-directory test openapi
	@git ls-files --error-unmatch openapi.yaml >/dev/null && git diff --exit-code -- openapi.yaml || { echo "openapi.yaml is stale. Fix with: make openapi" >&2; exit 1; }
