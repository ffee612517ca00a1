"""Preconditions of the other tests: the server responds and has the demonstration data."""

from collections.abc import Callable

import requests
from conftest import ADMINISTRATOR, AT_MOST_S, Get


def test_the_demonstration_is_served(get: Get) -> None:
    events = get("/api/v1/catalogue/events", params={"edition": "2018", "count": "true"}).json()

    assert events["total"] > 2000


def test_an_account_of_the_demonstration_signs_in(base_url: str, token: Callable[[str], str]) -> None:
    account = requests.get(
        f"{base_url}/api/v1/session",
        headers={"Authorization": f"Bearer {token(ADMINISTRATOR)}"},
        timeout=AT_MOST_S,
    )

    assert account.status_code == 200
    assert account.json()["email"] == ADMINISTRATOR
