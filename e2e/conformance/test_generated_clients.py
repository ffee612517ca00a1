"""Generates clients of the OpenAPI document for Python, Kotlin and Swift. That for Python is type-checked and runs an app; the sources of
the others are parsed, for no compiler is at hand."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy
import pytest
from conftest import AT_MOST_S, ORGANISER, PASSWORD, Get, copy_database, serving

# Made by scripts/setup-conformance.sh inside the environment of the tests.
CLIENTS = Path(sys.prefix) / "clients"
APP = Path(__file__).with_name("python")
PARSER = Path(__file__).with_name("parse_sources.py")
# Names that a generator invents for a schema without one, or for a second one of the same name.
INVENTED = r"Inline|OneOf|AnyOf|AllOf|Inner|Response\d|Request\d|Type\d|\d$|^Model[A-Z]"
# What the generator says of any document of OpenAPI 3.1, and of a body that may be `null`.
USUAL = ("OpenAPI 3.1 support is still in beta", "Failed to get the schema name: null")
METHODS = {"get", "put", "post", "delete", "patch"}

IMPORT_ALL = """
import importlib, json, pkgutil
from semaine_client import api, models

found = pkgutil.walk_packages(api.__path__, "semaine_client.api.")
modules = [importlib.import_module(it.name) for it in found if not it.ispkg]
print(json.dumps({"operations": [it.__name__.rsplit(".")[-1] for it in modules if hasattr(it, "sync_detailed")], "models": models.__all__}))
"""


def run(command: list[object], folder: Path, errors: int = subprocess.PIPE) -> str:
    """Standard output of a command that succeeds, with the errors if they are `STDOUT`."""
    words, environment = list(map(str, command)), os.environ | {"NO_COLOR": "1"}
    done = subprocess.run(words, cwd=folder, stdout=subprocess.PIPE, stderr=errors, text=True, timeout=AT_MOST_S, env=environment, check=False)
    assert done.returncode == 0, done.stdout[-10_000:] + (done.stderr or "")[-10_000:]
    return done.stdout


@pytest.fixture(scope="module")
def document(get: Get, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("document") / "openapi.json"
    file.write_bytes(get("/api/openapi.json").content)
    return file


def operations(document: Path) -> Iterator[dict[str, Any]]:
    for path in json.loads(document.read_text())["paths"].values():
        yield from (operation for method, operation in path.items() if method in METHODS)


def is_file(contents: dict[str, Any]) -> bool:
    return any(content.get("schema", {}).get("format") == "binary" for content in contents.values())


def uploads(document: Path) -> list[str]:
    return [it["operationId"] for it in operations(document) if is_file(it.get("requestBody", {}).get("content", {}))]


def downloads(document: Path) -> list[str]:
    return [it["operationId"] for it in operations(document) if is_file(it["responses"].get("200", {}).get("content", {}))]


@dataclass
class PythonClient:
    folder: Path
    # What the generator printed.
    said: str


@pytest.fixture(scope="module")
def python_client(document: Path, tmp_path_factory: pytest.TempPathFactory) -> PythonClient:
    """A folder with the generated client and the app on it."""
    folder = tmp_path_factory.mktemp("python")
    shutil.copy(APP / "smoke.py", folder)
    options = ["--path", document, "--config", APP / "openapi-python-client.yaml", "--output-path", "semaine_client", "--meta", "none"]
    said = run([CLIENTS / "bin/openapi-python-client", "generate", *options], folder, subprocess.STDOUT)
    return PythonClient(folder, said)


@pytest.fixture(scope="module")
def told(python_client: PythonClient, database: Path, tmp_path_factory: pytest.TempPathFactory, get: Get) -> dict[str, Any]:
    """What the app says of a server with a database of its own, to which it uploads a picture."""
    folder = tmp_path_factory.mktemp("smoke")
    picture = folder / "picture.png"
    assert cv2.imwrite(str(picture), numpy.full((400, 600, 3), 90, numpy.uint8))
    edition = next(it["slug"] for it in get("/api/v1/editions").json() if it["status"] == "open")
    with serving(copy_database(database, folder)) as site:
        command = [CLIENTS / "bin/python", "smoke.py", site, ORGANISER, PASSWORD, edition, picture]
        return json.loads(run(command, python_client.folder))


def test_python_has_every_operation_under_its_name(python_client: PythonClient, document: Path) -> None:
    found = json.loads(run([CLIENTS / "bin/python", "-c", IMPORT_ALL], python_client.folder))

    assert "will not be generated" not in python_client.said, python_client.said
    assert sorted(found["operations"]) == sorted(it["operationId"] for it in operations(document))
    assert [name for name in found["models"] if re.search(INVENTED, name)] == []


def test_python_uploads_files_as_they_are(python_client: PythonClient, document: Path) -> None:
    modules = {file.stem: file.read_text() for file in (python_client.folder / "semaine_client/api").rglob("*.py")}

    assert len(uploads(document)) > 5
    for name in uploads(document):
        assert re.search(r"body: +File\b", modules[name]) and '_kwargs["content"] = body.payload' in modules[name], name


def test_an_app_in_python_has_types(python_client: PythonClient) -> None:
    run([CLIENTS / "bin/mypy", "--strict", "smoke.py"], python_client.folder)


def test_an_app_in_python_reads_and_writes(told: dict[str, Any], get: Get) -> None:
    read = told["read"]
    page = get("/api/v1/catalogue/events", params={"region": "84", "limit": "5", "count": "true"}).json()
    assert read["total"] == page["total"] > 0
    assert [line.split(" (")[0] for line in read["lines"]] == [event["title"].split(" (")[0] for event in page["items"]]
    assert (read["event"]["id"], read["event"]["title"]) == (page["items"][0]["id"], page["items"][0]["title"])
    assert read["refused"] == "Vérifiez la recherche."
    assert read["missing"].startswith("404: ")
    assert read["pdf"]["begins"] == "%PDF-" and read["pdf"]["bytes"] > 1_000
    assert told["written"] == {"width": 600, "height": 400, "jpeg": True}


def test_an_app_in_python_survives_the_words_of_tomorrow(told: dict[str, Any]) -> None:
    later = told["later"]

    assert len(later["lines"]) == 1 and later["lines"][0]
    assert later["refused"].startswith("400: ")
    assert later["status"] == "in_orbit"
    assert later["answers"] == ["colour"]


@dataclass
class Language:
    generator: str
    # Name of the grammar.
    grammar: str
    # Where the operations and the models are.
    operations: str
    models: str
    # A function by its name, with its parameters and the type that it returns.
    function: str
    # Type of a file.
    file: str


KOTLIN = Language("kotlin", "kotlin", "apis/*.kt", "models/*.kt", r"    fun (\w+)\((.*)\) : ([\w.<>?]+)", "java.io.File")
SWIFT = Language("swift6", "swift", "APIs/*.swift", "Models/*.swift", r"open class func (\w+)\((.*)\) async throws\(\w+\)(?: -> (.+))? \{", "URL")


@dataclass
class Sources:
    language: Language
    folder: Path
    # What the generator printed.
    said: str

    def functions(self) -> dict[str, tuple[str, str]]:
        """Parameters and result of each operation."""
        files = (file.read_text() for file in self.folder.rglob(self.language.operations))
        return {name: (parameters, result) for file in files for name, parameters, result in re.findall(self.language.function, file)}


@pytest.fixture(scope="module", params=[KOTLIN, SWIFT], ids=lambda language: language.grammar)
def sources(request: pytest.FixtureRequest, document: Path, tmp_path_factory: pytest.TempPathFactory) -> Sources:
    """The sources that openapi-generator makes; the options only leave out pages about them, and empty tests."""
    if shutil.which("java") is None:
        pytest.skip("openapi-generator needs Java; apt install default-jdk-headless")
    language: Language = request.param
    folder = tmp_path_factory.mktemp(language.grammar)
    (jar,) = CLIENTS.glob("lib/python*/site-packages/openapi_generator_cli/openapi-generator.jar")
    java = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", jar]
    parts = "apis,models,supportingFiles,apiDocs=false,modelDocs=false,apiTests=false,modelTests=false"
    options = ["-g", language.generator, "-i", document, "-o", "client", "--global-property", parts]
    return Sources(language, folder, run([*java, "generate", *options], folder, subprocess.STDOUT))


def camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda letter: letter[1].upper(), name)


def test_the_generator_has_nothing_to_say(sources: Sources) -> None:
    lines = [line for line in sources.said.splitlines() if re.search(r" (WARN|ERROR) |Inline schema created", line)]

    assert [line for line in lines if not any(usual in line for usual in USUAL)] == []


def test_models_have_the_names_of_the_document(sources: Sources, document: Path) -> None:
    schemas = json.loads(document.read_text())["components"]["schemas"]
    models = {file.stem for file in sources.folder.rglob(sources.language.models)}

    assert len(models) > 300 and models <= set(schemas)
    assert [name for name in models if re.search(INVENTED, name)] == []


def test_every_operation_is_there_and_takes_and_gives_files(sources: Sources, document: Path) -> None:
    functions = sources.functions()

    assert {camel(it["operationId"]) for it in operations(document)} <= set(functions)
    for name in map(camel, uploads(document)):
        assert f"body: {sources.language.file}" in functions[name][0], (name, functions[name])
    for name in map(camel, downloads(document)):
        assert functions[name][1].rstrip("?") == sources.language.file, (name, functions[name])


def test_sources_parse_and_name_only_types_that_there_are(sources: Sources) -> None:
    found = json.loads(run([CLIENTS / "bin/python", PARSER, sources.language.grammar, sources.folder], sources.folder))

    assert found == {"broken": [], "unknown": []}


def test_words_of_answers_are_texts(sources: Sources, document: Path) -> None:
    """An unknown word is read as any other: what an answer has is no enum."""
    schemas = json.loads(document.read_text())["components"]["schemas"]
    closed = {name for name, schema in schemas.items() if "enum" in schema}
    enums = {file.stem for file in sources.folder.rglob(sources.language.models) if re.search(r"^(public )?enum ", file.read_text(), re.M)}

    assert enums <= closed
    code = next(sources.folder.rglob(f"Problem.{'kt' if sources.language is KOTLIN else 'swift'}")).read_text()
    assert re.search(r"va[lr] code: (kotlin\.)?String\b", code), code
