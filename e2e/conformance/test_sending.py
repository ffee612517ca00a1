"""Sends letters to real mail servers: with STARTTLS and signatures, to recipients that are refused or put off, and to a server that hangs."""

import asyncio
import base64
import json
import sqlite3
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from email.message import EmailMessage
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path
from typing import Any

import dkim
import pytest
import requests
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from conftest import ADMINISTRATOR, AT_MOST_S, PASSWORD, free_port, open_session, serving
from letters import parsed

SITE = "https://semaine-industrie.example.org"
DOMAIN = "semaine-industrie.example.org"
SENDER = f"Semaine de l’Industrie <ne-pas-repondre@{DOMAIN}>"
RETURNS = f"retours@{DOMAIN}"
KEY = "une-cle-de-quarante-caracteres-au-moins!"
TAKEN, REFUSED, PUT_OFF, SLOW = (f"{name}@example.org" for name in ("recue", "refusee", "plus-tard", "lente"))
CLIENT = "192.0.2.91"
# A letter that the server put off comes again after 30 to 60 s; one whose server was silent for 60 s, after as much again.
AGAIN_S = 200


class Server:
    """Takes what comes, except as each recipient's name says."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.encrypted: list[bool] = []
        self.tries: dict[str, int] = {}

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        self.tries[address] = self.tries.get(address, 0) + 1
        if address == REFUSED:
            return "550 5.1.1 no such mailbox"
        if address == PUT_OFF and self.tries[address] == 1:
            return "451 4.7.1 greylisted, come again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.taken.append(envelope)
        self.encrypted.append(session.ssl is not None)
        if envelope.rcpt_tos == [SLOW] and self.tries[SLOW] == 1:
            # It has the letter, and says so too late.
            await asyncio.sleep(90)
        return "250 OK"

    def to(self, address: str, times: int = 1) -> list[Envelope]:
        """The letters to an address, once as many have come."""
        until = time.monotonic() + AGAIN_S
        while time.monotonic() < until:
            found = [one for one in self.taken if one.rcpt_tos == [address]]
            if len(found) >= times:
                return found
            time.sleep(0.1)
        raise AssertionError(f"{times} letters to {address} did not come")


def openssl(*words: str) -> bytes:
    return subprocess.run(["openssl", *words], check=True, capture_output=True, timeout=AT_MOST_S).stdout


def certified(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """The certificate of an authority, and a server of localhost that it certifies."""
    authority, key, request, leaf, names = (folder / name for name in ("ca.pem", "key.pem", "request.pem", "leaf.pem", "names"))
    authority_key = folder / "ca-key.pem"
    make = ("req", "-newkey", "rsa:2048", "-nodes", "-subj")
    openssl(*make, "/CN=Test", "-x509", "-keyout", str(authority_key), "-out", str(authority), "-days", "2")
    openssl(*make, "/CN=localhost", "-keyout", str(key), "-out", str(request))
    names.write_text("subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n")
    signing = ("-CA", str(authority), "-CAkey", str(authority_key), "-CAcreateserial", "-extfile", str(names), "-days", "2")
    openssl("x509", "-req", "-in", str(request), "-out", str(leaf), *signing)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(leaf, key)
    return authority, context


def signing_keys(folder: Path) -> tuple[str, dict[str, str]]:
    """The setting of an RSA and an Ed25519 key, and the DNS records of both."""
    rsa, edwards = folder / "rsa.pem", folder / "ed25519.pem"
    openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", str(rsa))
    openssl("genpkey", "-algorithm", "ED25519", "-out", str(edwards))
    public = {file: openssl("pkey", "-in", str(file), "-pubout", "-outform", "DER") for file in (rsa, edwards)}
    # Of an Ed25519 key the record has the 32 bytes alone (RFC 8463).
    text = {"rsa": base64.b64encode(public[rsa]).decode(), "ed25519": base64.b64encode(public[edwards][-32:]).decode()}
    records = {f"{kind[0]}2026._domainkey.{DOMAIN}": f"v=DKIM1; k={kind}; p={key}" for kind, key in text.items()}
    return f"r2026={rsa},e2026={edwards}", records


class Sending:
    """A platform that sends to a server of the test."""

    def __init__(self, site: str, server: Server, records: dict[str, str]) -> None:
        self.site, self.server, self.records = site, server, records
        self.token = open_session(site, ADMINISTRATOR, PASSWORD, CLIENT)

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}"} | options.pop("headers", {})
        return requests.request(method, f"{self.site}/api/v1{path}", headers=headers, timeout=AT_MOST_S, **options)

    def mail(self, address: str) -> dict[str, Any]:
        return self.call("GET", "/outbox", params={"recipient": address}).json()["items"][0]

    def until(self, address: str, done: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The letter to an address, once it is as wanted."""
        until = time.monotonic() + AGAIN_S
        while time.monotonic() < until:
            mail = self.mail(address)
            if done(mail):
                return mail
            time.sleep(0.2)
        raise AssertionError(f"the letter to {address} stays {mail}")


