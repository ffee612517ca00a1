"""Harvests a catalogue as data.gouv.fr does, and prints as JSON what was taken.

    python harvest_with_udata.py http://127.0.0.1:8080/opendata

The harvester, models and validation are those of udata, the software of data.gouv.fr; only its database is replaced, by one in
memory. Runs in an environment of its own (requirements-udata.txt), for udata registers a plugin with pytest.
"""

import json
import sys
from typing import Any

import mongomock
from udata.app import create_app
from udata.settings import Testing


class Settings(Testing):
    SECRET_KEY = "conformance"
    MONGODB_SETTINGS = {"db": "udata", "host": "mongodb://localhost", "mongo_client_class": mongomock.MongoClient, "tz_aware": True}
    # The server under test is on this machine.
    URLS_ALLOW_LOCAL = True
    URLS_ALLOW_PRIVATE = True
    HARVESTER_BACKENDS = ["dcat"]


# As `GET https://www.data.gouv.fr/api/1/datasets/licenses/` lists them.
LICENCES = [
    {"id": "notspecified", "title": "License Not Specified"},
    {"id": "fr-lo", "title": "Licence Ouverte / Open Licence", "url": "https://www.etalab.gouv.fr/wp-content/uploads/2014/05/Licence_Ouverte.pdf"},
    {
        "id": "lov2",
        "title": "Licence Ouverte / Open Licence version 2.0",
        "url": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
        "alternate_urls": ["https://www.etalab.gouv.fr/wp-content/uploads/2017/04/ETALAB-Licence-Ouverte-v2.0.pdf"],
    },
]


def harvest(url: str) -> Any:
    from udata.core.dataset.models import License
    from udata.core.organization.models import Organization
    from udata.harvest import actions
    from udata.harvest.models import HarvestJob, HarvestSource, HarvestSourceValidation

    for licence in LICENCES:
        License.objects.create(**licence)
    organisation = Organization.objects.create(name="Semaine de l’Industrie", description="Organisatrice")
    accepted = HarvestSourceValidation(state="accepted")
    source = HarvestSource.objects.create(name="Catalogue", url=url, backend="dcat", organization=organisation, validation=accepted)
    actions.run(source)
    return HarvestJob.objects.get(source=source)


def resource(one: Any) -> dict[str, Any]:
    return {
        "title": one.title,
        "url": one.url,
        "format": one.format,
        "mime": one.mime,
        "size": one.filesize,
        "schema": one.schema and one.schema.url,
    }


def dataset(one: Any) -> dict[str, Any]:
    period = one.temporal_coverage
    return {
        "title": one.title,
        "description": one.description,
        "licence": one.license and one.license.id,
        "frequency": one.frequency and one.frequency.value,
        "tags": one.tags,
        "begin": period and str(period.start),
        "end": period and str(period.end),
        "publishers": [contact.name for contact in one.contact_points if contact.role == "publisher"],
        "modified": one.harvest.modified_at.isoformat(),
        "page": one.harvest.remote_url,
        "resources": [resource(file) for file in one.resources],
    }


def dataservice(one: Any) -> dict[str, Any]:
    return {
        "title": one.title,
        "description": one.description,
        "licence": one.license and one.license.id,
        "address": one.base_api_url,
        "documentation": one.machine_documentation_url,
        "datasets": [served.fetch().title for served in one.datasets],
    }


def main(url: str) -> None:
    with create_app("udata.settings.Defaults", Settings).app_context():
        job = harvest(url)
        faults = [*job.errors, *(error for item in job.items for error in item.errors)]
        logs = [entry.message for item in job.items for entry in item.logs if entry.level in {"WARNING", "ERROR"}]
        taken = {
            "status": job.status,
            "errors": [f"{error.message}\n{error.details or ''}" for error in faults] + logs,
            "datasets": {item.remote_id: dataset(item.dataset) for item in job.items if item.dataset},
            "dataservices": {item.remote_id: dataservice(item.dataservice) for item in job.items if item.dataservice},
        }
        json.dump(taken, sys.stdout, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main(sys.argv[1])
