"""Sends letters through Postfix: encrypted, signed, refused, put off, and returned by it to the platform."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import requests
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from conftest import AT_MOST_S, PASSWORD, free_port, serving
from postfix import Addresses, Postfix, port_and_folder, running, why_not
from test_sending import AGAIN_S, CLIENT, DOMAIN, KEY, RETURNS, SENDER, SITE, Sending, Server, by_dkimpy, by_mailauth, certified, signing_keys

TAKEN, REFUSED, PUT_OFF, RETURNED = (f"{name}@example.org" for name in ("recue", "inconnue", "plus-tard", "rendue"))


class Refusing:
    """The server behind Postfix, which has nobody."""

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        return "550 5.1.1 no such mailbox"


@pytest.fixture(scope="module")
def platform(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Sending, Postfix]]:
    if reason := why_not():
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("postfix")
    own = folder / "semaine.sqlite"
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(own)) as copy:
        source.backup(copy)
    authority, _ = certified(folder)
    keys, records = signing_keys(folder)
    place, refusing = port_and_folder(), free_port()
    behind = Controller(Refusing(), hostname="127.0.0.1", port=refusing, server_hostname="localhost")
    behind.start()
    settings = {
        "SEMAINE_SMTP_URL": f"smtp://localhost:{place[0]}?tls=required",
        "SEMAINE_SMTP_CA": str(authority),
        "SEMAINE_MAIL_FROM": SENDER,
        "SEMAINE_PUBLIC_URL": SITE,
        "SEMAINE_DKIM_KEYS": keys,
        "SEMAINE_RETURN_ADDRESS": RETURNS,
        "SEMAINE_MAIL_REPORT_KEY": KEY,
    }
    addresses = Addresses(taken=TAKEN, put_off=PUT_OFF, returned=RETURNED, returns=RETURNS)
    certificate = (folder / "leaf.pem", folder / "key.pem")
    try:
        with serving(own, **settings) as site, running(place, addresses, certificate, refusing, KEY, site) as postfix:
            for address in (TAKEN, REFUSED, PUT_OFF, RETURNED):
                account = {"name": "Camille Lefèvre", "email": address, "password": PASSWORD}
                answer = requests.post(f"{site}/api/v1/accounts", json=account, headers={"X-Forwarded-For": CLIENT}, timeout=AT_MOST_S)
                assert answer.status_code == 202, answer.text
            # The letters are not asked of a server of this file, as those of test_sending.py are.
            yield Sending(site, Server(), records), postfix
    finally:
        behind.stop()


def delivered(postfix: Postfix, address: str) -> bytes:
    """The first letter in a mailbox, once it is there."""
    until = time.monotonic() + AGAIN_S
    while time.monotonic() < until:
        if found := postfix.mailbox(address):
            return found[0]
        time.sleep(0.2)
    raise AssertionError(f"no letter to {address}:\n{postfix.log()}")


def test_a_letter_is_delivered_encrypted_and_both_verifiers_accept_it(platform: tuple[Sending, Postfix]) -> None:
    sending, postfix = platform
    letter = delivered(postfix, TAKEN)
    message = message_from_bytes(letter, policy=policy.default)

    assert "with ESMTPS" in message["Received"], message["Received"]
    assert message["Return-Path"].startswith("<retours+")
    assert message["Message-ID"] == f"<{sending.mail(TAKEN)['id']}@{DOMAIN}>"
    assert by_dkimpy(letter, sending.records) == [True, True]
    assert by_mailauth(letter, sending.records) == ["pass", "pass"]


def test_an_unknown_recipient_is_told_with_the_words_of_postfix(platform: tuple[Sending, Postfix]) -> None:
    sending, _ = platform
    mail = sending.until(REFUSED, lambda mail: "heldAt" in mail)

    assert "User unknown" in mail["lastError"] and "sentAt" not in mail


def test_a_letter_that_is_put_off_comes_again(platform: tuple[Sending, Postfix]) -> None:
    sending, postfix = platform
    put_off = sending.until(PUT_OFF, lambda mail: "lastError" in mail)
    assert "greylisted" in put_off["lastError"] and "heldAt" not in put_off

    postfix.take()
    mail = sending.until(PUT_OFF, lambda mail: "sentAt" in mail)

    assert mail["attempts"] >= 2
    assert message_from_bytes(delivered(postfix, PUT_OFF))["Message-ID"] == f"<{mail['id']}@{DOMAIN}>"
    assert len(postfix.mailbox(PUT_OFF)) == 1


def test_what_postfix_returns_marks_the_address(platform: tuple[Sending, Postfix]) -> None:
    sending, postfix = platform
    mail = sending.until(RETURNED, lambda mail: "returnedAt" in mail)

    assert "sentAt" in mail, "Postfix had taken it"
    assert "status=bounced" in postfix.log() and "no such mailbox" in postfix.log()
    assert all("returnedAt" not in sending.mail(address) for address in (TAKEN, PUT_OFF))