@pytest.fixture(scope="module")
def sending(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sending]:
    folder = tmp_path_factory.mktemp("sending")
    own = folder / "semaine.sqlite"
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(own)) as copy:
        source.backup(copy)
    authority, context = certified(folder)
    keys, records = signing_keys(folder)
    server, port = Server(), free_port()
    receiver = Controller(
        server, hostname="127.0.0.1", port=port, server_hostname="localhost", tls_context=context, require_starttls=True
    )
    receiver.start()
    settings = {
        "SEMAINE_SMTP_URL": f"smtp://localhost:{port}?tls=required",
        "SEMAINE_SMTP_CA": str(authority),
        "SEMAINE_MAIL_FROM": SENDER,
        "SEMAINE_PUBLIC_URL": SITE,
        "SEMAINE_DKIM_KEYS": keys,
        "SEMAINE_RETURN_ADDRESS": RETURNS,
        "SEMAINE_MAIL_REPORT_KEY": KEY,
    }
    try:
        with serving(own, **settings) as site:
            platform = Sending(site, server, records)
            # All at once, so that the waits overlap.
            for address in (TAKEN, REFUSED, PUT_OFF, SLOW):
                account = {"name": "Camille Lefèvre", "email": address, "password": PASSWORD}
                answer = requests.post(f"{site}/api/v1/accounts", json=account, headers={"X-Forwarded-For": CLIENT}, timeout=AT_MOST_S)
                assert answer.status_code == 202, answer.text
            yield platform
    finally:
        receiver.stop()


def test_every_letter_is_encrypted_and_has_an_envelope_of_its_own(sending: Sending) -> None:
    [letter] = sending.server.to(TAKEN)
    message = parsed(letter)

    assert all(sending.server.encrypted)
    assert letter.mail_from.startswith("retours+") and letter.mail_from.endswith(f"@{DOMAIN}")
    assert message["Message-ID"] == f"<{sending.mail(TAKEN)['id']}@{DOMAIN}>"
    assert message["Date"] and message["MIME-Version"] == "1.0"
    assert message["To"] == TAKEN


def by_dkimpy(letter: bytes, records: dict[str, str]) -> list[bool]:
    """What dkimpy says of each of the two signatures."""
    texts = {f"{name}.".encode(): record.encode() for name, record in records.items()}
    verifier = dkim.DKIM(letter)
    return [verifier.verify(idx=index, dnsfunc=lambda name, timeout=5: texts[name]) for index in range(2)]


def by_mailauth(letter: bytes, records: dict[str, str]) -> list[str]:
    """What mailauth says of each signature."""
    given = json.dumps({"message": base64.b64encode(letter).decode(), "records": records})
    script = Path(__file__).with_name("verify_dkim.mjs")
    output = subprocess.run(["node", script], input=given, check=True, capture_output=True, text=True, timeout=AT_MOST_S)
    found = json.loads(output.stdout)
    assert {one["domain"] for one in found} == {DOMAIN}, found
    return [one["result"] for one in found]


