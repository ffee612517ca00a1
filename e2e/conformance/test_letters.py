"""Sends every kind of letter to a mail server of the test, and lets rspamd's stock rules judge it as a receiving server would."""

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import requests
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from conftest import AT_MOST_S, free_port, serving, stop
from letters import PERSON, WORDS, Mailbox, correspond, html_of, parsed, text_of, unsent

# A receiving server adds a header at 6 and rejects at 15, by rspamd's stock settings; 2.5 leaves room for what only a network knows.
SCORE = 2.5
SITE = "https://semaine-industrie.example.org"
SENDER = "Semaine de l’Industrie <ne-pas-repondre@semaine-industrie.example.org>"
STARTED_S = 120
HERE = Path(__file__).parent


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
            mailbox.wait_for(set(WORDS))
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


def test_every_kind_of_letter_was_sent(letters: list[Envelope]) -> None:
    assert len(WORDS) >= 80

    assert not unsent(letters)


def test_each_letter_is_text_and_a_page_of_html(letters: list[Envelope]) -> None:
    for letter in map(parsed, letters):
        assert letter.get_content_type() == "multipart/alternative", letter["Subject"]
        assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
        # Well-formed, with a language, and without anything to be fetched.
        page = ElementTree.fromstring(html_of(letter))
        assert page.get("lang") in ("fr", "en")
        tags = {element.tag.rpartition("}")[2] for element in page.iter()}
        assert not tags & {"img", "script", "style", "link", "iframe", "form"}, tags
        links = [link.get("href") for link in page.iter("{http://www.w3.org/1999/xhtml}a")]
        assert all(link.startswith(SITE) and link in text_of(letter) for link in links), links
        assert len(links) == text_of(letter).count(f"{SITE}/")


def test_another_library_reads_the_same(letters: list[Envelope], tmp_path: Path) -> None:
    for at, letter in enumerate(letters):
        (tmp_path / f"{at:03}.eml").write_bytes(letter.content)
    output = subprocess.run(["node", HERE / "read_letters.mjs", tmp_path], capture_output=True, check=True, text=True, timeout=AT_MOST_S)
    read = json.loads(output.stdout)

    def same(text: str) -> str:
        return " ".join(text.split())

    for own, other in zip(map(parsed, letters), read, strict=True):
        assert other["subject"] == own["Subject"]
        assert same(other["text"]) == same(text_of(own))
        assert same(other["html"]) == same(html_of(own))


def test_rspamd_takes_no_letter_for_junk(letters: list[Envelope], rspamd: str) -> None:
    found = [(parsed(letter), judged(rspamd, letter)) for letter in letters]

    suspected = [
        (letter["Subject"], text_of(letter), {name: one["score"] for name, one in report["symbols"].items() if one["score"] > 0})
        for letter, report in found
        if report["score"] >= SCORE
    ]
    assert not suspected
    assert all(report["action"] == "no action" and "MIME_GOOD" in report["symbols"] for _, report in found)


def test_rspamd_still_recognises_junk(rspamd: str) -> None:
    junk = Envelope()
    junk.mail_from, junk.rcpt_tos = "ne-pas-repondre@semaine-industrie.example.org", [PERSON]
    # The test pattern of every such filter.
    junk.content = b"Subject: test\r\n\r\nXJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\r\n"

    assert judged(rspamd, junk)["action"] == "reject"
