#!/usr/bin/env bash
# Makes `cargo build --target wasm32-unknown-unknown` possible and prints the path of the rustc to use.
#
#   RUSTC="$(scripts/setup-wasm.sh)" cargo build -p web --target wasm32-unknown-unknown --target-dir target/web
#
# Tries three methods in this order:
#   1. use the current toolchain, if it has the wasm32 standard library;
#   2. add that library with rustup (seconds);
#   3. unpack Debian's rustc-web into a private folder (nothing is installed, no root needed) and build the library there from
#      the sources Debian ships with it, offline, once (a minute or two). This works where rustup is missing or cannot reach its server.
#
#   WASM_STD=auto|rustup|debian   use one method only (default auto)
#   WASM_PREFIX=FOLDER            folder of method 3's compiler (default ~/.cache/semaine/rustc-web)
#   RUSTUP_TIMEOUT=SECONDS        timeout of rustup (default 120)
#
# Standard output carries only the path; everything else is written to standard error.
set -euo pipefail
export LC_ALL=C
. "$(dirname "$0")/common.sh"

triple=wasm32-unknown-unknown
method=${WASM_STD:-auto}
prefix=${WASM_PREFIX:-${XDG_CACHE_HOME:-$HOME/.cache}/semaine/rustc-web}
host_lib=lib/rustlib/x86_64-unknown-linux-gnu
done_mark=$prefix/complete

# True when the given rustc has a wasm32 `core`.
has_wasm_std() { compgen -G "$("$1" --print sysroot)/lib/rustlib/$triple/lib/libcore-*.rlib" >/dev/null; }
debian_ready() { [ -e "$done_mark" ] && has_wasm_std "$prefix/bin/rustc"; }
print_and_exit() { printf '%s\n' "$1"; exit 0; }

by_rustup() {
  command -v rustup >/dev/null || { say "rustup is not installed"; return 1; }
  say "rustup target add $triple"
  RUSTUP_MAX_RETRIES=0 timeout "${RUSTUP_TIMEOUT:-120}" rustup target add "$triple" >&2 && has_wasm_std rustc
}

# dependency PACKAGE PATTERN  prints the dependency of PACKAGE that matches PATTERN (its name contains a version that changes).
dependency() {
  apt-cache depends "$1" | awk -v wanted="$2" '$1 == "Depends:" && $2 ~ wanted { found = $2 } END { print found }'
}

