#!/usr/bin/env bash
# Installs what only the tests need: PostgreSQL's programs (the tests start a temporary cluster), a browser, the npm packages of e2e/.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

has_initdb() { command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }
has_browser() { [ -x "${CHROMIUM:-}" ] || command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; }

# By default, installing `postgresql-common` creates and starts a cluster; the tests do not need that service.
if ! has_initdb; then
  if command -v apt-get >/dev/null && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    printf 'create_main_cluster = false\n' | as_root sh -c 'mkdir -p /etc/postgresql-common && cat >/etc/postgresql-common/createcluster.conf' || true
  fi
  apt_install "the tests on PostgreSQL" postgresql
fi
if ! has_browser; then
  apt_install "the browser tests" chromium
  has_browser || fail "no Chromium after installation. On Ubuntu install google-chrome, or set CHROMIUM to a browser's path."
fi
npm_install e2e 20 "Playwright and axe for the browser tests"
say "ready to test: PostgreSQL, browser, npm packages"
