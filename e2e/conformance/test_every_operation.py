"""schemathesis sends random requests to every operation of the OpenAPI document, anonymously and as each role.

No response may be a server error, have an undocumented status, media type, header or schema, accept what the schema forbids, or
let in a caller whom the policy excludes.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ADMINISTRATOR, COORDINATOR, ORGANISER, PASSWORD, REFERENT, copy_database, open_session, serving

HERE = Path(__file__).parent
SCHEMATHESIS = Path(sys.executable).with_name("st")
# `make thorough` sends the boundaries of every parameter as each role, which takes half an hour. `make test` sends those of public
# operations alone, and a few random requests to the others.
THOROUGH = bool(os.environ.get("THOROUGH"))
# A bound against hanging, not a measurement: a busy machine takes several minutes.
AT_MOST_S = 3_600 if THOROUGH else 1_200
# Public reads do not depend on the caller.
FOR_EVERYBODY = ("catalogue", "editions", "formats", "ogc", "open-data", "places", "platform", "site")
# Those of the agendas, whose other operations read and write what is the caller's own.
AGENDAS_FOR_EVERYBODY = (
    *(f"export_agenda_{what}" for what in ("calendar", "csv", "programme", "rss", "xlsx")),
    "get_agenda",
    "get_agenda_location",
    "list_agenda_events",
    "list_agenda_locations",
    "list_agendas",
    "list_events_of_agendas",
    "request_access_token",
)


# schemathesis writes no message/rfc822; the tests of the server send messages.
UNWRITTEN = ("--exclude-operation-id", "report_mail")


def run(site: str, *options: str) -> None:
    config = ("--config-file", HERE / "schemathesis.toml")
    command = [SCHEMATHESIS, *config, "run", f"{site}/api/openapi.json", "--no-color", "--warnings", "off", *UNWRITTEN, *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=AT_MOST_S, check=False)
    assert done.returncode == 0, done.stdout[-30_000:] + done.stderr[-2_000:]


@pytest.fixture
def site(database: Path, tmp_path: Path) -> Iterator[str]:
    """Serves data that the random requests may change."""
    with serving(copy_database(database, tmp_path)) as site:
        yield site


@pytest.mark.long
def test_anonymous(site: str) -> None:
    run(site, "--max-examples", "10" if THOROUGH else "3", "--include-by", "/security == []")


@pytest.mark.long
def test_without_the_session_that_an_operation_requires(site: str) -> None:
    # They are refused before their parameters are read: in `make thorough` those who are signed in send the boundaries of each.
    run(site, "--max-examples", "3" if THOROUGH else "1", "--phases", "examples,fuzzing", "--exclude-by", "/security == []")


@pytest.mark.long
@pytest.mark.parametrize("email", [ORGANISER, REFERENT, COORDINATOR, ADMINISTRATOR])
def test_signed_in(site: str, email: str) -> None:
    leave_out = [option for tag in FOR_EVERYBODY for option in ("--exclude-tag", tag)]
    # Sign-up forms do not depend on the caller, and signing out would end the session that the other requests use.
    leave_out += ["--exclude-path-regex", "^/api/v1/accounts"]
    leave_out += [option for name in ("sign_out_everywhere", "sign_out", *AGENDAS_FOR_EVERYBODY) for option in ("--exclude-operation-id", name)]
    token = open_session(site, email, PASSWORD, "192.0.2.1")
    rounds = ["--max-examples", "5"] if THOROUGH else ["--max-examples", "2", "--phases", "examples,fuzzing"]
    run(site, *rounds, "--header", f"Authorization: Bearer {token}", *leave_out)
