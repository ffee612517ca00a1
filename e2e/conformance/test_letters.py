"""Sends every kind of letter to a mail server of the test, and lets rspamd's stock rules judge it as a receiving server would."""

import email
import email.policy
import json
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from conftest import AT_MOST_S, COORDINATOR, PASSWORD, REFERENT, ROOT, free_port, open_session, serving, stop

# A receiving server adds a header at 6 and rejects at 15, by rspamd's stock settings; 2.5 leaves room for what only a network knows.
SCORE = 2.5
SITE = "https://semaine-industrie.example.org"
SENDER = "Semaine de l’Industrie <ne-pas-repondre@semaine-industrie.example.org>"
PERSON = "camille.lefevre@example.org"
NEW_ADDRESS = "c.lefevre@example.com"
TITLE = "Découverte de l’atelier : du métal à l’œuvre, où l’on façonne dès l’âge de 10 ans"
CLIENT = "192.0.2.77"
ARRIVAL_S = 60
STARTED_S = 120


class Mailbox:
    """Accepts what the server sends."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.envelopes.append(envelope)
        return "250 OK"

    def to(self, recipient: str, count: int) -> list[EmailMessage]:
        """The messages to a recipient, once there are as many."""
        until = time.monotonic() + ARRIVAL_S
        while time.monotonic() < until:
            found = [one for one in self.envelopes if one.rcpt_tos == [recipient]]
            if len(found) >= count:
                return [parsed(one) for one in found]
            time.sleep(0.05)
        raise AssertionError(f"{len(found)} of {count} letters to {recipient}")


def parsed(envelope: Envelope) -> EmailMessage:
    return email.message_from_bytes(envelope.content, policy=email.policy.default)


def token_in(message: EmailMessage) -> str:
    link = next(word for word in message.get_content().split() if "jeton=" in word)
    return parse_qs(urlsplit(link).query)["jeton"][0]


class Client:
    """Calls the API as one person, and remembers the version of the event."""

    def __init__(self, site: str, token: str | None = None) -> None:
        self.site = site
        self.headers = {"X-Forwarded-For": CLIENT} | ({"Authorization": f"Bearer {token}"} if token else {})

    def send(self, method: str, path: str, body: Any = None, version: str | None = None) -> requests.Response:
        headers = self.headers | ({"If-Match": version} if version else {})
        answer = requests.request(method, f"{self.site}/api/v1{path}", json=body, headers=headers, timeout=AT_MOST_S)
        assert answer.ok, f"{method} {path}: {answer.status_code}\n{answer.text}"
        return answer

    def step(self, path: str, body: Any = None, method: str = "POST") -> None:
        """Changes the event at `path` in its current version."""
        of = re.match(r"/(?:labels/)?events/[^/]+", path).group()
        self.send(method, path, body, self.send("GET", of).headers["ETag"])


def form(edition: dict[str, Any], commune: dict[str, Any]) -> dict[str, Any]:
    return {
        "organiser": {"name": "Forges de l’Étang", "kind": "company", "contactName": "Camille Lefèvre", "contactEmail": PERSON},
        "title": TITLE,
        "summary": "Une heure au pied des fours, avec celles et ceux qui y travaillent.",
        "description": "La coulée, le moulage et le contrôle, expliqués sur place.",
        "kind": "company_visit",
        "attendanceMode": "on_site",
        "place": {
            "name": "Forges de l’Étang",
            "address": "12 rue de la Coulée",
            "insee": commune["insee"],
            "postalCode": commune["postalCodes"][0],
            "position": commune["position"],
        },
        "occurrences": [{"begin": f"{edition['week']['first']}T10:00", "end": f"{edition['week']['first']}T11:30"}],
        "audiences": ["general_public"],
        "accessMode": "open",
        "free": True,
        "expectedParticipants": 60,
        "commitmentsVersion": edition["commitments"]["version"],
    }


def correspond(site: str, mailbox: Mailbox) -> None:
    """Does everything that makes the platform write a letter."""
    visitor = Client(site)
    account = {"name": "Camille Lefèvre", "email": PERSON, "password": PASSWORD}
    visitor.send("POST", "/accounts", account)
    visitor.send("POST", "/accounts/verify", {"token": token_in(mailbox.to(PERSON, 1)[0])})
    visitor.send("POST", "/accounts", account)
    mailbox.to(PERSON, 2)
    visitor.send("POST", "/accounts/password-reset", {"email": PERSON})
    new = "une enclume bien rangée"
    visitor.send("POST", "/accounts/password-reset/confirm", {"token": token_in(mailbox.to(PERSON, 3)[2]), "password": new})

    organiser = Client(site, open_session(site, PERSON, new, CLIENT))
    referent = Client(site, open_session(site, REFERENT, PASSWORD, CLIENT))
    coordinator = Client(site, open_session(site, COORDINATOR, PASSWORD, CLIENT))
    current = visitor.send("GET", "/config").json()["currentEdition"]
    edition = visitor.send("GET", f"/editions/{current}").json()
    commune = visitor.send("GET", "/places/communes?q=Villeurbanne&limit=1").json()[0]["commune"]

    def submitted() -> str:
        id = organiser.send("POST", "/events", {"edition": current, "form": form(edition, commune)}).json()["id"]
        organiser.step(f"/events/{id}/submit")
        return id

    def assessed(id: str, verdict: str) -> None:
        answers = [{"criterion": criterion, "verdict": "met"} for criterion in ("dates", "audience", "industry")]
        free = {"criterion": "free", "verdict": verdict, "comment": "L’entrée n’est gratuite qu’à partir du 2ᵉ visiteur."}
        referent.step(f"/labels/events/{id}/assessment", {"answers": [*answers, free]}, "PUT")

    one, other = submitted(), submitted()
    referent.step(
        f"/labels/events/{one}/correction",
        {"message": "À quelle heure la visite finit-elle ? L’horaire n’est pas celui du site.", "fields": ["/occurrences", "/title"]},
    )
    organiser.step(f"/events/{one}/submit")
    assessed(one, "met")
    referent.step(f"/labels/events/{one}/decision", {"decision": "label", "comment": "Merci, c’est un très bel événement !"})
    coordinator.step(f"/labels/events/{one}/revocation", {"reason": "L’entreprise a été rachetée, et l’accueil n’est plus assuré."})
    assessed(other, "not_met")
    referent.step(f"/labels/events/{other}/decision", {"decision": "refuse", "comment": "L’entrée de la visite est payante."})
    for body in ({"reason": "Notre four est arrêté jusqu’à l’été."}, {}):
        withdrawn = submitted()
        organiser.step(f"/events/{withdrawn}/withdraw", body)
        # The letter says that the referent may still read it.
        referent.send("GET", f"/labels/events/{withdrawn}")

    for address in (REFERENT, NEW_ADDRESS):
        organiser.send("POST", "/account/address", {"email": address, "password": new})
    visitor.send("POST", "/accounts/address/confirm", {"token": token_in(mailbox.to(NEW_ADDRESS, 1)[0])})


@pytest.fixture(scope="module")
def letters(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Envelope]]:
    """Each letter as it was sent."""
    own = tmp_path_factory.mktemp("letters") / "semaine.sqlite"
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(own)) as copy:
        source.backup(copy)
    mailbox = Mailbox()
    port = free_port()
    receiver = Controller(mailbox, hostname="127.0.0.1", port=port, server_hostname="localhost")
    receiver.start()
    try:
        settings = {"SEMAINE_SMTP_URL": f"smtp://127.0.0.1:{port}", "SEMAINE_MAIL_FROM": SENDER, "SEMAINE_PUBLIC_URL": SITE}
        with serving(own, **settings) as site:
            correspond(site, mailbox)
            mailbox.to(PERSON, 14)
            mailbox.to(REFERENT, 8)
        yield mailbox.envelopes
    finally:
        receiver.stop()


# What asks other machines, learns, or counts what one sender has sent before.
OTHER_MACHINES = (
    "arc asn bimi dkim dkim_signing dmarc fuzzy_check greylist history_redis mx_check neural phishing ratelimit rbl replies reputation "
    "rspamd_update spf surbl url_redirector"
).split()
# Of the checks of the filter of senders, those of the text remain.
SENDING_SERVER = "helo_enabled = false; hostname_enabled = false; from_enabled = false; rcpt_enabled = false; mid_enabled = false;"


@pytest.fixture(scope="module")
def rspamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of an rspamd with its stock rules, without the checks that ask other machines."""
    folder = tmp_path_factory.mktemp("rspamd")
    settings = folder / "local.d"
    settings.mkdir()
    # Compiling the list of top-level domains takes 15 seconds: done once for an environment.
    compiled = Path(sys.prefix) / "rspamd"
    compiled.mkdir(exist_ok=True)
    port, nowhere = free_port(), free_port()
    files = {name: "enabled = false;" for name in (*OTHER_MACHINES, "worker-controller", "worker-proxy")} | {
        "hfilter": SENDING_SERVER,
        "logging": 'type = "console"; level = "warning";',
        "options": f'''
            dns {{ nameserver = ["127.0.0.1:{nowhere}"]; timeout = 0.05s; retransmits = 1; sockets = 1; }}
            local_addrs = [];
            disable_hyperscan = true;
            hs_cache_dir = "{compiled}";
            control_socket = "{folder}/control.sock mode=0600";
        ''',
        "worker-normal": f'bind_socket = "127.0.0.1:{port}"; count = 1;',
    }
    for name, text in files.items():
        (settings / f"{name}.{'inc' if name.startswith(('worker', 'options', 'logging')) else 'conf'}").write_text(text)
    variables = [word for name in ("LOCAL_CONFDIR", "DBDIR", "RUNDIR", "LOGDIR") for word in ("--var", f"{name}={folder}")]
    log = folder / "rspamd.log"
    with log.open("wb") as output:
        command = ["rspamd", "--no-fork", "--insecure", "--config", "/etc/rspamd/rspamd.conf", *variables]
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + STARTED_S
        while time.monotonic() < until and process.poll() is None:
            try:
                requests.get(f"{address}/ping", timeout=1).raise_for_status()
                break
            except requests.RequestException:
                time.sleep(0.1)
        else:
            raise RuntimeError(f"rspamd does not answer:\n{log.read_text()}")
        yield address
    finally:
        stop(process)


