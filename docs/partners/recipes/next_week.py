"""Writes next week's events of a region as a list in HTML, for a page of one's own site.

    SITE=https://semaine.example.org python3 next_week.py 84 >week.html

The first argument is the INSEE code of the region. A day as the second one stands for today, as 2018-03-21.
"""

import html
import json
import os
import sys
import urllib.parse
import urllib.request
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

SITE = os.environ["SITE"]
region = sys.argv[1]
today = date.fromisoformat(sys.argv[2]) if len(sys.argv) > 2 else datetime.now(ZoneInfo("Europe/Paris")).date()
monday = today + timedelta(days=7 - today.weekday())
query = {
    "region": region,
    "from": monday.isoformat(),
    "to": (monday + timedelta(days=6)).isoformat(),
    "limit": "100",
    # Nothing else is sent.
    "fields": "id,title,url,organiser,venueName,city,firstBegin,lifeStatus",
}

events: list[dict] = []
cursor: str | None = None
while True:
    asked = urllib.parse.urlencode(query | ({"cursor": cursor} if cursor else {}))
    with urllib.request.urlopen(f"{SITE}/api/v1/catalogue/events?{asked}", timeout=60) as answer:
        page = json.load(answer)
    events += page["items"]
    cursor = page.get("nextCursor")
    if cursor is None:
        break

print("<ul>")
for event in sorted(events, key=lambda event: (event["firstBegin"], event["id"])):
    words = {name: html.escape(str(event[name])) for name in ("title", "url", "organiser")}
    # An event that is online only has no place.
    place = ", ".join(html.escape(event[name]) for name in ("venueName", "city") if name in event)
    note = " (annulé)" if event["lifeStatus"] == "cancelled" else ""
    print(f'  <li><a href="{words["url"]}">{words["title"]}</a>{note}, {words["organiser"]}{", " + place if place else ""}</li>')
print("</ul>")
