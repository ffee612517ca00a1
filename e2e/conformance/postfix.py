"""Runs a Postfix of the tests, as Debian packages it, with its own folders and ports.

It takes letters with STARTTLS only: for the mailboxes it has, and for one whose server behind it refuses every letter, so that it returns
them. What returns is handed to the platform by the command that docs/API-DESIGN.md names.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from conftest import AT_MOST_S, free_port, stop

PROGRAM = shutil.which("postfix", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
STARTED_S = 60

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.example.org
mynetworks = 127.0.0.0/8
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
recipient_delimiter = +
smtpd_tls_security_level = encrypt
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
virtual_mailbox_domains = example.org, {domain}
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = inline:{{ {mailboxes} }}
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
transport_maps = inline:{{ {returned}=smtp:[127.0.0.1]:{refusing} {returns}=reports: }}
smtpd_recipient_restrictions = check_recipient_access texthash:{folder}/access, permit_mynetworks, reject
"""

MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
postlog unix-dgram n - n - 1 postlogd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
reports unix - n n - - pipe user=nobody argv={curl} --silent --show-error --fail --data-binary @-
  --header Mail-Report-Key:{report_key} --header Content-Type:message/rfc822 {site}/api/v1/mail-reports
"""


@dataclass
class Addresses:
    """Addresses that Postfix knows: it has mailboxes for `taken` and `put_off`, which it puts off until it is told otherwise."""

    taken: str
    put_off: str
    #: Taken by Postfix and refused by the server behind it.
    returned: str
    #: The return address of the platform.
    returns: str


class Postfix:
    """A running Postfix."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port

    def log(self) -> str:
        file = self.folder / "log"
        return as_root("cat", str(file)).stdout if file.exists() else ""

    def mailbox(self, address: str) -> list[bytes]:
        """The letters in a mailbox, as they were sent: with line ends of SMTP."""
        files = sorted((self.folder / "mail" / address.partition("@")[0] / "new").glob("*"))
        return [file.read_bytes().replace(b"\n", b"\r\n") for file in files]

    def take(self) -> None:
        """No address is put off any more."""
        (self.folder / "access").write_text("")
        as_root(PROGRAM, "-c", str(self.folder / "config"), "reload")


def why_not() -> str | None:
    """The reason why Postfix cannot run here, if there is one."""
    if PROGRAM is None:
        return "postfix is not installed; in CI, scripts/setup-conformance.sh does that"
    if os.geteuid() != 0 and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode != 0:
        return "postfix starts as root alone"
    return None


def as_root(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*sudo(), *words], check=True, capture_output=True, text=True, errors="replace", timeout=AT_MOST_S)


def sudo() -> list[str]:
    return [] if os.geteuid() == 0 else ["sudo", "-n"]


def port_and_folder() -> tuple[int, Path]:
    """Where Postfix will listen, and a folder that its users can reach."""
    folder = Path(tempfile.mkdtemp(prefix="semaine-postfix-"))
    folder.chmod(0o755)
    return free_port(), folder


@contextmanager
def running(
    place: tuple[int, Path], addresses: Addresses, certificate: tuple[Path, Path], refusing: int, report_key: str, site: str
) -> Iterator[Postfix]:
    """Runs Postfix; `refusing` is the port of the server behind it, `certificate` the files of certificate and key."""
    port, folder = place
    owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    for name in ("config", "queue", "data", "mail"):
        (folder / name).mkdir()
    as_root("chown", "postfix", str(folder / "data"))
    as_root("chown", str(owner.pw_uid), str(folder / "mail"))
    (folder / "access").write_text(f"{addresses.put_off} 450 4.7.1 greylisted, come again later\n")
    known = (addresses.taken, addresses.put_off, addresses.returned, addresses.returns)
    main = MAIN.format(
        folder=folder,
        certificate=certificate[0],
        key=certificate[1],
        domain=addresses.returns.partition("@")[2],
        mailboxes=" ".join(f"{address}={address.partition('@')[0]}/" for address in known),
        uid=owner.pw_uid,
        gid=owner.pw_gid,
        returned=addresses.returned,
        returns=addresses.returns,
        refusing=refusing,
    )
    (folder / "config/main.cf").write_text(main)
    master = MASTER.format(port=port, curl=shutil.which("curl"), report_key=report_key, site=site)
    (folder / "config/master.cf").write_text(master)
    config = ("-c", str(folder / "config"))
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen([*sudo(), PROGRAM, *config, "start-fg"], stdout=output, stderr=subprocess.STDOUT)
    postfix = Postfix(folder, port)
    try:
        until = time.monotonic() + STARTED_S
        while not listens(port):
            assert process.poll() is None and time.monotonic() < until, (folder / "output").read_text() + postfix.log()
            time.sleep(0.1)
        yield postfix
    finally:
        subprocess.run([*sudo(), PROGRAM, *config, "stop"], capture_output=True, check=False, timeout=AT_MOST_S)
        stop(process)
        as_root("rm", "-rf", str(folder))


def listens(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2):
            return True
    except OSError:
        return False