def judged(rspamd: str, envelope: Envelope) -> dict[str, Any]:
    """What rspamd says of a message, as a mail server asks it."""
    host = SENDER.rpartition("@")[2].rstrip(">")
    headers = {"IP": "192.0.2.10", "Helo": f"mail.{host}", "Hostname": f"mail.{host}", "From": envelope.mail_from, "Rcpt": envelope.rcpt_tos[0]}
    answer = requests.post(f"{rspamd}/checkv2", data=envelope.content, headers=headers, timeout=AT_MOST_S)
    answer.raise_for_status()
    return answer.json()


def plain(text: str) -> str:
    """The text with the spaces and apostrophes of a typewriter."""
    return re.sub(r"\s", " ", text).replace("’", "'")


# Letters about people who work on an event together, and about what a referent does: the tests of the server send them.
OF_OTHERS = (
    "invitation transfer joined invitation_declined transfer_declined removed left given taken inherited late_pass occurrence question report"
    " unsettled change.review change.accepted change.refused"
).split()


def test_every_kind_of_letter_was_sent(letters: list[Envelope]) -> None:
    words = json.loads((ROOT / "api/crates/messages/locales/fr.json").read_text())
    others = {f"letter.{name}.subject" for name in OF_OTHERS}
    assert others <= words.keys()
    kinds = {key: text for key, text in words.items() if re.fullmatch(r"letter\..+\.subject", key) and "{" not in text and key not in others}
    assert len(kinds) >= 11
    subjects = [plain(parsed(letter)["Subject"]) for letter in letters]

    unsent = {key for key, text in kinds.items() if not any(plain(text) in subject for subject in subjects)}

    assert not unsent


def test_rspamd_takes_no_letter_for_junk(letters: list[Envelope], rspamd: str) -> None:
    found = {parsed(letter)["Subject"]: judged(rspamd, letter) for letter in letters}

    suspected = {
        subject: {name: symbol["score"] for name, symbol in report["symbols"].items() if symbol["score"] > 0}
        for subject, report in found.items()
        if report["score"] >= SCORE
    }
    assert not suspected
    assert all(report["action"] == "no action" and "MIME_GOOD" in report["symbols"] for report in found.values())


def test_rspamd_still_recognises_junk(rspamd: str) -> None:
    junk = Envelope()
    junk.mail_from, junk.rcpt_tos = "ne-pas-repondre@semaine-industrie.example.org", [PERSON]
    # The test pattern of every such filter.
    junk.content = b"Subject: test\r\n\r\nXJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\r\n"

    assert judged(rspamd, junk)["action"] == "reject"
