"""Makes the platform write every kind of letter, as the people concerned do, and receives them."""

import email
import email.policy
import json
import re
import time
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from aiosmtpd.smtp import SMTP, Envelope, Session
from conftest import ADMINISTRATOR, AT_MOST_S, COORDINATOR, PASSWORD, REFERENT, ROOT, open_session

PERSON = "camille.lefevre@example.org"
NEW_ADDRESS = "c.lefevre@example.com"
COLLEAGUE = "sacha.fontaine@example.org"
VISITOR = "louise.caron@example.org"
TITLE = "Découverte de l’atelier : du métal à l’œuvre, où l’on façonne dès l’âge de 10 ans"
CLIENT = "192.0.2.77"
ARRIVAL_S = 60

# What comes with time, by an hourly job: reminders some days before the deadline, and a message that nobody has settled after two
# working days. The letter about messages comes some minutes after the first of them. The administrator has these sent to try.
LATER = (
    "draft_reminder",
    "visitor_unsettled",
    "message_to_organiser",
    "message_to_reviewers",
    "correction_reminder",
    "correction_lapsed",
    "review_reminder",
    "labelled_by_silence",
    # New events of a search, in the morning; new files of a kit, once somebody shares them.
    "alert_news",
    "review_digest",
    "kit_files",
)
# Prefix of the kinds about a webhook that has stopped, most of them after days: the tests of the server have these sent.
STOPPED = "webhook_"
# Kinds of letters about the account of the recipient.
ACCOUNT = ("new_address", "address_", "verify_address", "account_", "password_", "role_")
LOCALES = ROOT / "api/crates/messages/locales"


def sentences(language: str) -> dict[str, str]:
    """The subject and each part of the text of every kind of letter."""
    kinds = json.loads((LOCALES / f"letters.{language}.json").read_text())
    parts: dict[str, str] = {}
    for kind, wording in kinds.items():
        # A fact is a line of a table, with bars in place of a colon.
        facts = [re.sub(r"^\| (.+) \| (.+)$", r"\1 : \2", line) for line in wording["text"].splitlines() if line.startswith("| ")]
        blocks = [block for block in wording["text"].split("\n\n") if not block.startswith("| ")]
        for at, words in enumerate([wording["subject"], *blocks, *facts]):
            parts[f"{kind}.{at}"] = words
    return parts


WORDS = sentences("fr")


def plain(text: str) -> str:
    """The text on one line, with the spaces and apostrophes of a typewriter."""
    return " ".join(text.split()).replace("’", "'")


def parsed(envelope: Envelope) -> EmailMessage:
    return email.message_from_bytes(envelope.content, policy=email.policy.default)


def text_of(letter: EmailMessage) -> str:
    """The part of plain text."""
    return letter.get_body(("plain",)).get_content()


def html_of(letter: EmailMessage) -> str:
    return letter.get_body(("html",)).get_content()


def unsent(letters: list[Envelope]) -> set[str]:
    """Sentences of letters that are in none of them."""
    texts = [plain(text) for letter in map(parsed, letters) for text in (letter["Subject"], text_of(letter))]

    def is_sent(template: str) -> bool:
        parts = [re.escape(part) for part in map(plain, re.split(r"\{\w+\}", template)) if part]
        pattern = re.compile(".+?".join(parts))
        return any(pattern.search(text) for text in texts)

    return {key for key, text in WORDS.items() if not key.startswith(STOPPED) and not is_sent(text)}