unpack_debian() {
  local work=$1 std llvm version deb
  std=$(dependency libstd-rust-web-dev '^libstd-rust-web-[0-9]')
  [ -n "$std" ] || { say "apt-get update"; as_root apt-get update -qq >&2 || true; std=$(dependency libstd-rust-web-dev '^libstd-rust-web-[0-9]'); }
  [ -n "$std" ] || fail "rustup cannot fetch the wasm32 library and apt has no rustc-web either. Run: rustup target add $triple"
  llvm=$(dependency "$std" '^libllvm[0-9]')
  version=${llvm#libllvm}

  say "downloading rustc-web and its sources from Debian (about 140 MB)"
  ( cd "$work" && apt-get -qq download rustc-web "$std" libstd-rust-web-dev rust-web-src "$llvm" "lld-$version" ) >"$work/apt.log" 2>&1 \
    || { as_root apt-get update -qq >&2 || true
         ( cd "$work" && apt-get -qq download rustc-web "$std" libstd-rust-web-dev rust-web-src "$llvm" "lld-$version" ) >"$work/apt.log" 2>&1; } \
    || { cat "$work/apt.log" >&2; fail "apt could not download rustc-web"; }

  mkdir -p "$work/root"
  for deb in "$work"/*.deb; do
    case ${deb##*/} in
      rust-web-src_*) dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$work/root" --wildcards './usr/src/rustc-*/library' ;;
      *) dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$work/root" --exclude=./usr/share ;;
    esac
  done

  rm -rf "$prefix/bin" "$prefix/lib" "$prefix/libexec"
  mkdir -p "$prefix/bin" "$prefix/libexec" "$prefix/$host_lib/bin"
  mv "$work/root/usr/bin/rustc" "$prefix/libexec/rustc"
  mv "$work"/root/usr/lib/x86_64-linux-gnu/*.so* "$prefix/lib/"
  mv "$work/root/usr/$host_lib/lib" "$prefix/$host_lib/lib"
  mv "$work/root/usr/lib/llvm-$version/bin/lld" "$prefix/$host_lib/bin/rust-lld"
  printf '#!/bin/sh\nLD_LIBRARY_PATH="%s/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" exec "%s/libexec/rustc" "$@"\n' "$prefix" "$prefix" >"$prefix/bin/rustc"
  chmod +x "$prefix/bin/rustc"

  # A minimal machine may lack the libraries that LLVM links to (libz3, libedit, libxml2).
  if LD_LIBRARY_PATH=$prefix/lib ldd "$prefix/libexec/rustc" "$prefix"/lib/*.so* | grep -q 'not found'; then
    apt_install "Debian's rustc" "$llvm"
  fi
}

# Debian builds its wasm library for wasi only, but ships all the sources that wasm32-unknown-unknown needs.
build_std() {
  local work=$1 library
  library=$(echo "$work"/root/usr/src/rustc-*/library)
  say "$("$prefix/bin/rustc" --version): building the standard library for $triple"
  # Outside the project, rustup would take another toolchain, or find none.
  local cargo; cargo=$(rustup which cargo 2>/dev/null || command -v cargo)
  ( cd "$library"
    unset RUSTC_WRAPPER RUSTC_WORKSPACE_WRAPPER CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_TARGET RUSTUP_TOOLCHAIN
    # The metadata distinguishes std's dependencies from crates of the same name and version in a user's build;
    # profile `dist` embeds the bitcode that link-time optimisation needs; the dev-dependency `rand` is not vendored, hence the flag.
    RUSTC="$prefix/bin/rustc" RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$work/target" __CARGO_DEFAULT_LIB_METADATA=semaine-std \
    RUSTFLAGS="-Zforce-unstable-if-unmarked -Cmetadata=semaine-std --remap-path-prefix=$library=/rustc/library" \
      "$cargo" build --quiet --locked --offline -Zavoid-dev-deps --profile dist -p sysroot --target "$triple" \
        --config profile.dist.debug=0 --config 'source.crates-io.replace-with="vendored"' \
        --config "source.vendored.directory=\"$library/vendor\"" >&2 )
  mkdir -p "$prefix/lib/rustlib/$triple/lib"
  cp "$work/target/$triple"/dist/deps/*.rlib "$prefix/lib/rustlib/$triple/lib/"
  rm -f "$prefix/lib/rustlib/$triple"/lib/libsysroot-*.rlib
}

by_debian() {
  { command -v apt-get && command -v dpkg-deb; } >/dev/null || fail "neither rustup nor apt can supply the wasm32 library. Run: rustup target add $triple"
  [ "$(uname -m)" = x86_64 ] || fail "rustup cannot fetch the wasm32 library, and the Debian method supports x86_64 only. Run: rustup target add $triple"
  mkdir -p "$prefix"
  exec 9>"$prefix/lock"; flock 9               # concurrent callers build once
  debian_ready && return
  work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
  unpack_debian "$work"
  build_std "$work"
  has_wasm_std "$prefix/bin/rustc" || fail "the wasm32 library was not built"
  touch "$done_mark"
  say "ready: $prefix ($(du -sh "$prefix" | cut -f1))"
}

if [ "$method" != debian ]; then
  if has_wasm_std rustc; then print_and_exit rustc; fi
  if [ "$method" = auto ] && debian_ready; then print_and_exit "$prefix/bin/rustc"; fi   # do not wait again for an unreachable server
  if by_rustup; then print_and_exit rustc; fi
  [ "$method" = auto ] || fail "rustup could not fetch the wasm32 library"
  say "rustup could not fetch it; using Debian's rustc-web instead"
fi
by_debian
print_and_exit "$prefix/bin/rustc"
