#!/usr/bin/env bash
# Two readers of calendars on npm lose dates of an event that lists its dates (RDATE): ical.js 2.2.1 the first, node-ical 0.26.1 all
# others.
#
# Input: a valid event (RFC 5545) that begins on the 16th, with RDATE on the 17th and the 18th; the same with a daily rule of three
#        days and RDATE on the 18th and the 25th.
# Seen:  without a rule, the iterator of ical.js begins with the 17th, so that DTSTART is no date of the event. With the rule it gives
#        the 18th twice. Node-ical's expandRecurringEvent gives the 16th alone, respectively the three days of the rule, although the
#        event that it parsed has the others under `rdate`. None reports anything.
# Right: recurring-ical-events 3.8.2 (PyPI) gives DTSTART, rule and RDATE, each date once, as § 3.8.5.2 says. For all to read it,
#        write an event for each date.
#
# Installs the readers from npm and PyPI in a temporary folder; needs node and python3. Fails when the behaviour is another one.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund ical.js@2.2.1 node-ical@0.26.1 >log 2>&1 || { tail log; exit 1; }
python3 -m venv venv
venv/bin/pip -q install recurring-ical-events==3.8.2 icalendar==7.3.2 >log 2>&1 || { tail log; exit 1; }

# calendar FILE LINE…  writes an event with these lines.
calendar() {
  local file=$1
  shift
  printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 PRODID:-//example.org//FR BEGIN:VEVENT UID:visit@example.org DTSTAMP:20261001T080000Z \
    SUMMARY:Visite DTSTART:20261116T090000Z DTEND:20261116T100000Z "$@" END:VEVENT END:VCALENDAR >"$file"
}

cat >ical.mjs <<'SCRIPT'
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(process.argv[2], "utf8")));
const dates = new ICAL.Event(calendar.getFirstSubcomponent("vevent")).iterator();
const days = [];
for (let date = dates.next(); date; date = dates.next()) days.push(date.day);
console.log(days.join(" "));
SCRIPT

cat >node-ical.cjs <<'SCRIPT'
const { readFileSync } = require("node:fs");
const ical = require("node-ical");

const [event] = Object.values(ical.sync.parseICS(readFileSync(process.argv[2], "utf8"))).filter(({ type }) => type === "VEVENT");
const dates = ical.expandRecurringEvent(event, { from: new Date("2026-11-01T00:00:00Z"), to: new Date("2026-12-01T00:00:00Z") });
console.log(dates.map(({ start }) => start.getUTCDate()).join(" "), "rdate" in event ? "(has rdate)" : "");
SCRIPT

cat >recurring.py <<'SCRIPT'
import sys
from pathlib import Path

import icalendar
import recurring_ical_events

calendar = icalendar.Calendar.from_ical(Path(sys.argv[1]).read_bytes())
print(*sorted(event["DTSTART"].dt.day for event in recurring_ical_events.of(calendar).between((2026, 11, 1), (2026, 12, 1))))
SCRIPT

# expect NAME EXPECTED SEEN
expect() {
  [ "$2" = "$3" ] && { printf 'as described: %s: %s\n' "$1" "$3"; return; }
  printf 'otherwise: %s\nexpected: %s\nseen: %s\n' "$1" "$2" "$3"
  exit 1
}

calendar dates.ics RDATE:20261117T090000Z,20261118T090000Z
calendar rule.ics 'RRULE:FREQ=DAILY;COUNT=3' RDATE:20261118T090000Z,20261125T090000Z
expect "ical.js, dates" "17 18" "$(node ical.mjs dates.ics)"
expect "node-ical, dates" "16 (has rdate)" "$(node node-ical.cjs dates.ics)"
expect "recurring-ical-events, dates" "16 17 18" "$(venv/bin/python recurring.py dates.ics)"
expect "ical.js, a rule and dates" "16 17 18 18 25" "$(node ical.mjs rule.ics)"
expect "node-ical, a rule and dates" "16 17 18 (has rdate)" "$(node node-ical.cjs rule.ics)"
expect "recurring-ical-events, a rule and dates" "16 17 18 25" "$(venv/bin/python recurring.py rule.ics)"