class Mailbox:
    """Accepts what the server sends."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.read: list[Envelope] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.envelopes.append(envelope)
        return "250 OK"

    def next(self, recipient: str, subject: str) -> EmailMessage:
        """The first letter to a recipient with these words in its subject that was not read yet, once it is there."""
        until = time.monotonic() + ARRIVAL_S
        while time.monotonic() < until:
            for one in self.envelopes:
                if one not in self.read and one.rcpt_tos == [recipient] and subject in plain(parsed(one)["Subject"]):
                    self.read.append(one)
                    return parsed(one)
            time.sleep(0.05)
        raise AssertionError(f"no letter “{subject}” to {recipient}")

    def secret(self, recipient: str, subject: str) -> str:
        """The secret of the link in the next letter."""
        link = next(word for word in text_of(self.next(recipient, subject)).split() if "jeton=" in word)
        return parse_qs(urlsplit(link).query)["jeton"][0]

    def wait_for(self, sentences: set[str]) -> None:
        """Waits until these sentences of letters have arrived, or for what the last of them may take."""
        until = time.monotonic() + ARRIVAL_S
        while unsent(self.envelopes) & sentences and time.monotonic() < until:
            time.sleep(0.5)


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

    def step(self, path: str, body: Any = None, method: str = "POST", read: str = "") -> None:
        """Changes what is read at `read`, by default the event at `path`, in its current version."""
        read = read or re.match(r"/(?:labels/)?events/[^/]+", path).group()
        self.send(method, path, body, self.send("GET", read).headers["ETag"])


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


@dataclass
class Platform:
    """The people who write to each other through the platform, and what they fill in."""

    mailbox: Mailbox
    visitor: Client
    organiser: Client
    colleague: Client
    referent: Client
    coordinator: Client
    administrator: Client
    edition: str
    form: dict[str, Any]

    def draft(self) -> str:
        return self.organiser.send("POST", "/events", {"edition": self.edition, "form": self.form}).json()["id"]

    def submitted(self) -> str:
        id = self.draft()
        self.organiser.step(f"/events/{id}/submit")
        return id

    def assess(self, id: str, verdict: str) -> None:
        answers = [{"criterion": criterion, "verdict": "met"} for criterion in ("dates", "audience", "industry")]
        free = {"criterion": "free", "verdict": verdict, "comment": "L’entrée n’est gratuite qu’à partir du 2ᵉ visiteur."}
        self.referent.step(f"/labels/events/{id}/assessment", {"answers": [*answers, free]}, "PUT")

    def label(self, id: str) -> None:
        self.assess(id, "met")
        self.referent.step(f"/labels/events/{id}/decision", {"decision": "label", "comment": "Merci, c’est un très bel événement !"})

    def labelled(self) -> str:
        id = self.submitted()
        self.label(id)
        return id


def correspond(site: str, mailbox: Mailbox) -> None:
    """Does everything that makes the platform write a letter."""
    platform = opened(site, mailbox)
    review(platform)
    withdraw(platform)
    change(platform)
    receive(platform)
    watch(platform)
    consult(platform)
    share(platform)
    associate(platform)
    represent(platform)
    appoint(platform)
    support(platform)
    rehearse(platform)
    read_english(platform)
    depart(platform)


def opened(site: str, mailbox: Mailbox) -> Platform:
    """Opens the accounts of two organisers, of whom one forgets the password."""
    visitor = Client(site)
    account = {"name": "Camille Lefèvre", "email": PERSON, "password": "un marteau bien rangé"}
    colleague = {"name": "Sacha Fontaine", "email": COLLEAGUE, "password": PASSWORD}
    for each in (account, colleague):
        visitor.send("POST", "/accounts", each)
        visitor.send("POST", "/accounts/verify", {"token": mailbox.secret(each["email"], "vérifiez votre adresse")})
    visitor.send("POST", "/accounts", account)
    visitor.send("POST", "/accounts/password-reset", {"email": PERSON})
    token = mailbox.secret(PERSON, "choisissez un nouveau mot de passe")
    visitor.send("POST", "/accounts/password-reset/confirm", {"token": token, "password": PASSWORD})

    organiser, colleague, referent, coordinator, administrator = (
        Client(site, open_session(site, person, PASSWORD, CLIENT)) for person in (PERSON, COLLEAGUE, REFERENT, COORDINATOR, ADMINISTRATOR)
    )
    current = visitor.send("GET", "/config").json()["currentEdition"]
    edition = visitor.send("GET", f"/editions/{current}").json()
    commune = visitor.send("GET", "/places/communes?q=Villeurbanne&limit=1").json()[0]["commune"]
    return Platform(mailbox, visitor, organiser, colleague, referent, coordinator, administrator, current, form(edition, commune))


def review(platform: Platform) -> None:
    """The referent and the coordination decide on events."""
    organiser, referent, coordinator = platform.organiser, platform.referent, platform.coordinator
    one, other, third = (platform.submitted() for _ in range(3))
    referent.step(
        f"/labels/events/{one}/correction",
        {"message": "À quelle heure la visite finit-elle ? L’horaire n’est pas celui du site.", "fields": ["/occurrences", "/title"]},
    )
    organiser.step(f"/events/{one}/submit")
    platform.label(one)
    coordinator.step(f"/labels/events/{one}/revocation", {"reason": "L’entreprise a été rachetée, et l’accueil n’est plus assuré."})
    platform.assess(other, "not_met")
    referent.step(f"/labels/events/{other}/decision", {"decision": "refuse", "comment": "L’entrée de la visite est payante."})
    refusal = {"decision": "refuse", "comment": "Le site est fermé cette semaine-là.", "overrideReason": "La préfecture nous l’a signalé."}
    coordinator.step(f"/labels/events/{third}/decision", refusal)
    coordinator.step(f"/labels/events/{third}/reopening", {"reason": "La préfecture a revu sa position."})

    # The pass is for whoever submits after the deadline.
    expiry = f"{platform.form['occurrences'][0]['begin'][:10]}T12:00:00Z"
    coordinator.send("POST", "/labels/late-passes", {"edition": platform.edition, "expiresAt": expiry, "email": COLLEAGUE})


def withdraw(platform: Platform) -> None:
    """The organiser withdraws events, with and without a reason."""
    for body in ({"reason": "Notre four est arrêté jusqu’à l’été."}, {}):
        withdrawn = platform.submitted()
        platform.organiser.step(f"/events/{withdrawn}/withdraw", body)
        # The letter says that the referent may still read it.
        platform.referent.send("GET", f"/labels/events/{withdrawn}")


def change(platform: Platform) -> None:
    """The organiser proposes other times for a labelled event, and the referent decides; then one date is full."""
    id = platform.labelled()
    [date] = platform.form["occurrences"]
    moved = platform.form | {"occurrences": [{"begin": date["begin"][:-5] + "14:00", "end": date["end"][:-5] + "15:30"}]}
    draft = f"/events/{id}/change"
    for decision in (
        {"decision": "refuse", "comment": "L’après-midi, l’atelier est fermé au public."},
        {"decision": "accept", "comment": "Merci de nous avoir prévenus à temps."},
    ):
        platform.organiser.step(draft, moved, "PUT", read=draft)
        platform.organiser.step(f"{draft}/submit", read=draft)
        platform.referent.step(f"/labels/events/{id}/change/decision", decision)
    platform.referent.step(f"/events/{id}/occurrences/1/state", {"state": "full"}, "PUT", read=f"/labels/events/{id}")


def receive(platform: Platform) -> None:
    """Visitors write to the organiser of a labelled event."""
    messages = f"/catalogue/events/{platform.labelled()}/messages"
    for message in (
        {"subject": "question", "text": "Bonjour, peut-on venir en fauteuil roulant ?", "email": VISITOR},
        {"subject": "date", "text": "Le site de l’entreprise annonce le mardi, pas le lundi.", "email": VISITOR},
        {"subject": "date", "text": "La visite a lieu l’après-midi."},
    ):
        platform.visitor.send("POST", messages, message)


def watch(platform: Platform) -> None:
    """A visitor requests an alert, confirms it with the link of the letter, and stops it as a mail program does."""
    search = f"edition={platform.edition}&q=forge&kind=company_visit&near=4.8799,45.7719&radius=20000"
    platform.visitor.send("POST", "/alerts", {"email": VISITOR, "search": search})
    letter = platform.mailbox.next(VISITOR, "Confirmez votre alerte")
    page = urlsplit(next(word for word in text_of(letter).split() if "/alertes/" in word)).path
    for body, status in (("action=confirmer", 303), ("List-Unsubscribe=One-Click", 200)):
        answer = requests.post(
            f"{platform.visitor.site}{page}",
            data=body,
            headers=platform.visitor.headers | {"Content-Type": "application/x-www-form-urlencoded"},
            timeout=AT_MOST_S,
            allow_redirects=False,
        )
        assert answer.status_code == status, f"{body}: {answer.status_code}\n{answer.text}"


def consult(platform: Platform) -> None:
    """The referent asks an expert, who answers with the link of the letter."""
    question = {"name": "Louise Caron", "email": VISITOR, "question": "La visite montre-t-elle bien un métier de l’industrie ?"}
    platform.referent.send("POST", f"/labels/events/{platform.submitted()}/opinions", question)
    letter = platform.mailbox.next(VISITOR, "Votre avis est demandé")
    key = urlsplit(next(word for word in text_of(letter).split() if "/avis#" in word)).fragment
    opinion = {"key": key, "verdict": "favourable", "text": "La coulée est au cœur du métier de fondeur."}
    platform.visitor.send("PUT", "/opinions", opinion)


def share(platform: Platform) -> None:
    """Two people work on one file; the second becomes responsible for it."""
    mailbox, owner, colleague = platform.mailbox, platform.organiser, platform.colleague
    file = f"/events/{platform.draft()}"

    def invited(role: str, subject: str = "Invitation à travailler") -> dict[str, str]:
        owner.send("POST", f"{file}/invitations", {"email": COLLEAGUE, "role": role})
        return {"token": mailbox.secret(COLLEAGUE, subject)}

    def leave(person: Client) -> None:
        [editor] = owner.send("GET", f"{file}/co-editors").json()["editors"]
        person.send("DELETE", f"{file}/co-editors/{editor['account']}")

    platform.visitor.send("POST", "/invitations/decline", invited("editor"))
    for person in (owner, colleague):
        colleague.send("POST", "/invitations/accept", invited("submitter"))
        leave(person)
    colleague.send("POST", "/invitations/decline", invited("owner", "Un dossier vous est proposé"))
    colleague.send("POST", "/invitations/accept", invited("owner", "Un dossier vous est proposé"))


def created(person: Client, identifier: str, name: str, address: dict[str, Any]) -> str:
    """Creates an organisation, and returns its path."""
    details = {"name": name, "kind": "company"} | {field: address[field] for field in ("address", "postalCode", "insee")}
    own = person.send("POST", "/organisations", {"identifier": identifier, "details": details}).json()
    return f"/organisations/{own['organisation']['id']}"


# Numbers of invented companies.
FOUNDRY = "91000000100008"
UNION = "91000000200006"


def associate(platform: Platform) -> None:
    """A manager invites a person to an organisation in each role, changes the role, and ends the membership."""
    mailbox, manager, member = platform.mailbox, platform.organiser, platform.colleague
    place = created(manager, FOUNDRY, "Forges de l’Étang", platform.form["place"])

    def invited(role: str) -> dict[str, str]:
        manager.send("POST", f"{place}/invitations", {"email": COLLEAGUE, "role": role})
        return {"token": mailbox.secret(COLLEAGUE, "Invitation à rejoindre")}

    def membership() -> str:
        members = manager.send("GET", f"{place}/members").json()["members"]
        return f"{place}/members/{next(each['account'] for each in members if not each['you'])}"

    platform.visitor.send("POST", "/organisation-invitations/decline", invited("manages"))
    member.send("POST", "/organisation-invitations/accept", invited("files"))
    for role in ("reads", "files", "manages"):
        manager.send("PUT", membership(), {"role": role})
    member.send("DELETE", membership())
    member.send("POST", "/organisation-invitations/accept", invited("reads"))
    manager.send("DELETE", membership())


def represent(platform: Platform) -> None:
    """One organisation files for another until the mandate ends; then the coordination merges their records."""
    manager, other, address = platform.organiser, platform.colleague, platform.form["place"]
    company = created(manager, FOUNDRY, "Forges de l’Étang", address)
    union = created(other, UNION, "Union des forges", address)
    mandate = f"{company}/mandates/{union.rpartition('/')[2]}"

    other.send("POST", f"{union}/mandates", {"identifier": FOUNDRY})
    manager.send("PUT", mandate, {})
    manager.send("DELETE", mandate)
    platform.coordinator.send("POST", f"{union}/merge", {"into": company.rpartition("/")[2]})


def appoint(platform: Platform) -> None:
    """A person is invited to a role, gets it, loses it, and cannot sign in for a while."""
    administrator, role = platform.administrator, {"role": "referent", "territory": "department:69"}
    administrator.send("POST", "/role-invitations", role | {"email": COLLEAGUE})
    offer = {"token": platform.mailbox.secret(COLLEAGUE, "invitation à un rôle")}
    platform.colleague.send("POST", "/role-offers/accept", offer)
    [person] = administrator.send("POST", "/people-search", {"q": COLLEAGUE}).json()["items"]
    place = f"/people/{person['id']}"
    administrator.send("POST", f"{place}/grants", {"role": "referent", "territory": "region:84"})
    for territory in ("department:69", "region:84"):
        administrator.send("DELETE", f"{place}/grants/referent/{territory}")
    administrator.send("POST", f"{place}/disable", {"reason": "Départ du réseau des référents."})
    administrator.send("POST", f"{place}/enable")
    site = platform.visitor.site
    platform.colleague = Client(site, open_session(site, COLLEAGUE, PASSWORD, CLIENT))


def support(platform: Platform) -> None:
    """The coordination opens the space of a partner, and invites its first member."""
    space = platform.coordinator.send("POST", "/partner-spaces", {"partner": "amis_des_forges", "name": "Amis des forges"}).json()
    platform.coordinator.send("POST", f"/partner-spaces/{space['space']['id']}/invitations", {"email": COLLEAGUE})


def rehearse(platform: Platform) -> None:
    """The administrator tries the letters that nobody gets today, with the words of the platform and examples for the rest."""
    trial = f"/administration/editions/{platform.edition}/letters/trial"
    for letter in platform.administrator.send("GET", "/administration/letters").json():
        if letter["kind"].startswith(LATER):
            platform.administrator.send("POST", trial, {"kind": letter["kind"], "language": "fr", "wording": letter["fr"]})


def read_english(platform: Platform) -> None:
    """The organiser reads some letters in English, and goes back to French."""
    for language in ("en", "fr"):
        platform.organiser.send("PATCH", "/account", {"name": "Camille Lefèvre", "language": language})
        if language == "en":
            platform.label(platform.submitted())
            platform.mailbox.next(PERSON, "Event labelled")


def depart(platform: Platform) -> None:
    """The colleague deletes the account, so that the organiser inherits the file; the organiser takes another address."""
    # What is still on its way to an account that is deleted is not sent any more.
    platform.mailbox.wait_for({key for key in WORDS if not key.startswith(("inherited.", *ACCOUNT))})
    platform.colleague.send("DELETE", "/account", {"password": PASSWORD})
    for address in (REFERENT, NEW_ADDRESS):
        platform.organiser.send("POST", "/account/address", {"email": address, "password": PASSWORD})
    token = platform.mailbox.secret(NEW_ADDRESS, "confirmez votre nouvelle adresse")
    platform.visitor.send("POST", "/accounts/address/confirm", {"token": token})
