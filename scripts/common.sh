# Sourced by the set-up scripts: shared messages and installation functions.

say() { printf '  %s\n' "$*" >&2; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# Runs a command as root, directly or through sudo; fails when neither is possible.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else return 1
  fi
}

# apt_install PURPOSE PACKAGE…  installs with apt, or names the packages to install manually and stops.
apt_install() {
  local purpose=$1; shift
  local manually="$purpose needs: $* (these are the Debian names). Install them manually and run this again."
  command -v apt-get >/dev/null || fail "$manually"
  say "installing $* for $purpose"
  export DEBIAN_FRONTEND=noninteractive
  as_root apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 && return
  say "not in the local package lists; apt-get update"
  as_root apt-get update -qq >/dev/null && as_root apt-get install -y -qq --no-install-recommends "$@" >&2 || fail "$manually"
}

# npm_install FOLDER NODE PURPOSE  installs the packages of FOLDER/package-lock.json, unless that file is unchanged since the last
# installation. NODE is the oldest major version that they work with. No package runs a script of its own.
npm_install() {
  local folder=$1 oldest=$2 purpose=$3 stamp=$1/node_modules/.installed-lock have
  have=$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/')
  command -v npm >/dev/null && [ "${have:-0}" -ge "$oldest" ] \
    || fail "$purpose: Node $oldest or newer with npm is needed, and found is ${have:-none}. Install it (https://nodejs.org) and run this again."
  [ -e "$folder/package-lock.json" ] || fail "$folder/package-lock.json is missing"
  cmp -s "$folder/package-lock.json" "$stamp" && return
  say "npm ci in $folder: $purpose"
  npm --prefix "$folder" ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2 || fail "npm ci failed in $folder; is the npm registry reachable?"
  cp "$folder/package-lock.json" "$stamp"
}

# need_python PURPOSE  makes sure of a Python that can make environments.
need_python() {
  command -v python3 >/dev/null || apt_install "$1" python3
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "$1 need Python 3.11 or newer; this is $(python3 --version)."
  python3 -c 'import ensurepip' 2>/dev/null || apt_install "$1" python3-venv
}

# make_python FOLDER REQUIREMENTS  makes a Python environment anew, with the versions of that file.
make_python() {
  rm -rf "$1"
  python3 -m venv "$1" >&2 || fail "python3 -m venv failed"
  "$1/bin/pip" install --quiet --disable-pip-version-check -r "$2" >&2 || fail "pip could not install $2; is the package index reachable?"
}
