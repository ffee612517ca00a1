"""An app on the client that openapi-python-client makes of the document: it calls some operations, and prints what it read as JSON.

    python smoke.py http://127.0.0.1:8080 organisatrice@example.org PASSWORD EDITION PICTURE

The types are those of the client alone; nothing is cast.
"""

import json
import sys
from io import BytesIO
from pathlib import Path
from uuid import UUID

import httpx
from semaine_client import AuthenticatedClient, Client
from semaine_client.api.accounts import sign_in
from semaine_client.api.catalogue import get_image, get_public_event, list_public_events
from semaine_client.api.editions import get_edition
from semaine_client.api.events import create_event, upload_image
from semaine_client.api.formats import export_programme
from semaine_client.models import Edition, EventFile, ListedEvent, ListedEventPage, NewEvent, Problem, PublishedEvent, Session, SignIn, StoredImage
from semaine_client.types import File

# The slowest machine takes minutes for a programme.
TIMEOUT = httpx.Timeout(300)
NOBODY = UUID("0190f000-0000-7000-8000-000000000000")


def line(event: ListedEvent) -> str:
    """A line of a list: words that the app does not know are no reason to fail."""
    words = {"cancelled": "annulé", "full": "complet"}
    return f"{event.title} ({words[event.life_status]})" if event.life_status in words else event.title


def advice(problem: Problem) -> str:
    """What the app says after a refusal."""
    return "Vérifiez la recherche." if problem.code == "invalid_parameter" else f"{problem.status}: {problem.title}"


class Later(httpx.HTTPTransport):
    """The platform as it may be next year: words, members, codes and kinds that the document of today does not have."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = super().handle_request(request)
        body = json.loads(answer.read())
        if answer.status_code >= 400:
            body["code"] = "too_far_away"
        elif "items" in body:
            for item in body["items"]:
                item |= {"lifeStatus": "moved_to_the_moon", "kind": "rocket_launch", "orbit": {"moons": 1}}
        else:
            field = {"key": "orbit", "label": "Orbite", "step": "launch", "answer": {"type": "colour", "shades": 3}}
            body |= {"additional": [field], "status": "in_orbit"}
        return httpx.Response(answer.status_code, json=body)


def read(site: str) -> dict[str, object]:
    client = Client(site, timeout=TIMEOUT)
    page = list_public_events.sync(client=client, region="84", limit=5, count=True)
    assert isinstance(page, ListedEventPage)
    event = get_public_event.sync(page.items[0].id, client=client)
    assert isinstance(event, PublishedEvent)
    refused = list_public_events.sync(client=client, limit=0)
    missing = get_public_event.sync(NOBODY, client=client)
    assert isinstance(refused, Problem) and isinstance(missing, Problem)
    # Media types that the client knows no class for: the answer as bytes.
    programme = export_programme.sync_detailed(client=client, department="69").content
    return {
        "total": page.total,
        "lines": [line(item) for item in page.items],
        "event": {"id": str(event.id), "title": event.title, "url": event.url},
        "refused": advice(refused),
        "missing": advice(missing),
        "pdf": {"bytes": len(programme), "begins": programme[:5].decode()},
    }


def write(site: str, email: str, password: str, edition: str, picture: bytes) -> dict[str, object]:
    """Uploads a picture for a new draft, and reads what was stored."""
    session = sign_in.sync(client=Client(site, timeout=TIMEOUT), body=SignIn(email, password))
    assert isinstance(session, Session)
    client = AuthenticatedClient(site, session.access_token, timeout=TIMEOUT)
    draft = create_event.sync(client=client, body=NewEvent(edition))
    assert isinstance(draft, EventFile)
    stored = upload_image.sync(draft.id, client=client, body=File(BytesIO(picture)))
    assert isinstance(stored, StoredImage)
    image = get_image.sync_detailed(stored.id, stored.width, client=client).content
    return {"width": stored.width, "height": stored.height, "jpeg": image[:3] == b"\xff\xd8\xff"}


def survive(site: str) -> dict[str, object]:
    client = Client(site, timeout=TIMEOUT, httpx_args={"transport": Later()})
    page = list_public_events.sync(client=client, limit=1)
    refused = list_public_events.sync(client=client, limit=0)
    edition = get_edition.sync("2018", client=client)
    assert isinstance(page, ListedEventPage) and isinstance(refused, Problem) and isinstance(edition, Edition)
    assert isinstance(edition.additional, list)
    return {
        "lines": [line(item) for item in page.items],
        "refused": advice(refused),
        "status": edition.status,
        "answers": [field.answer.type_ for field in edition.additional],
    }


if __name__ == "__main__":
    site, email, password, edition, picture = sys.argv[1:]
    written = write(site, email, password, edition, Path(picture).read_bytes())
    told = {"read": read(site), "written": written, "later": survive(site)}
    print(json.dumps(told))
