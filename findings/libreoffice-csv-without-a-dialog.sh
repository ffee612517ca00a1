#!/usr/bin/env bash
# LibreOffice 7.4.7 opens a CSV file without a dialog (soffice --convert-to) with commas and in the encoding of Windows, whatever
# the file is.
#
# Input: a valid table (RFC 4180) in UTF-8 with a byte order mark, separated by semicolons, with a cell of two lines.
# Seen:  one column instead of three. The byte order mark becomes `ï»¿`, `é` becomes `Ã©`; a quotation mark that does not begin
#        a line means nothing, so that each line of the cell becomes a row, in quotation marks of its own.
# Right: --infilter=CSV:59,34,76 (semicolon, quotation mark, UTF-8), as the dialog proposes it to a person. Columns are still
#        guessed: 01053 becomes 1053, true becomes TRUE, unless the fifth token says that a column is a text (1/2/2/2/3/2).
#
# Runs as root, with debootstrap. Installs Debian 12 with LibreOffice in a temporary folder (900 MB, some minutes), and fails when
# the version or its behaviour is another one.
set -euo pipefail

version=4:7.4.7-1+deb12u14
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

system=$work/system
debootstrap --variant=minbase bookworm "$system" http://deb.debian.org/debian >"$work/log" 2>&1 || { tail "$work/log"; exit 1; }
cp /etc/resolv.conf "$system/etc/resolv.conf"
echo "deb http://deb.debian.org/debian-security bookworm-security main" >>"$system/etc/apt/sources.list"
chroot "$system" sh -c "apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -qy --no-install-recommends install \
  libreoffice-calc-nogui=$version" >"$work/log" 2>&1 || { tail "$work/log"; exit 1; }

printf '\xef\xbb\xbfuid;title;code\r\n1;"Caf\xc3\xa9\nà Lyon";01053\r\n' >"$system/tmp/table.csv"

# converted [OPTION…]  prints the table as LibreOffice saves it.
converted() {
  rm -rf "$system/tmp/saved"
  # It reads /proc, which is mounted for it alone.
  unshare --mount sh -c 'mount --rbind /proc "$0/proc" && exec chroot "$0" "$@"' "$system" \
    env -i HOME=/tmp PATH=/usr/bin:/bin /usr/lib/libreoffice/program/soffice -env:UserInstallation=file:///tmp/profile --headless "$@" \
    --convert-to 'csv:Text - txt - csv (StarCalc):59,34,76' --outdir /tmp/saved /tmp/table.csv >"$work/log" 2>&1 \
    || { cat "$work/log"; exit 1; }
  cat "$system/tmp/saved/table.csv"
}

# expect NAME EXPECTED SEEN
expect() {
  [ "$2" = "$3" ] && { printf 'as described: %s\n%s\n\n' "$1" "$3"; return; }
  printf 'otherwise: %s\nexpected:\n%s\nseen:\n%s\n' "$1" "$2" "$3"
  exit 1
}

expect "without a dialog" \
  $'"ï»¿uid;title;code"\n"1;""CafÃ©"\n"Ã\xc2\xa0 Lyon"";01053"' \
  "$(converted | tr -d '\r')"
expect "with the options of the dialog" \
  $'uid;title;code\n1;"Café\nà Lyon";1053' \
  "$(converted --infilter=CSV:59,34,76 | tr -d '\r')"
expect "with columns of text" \
  $'uid;title;code\n1;"Café\nà Lyon";01053' \
  "$(converted --infilter=CSV:59,34,76,1,1/2/2/2/3/2 | tr -d '\r')"
