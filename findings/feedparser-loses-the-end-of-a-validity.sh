#!/usr/bin/env bash
# feedparser 6.0.14 reads the first part of a period in dcterms:valid and drops the others, where a space follows the semicolon.
#
# Input: a valid Atom feed, and a valid RSS 2.0 feed, of one entry with dcterms:valid, a period as DCMI and Media RSS write it:
#        `start=2026-11-16; end=2026-11-20; scheme=W3C-DTF`.
# Seen:  the entry has validity_start and no validity_end. With `end` before `start` it has the end alone, after a `name` none of the
#        two. The whole text stands in `validity`; `bozo` is False. Without the spaces both dates are there.
# Right: split `validity` oneself and strip each part, or write the period without spaces.
#
# Installs feedparser from PyPI in a temporary folder; needs python3. Fails when the behaviour is another one.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip -q install feedparser==6.0.14 >log 2>&1 || { tail log; exit 1; }

cat >read.py <<'SCRIPT'
"""Reads a feed (atom or rss) of one entry with this period, and prints what the entry says of it."""

import sys

import feedparser

format, period = sys.argv[1:]
valid = f'<dcterms:valid xmlns:dcterms="http://purl.org/dc/terms/">{period}</dcterms:valid>'
atom = f"""<feed xmlns="http://www.w3.org/2005/Atom">
  <id>https://example.org/feed</id><title>Visites</title><updated>2026-11-01T08:00:00Z</updated><author><name>Le service</name></author>
  <entry><id>https://example.org/1</id><title>Visite</title><updated>2026-11-01T08:00:00Z</updated><summary>Visite</summary>
    <link href="https://example.org/1"/>{valid}</entry>
</feed>"""
rss = f"""<rss version="2.0"><channel><title>Visites</title><link>https://example.org/</link><description>Visites</description>
  <item><title>Visite</title>{valid}</item>
</channel></rss>"""
feed = feedparser.parse({"atom": atom, "rss": rss}[format])
(entry,) = feed.entries
assert not feed.bozo and entry.validity == period
print(entry.get("validity_start"), entry.get("validity_end"))
SCRIPT

# expect EXPECTED PERIOD
expect() {
  local format seen
  for format in atom rss; do
    seen=$(venv/bin/python read.py "$format" "$2")
    [ "$1" = "$seen" ] || { printf 'otherwise: %s, %s\nexpected: %s\nseen: %s\n' "$format" "$2" "$1" "$seen"; exit 1; }
    printf 'as described: %s, %s: %s\n' "$format" "$2" "$seen"
  done
}

expect "2026-11-16 None" "start=2026-11-16; end=2026-11-20; scheme=W3C-DTF"
expect "None 2026-11-20" "end=2026-11-20; start=2026-11-16"
expect "None None" "name=Semaine; start=2026-11-16; end=2026-11-20;"
expect "2026-11-16 2026-11-20" "start=2026-11-16;end=2026-11-20;scheme=W3C-DTF"