def test_two_verifiers_accept_both_signatures(sending: Sending) -> None:
    [letter] = sending.server.to(TAKEN)

    assert by_dkimpy(letter.content, sending.records) == [True, True]
    assert by_mailauth(letter.content, sending.records) == ["pass", "pass"]


def test_no_header_can_be_added_to_a_signed_letter(sending: Sending) -> None:
    [letter] = sending.server.to(TAKEN)

    for added in (b"Subject: Gagnez un voyage\r\n", b"From: president@example.com\r\n"):
        assert not any(by_dkimpy(added + letter.content, sending.records))
        assert "pass" not in by_mailauth(added + letter.content, sending.records)


def test_a_refused_recipient_is_tried_once_and_its_letter_kept(sending: Sending) -> None:
    mail = sending.until(REFUSED, lambda mail: "heldAt" in mail)

    assert sending.server.tries[REFUSED] == 1
    assert "no such mailbox" in mail["lastError"] and "sentAt" not in mail


def test_a_letter_that_is_put_off_comes_again(sending: Sending) -> None:
    sending.server.to(PUT_OFF)
    mail = sending.until(PUT_OFF, lambda mail: "sentAt" in mail)

    assert (sending.server.tries[PUT_OFF], mail["attempts"]) == (2, 2)


def test_a_silent_server_gets_the_letter_again_with_the_same_identifier(sending: Sending) -> None:
    first, second = sending.server.to(SLOW, times=2)
    sending.until(SLOW, lambda mail: "sentAt" in mail)

    assert parsed(first)["Message-ID"] == parsed(second)["Message-ID"]


def notice(letter: Envelope, status: str) -> bytes:
    """A notice of failure as Python's own library writes it, with the headers of the letter."""
    report = MIMEMultipart("report", **{"report-type": "delivery-status"})
    report["From"], report["To"], report["Subject"] = "MAILER-DAEMON@example.org", letter.mail_from, "Undelivered Mail Returned to Sender"
    report.attach(MIMEText("Votre message n’a pas pu être remis.\n"))
    fields = MIMEBase("message", "delivery-status")
    recipient = EmailMessage()
    recipient["Final-Recipient"] = f"rfc822; {letter.rcpt_tos[0]}"
    recipient["Action"], recipient["Status"] = "failed", status
    server = EmailMessage()
    server["Reporting-MTA"] = "dns; mail.example.org"
    fields.set_payload([server, recipient])
    report.attach(fields)
    headers = MIMEText(letter.content.decode().split("\r\n\r\n")[0], "rfc822-headers")
    report.attach(headers)
    return report.as_bytes()


def test_a_returned_letter_is_reported_by_the_mail_server_and_sent_again(sending: Sending) -> None:
    [letter] = sending.server.to(TAKEN)
    headers = {"Mail-Report-Key": KEY, "Content-Type": "message/rfc822"}

    def reported(status: str, key: str = KEY) -> requests.Response:
        return sending.call("POST", "/mail-reports", data=notice(letter, status), headers=headers | {"Mail-Report-Key": key})

    assert reported("5.1.1", key="x" * 40).status_code == 404
    assert reported("4.4.1").json() == {"letters": 0}
    assert reported("5.1.1").json() == {"letters": 1}
    mail = sending.mail(TAKEN)
    assert "returnedAt" in mail

    # Its link proves the address to which it was written, and no other.
    body = {"recipient": "corrigee@example.org", "reason": "Faute de frappe"}
    answer = sending.call("POST", f"/outbox/{mail['id']}/resend", json=body)
    assert answer.json()["errors"][0]["pointer"] == "/recipient", answer.text
    answer = sending.call("POST", f"/outbox/{mail['id']}/resend", json={"reason": "Boîte rouverte"})
    assert answer.status_code == 204, answer.text
    [_, again] = sending.server.to(TAKEN, times=2)
    assert parsed(again)["Message-ID"] == parsed(letter)["Message-ID"]
