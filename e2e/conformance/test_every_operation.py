"""schemathesis sends random requests to every operation of the OpenAPI document, anonymously and as each role.

No response may be a server error, have an undocumented status, media type, header or schema, accept what the schema forbids, or
let in a caller whom the policy excludes.
"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ADMINISTRATOR, COORDINATOR, ORGANISER, REFERENT

HERE = Path(__file__).parent
SCHEMATHESIS = Path(sys.executable).with_name("st")
# A bound against hanging, not a measurement: a busy machine takes several minutes.
AT_MOST_S = 1_200
# Public reads do not depend on the caller.
FOR_EVERYBODY = ("catalogue", "editions", "formats", "ogc", "open-data", "places", "platform", "site")


def run(site: str, *options: str) -> None:
    command = [SCHEMATHESIS, "--config-file", HERE / "schemathesis.toml", "run", f"{site}/api/openapi.json", "--no-color", "--warnings", "off", *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=AT_MOST_S, check=False)
    assert done.returncode == 0, done.stdout[-30_000:] + done.stderr[-2_000:]


@pytest.mark.last
def test_anonymous(base_url: str) -> None:
    run(base_url, "--max-examples", "20")


@pytest.mark.last
@pytest.mark.parametrize("email", [ORGANISER, REFERENT, COORDINATOR, ADMINISTRATOR])
def test_signed_in(base_url: str, token: Callable[[str], str], email: str) -> None:
    leave_out = [option for tag in FOR_EVERYBODY for option in ("--exclude-tag", tag)]
    # Sign-up forms do not depend on the caller, and signing out would end the session that the other requests use.
    leave_out += ["--exclude-path-regex", "^/api/v1/accounts"]
    leave_out += ["--exclude-operation-id", "sign_out_everywhere", "--exclude-operation-id", "sign_out"]
    run(base_url, "--max-examples", "10", "--header", f"Authorization: Bearer {token(email)}", *leave_out)
