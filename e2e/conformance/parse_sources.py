"""Parses the operations and models of a generated client, and prints as JSON which do not parse, and which types nothing declares.

    python parse_sources.py kotlin|swift FOLDER

The grammars are those of tree-sitter. Runs in an environment of its own (requirements-clients.txt). No compiler: a call of a function that
does not exist is not found.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import tree_sitter_kotlin
import tree_sitter_swift
from tree_sitter import Language, Node, Parser

GRAMMARS = {"kotlin": tree_sitter_kotlin, "swift": tree_sitter_swift}
# Nodes that declare a type, and those that name one.
DECLARATIONS = {"class_declaration", "object_declaration", "type_alias", "protocol_declaration", "typealias_declaration", "type_parameter"}
# Types and attributes that the languages and Foundation bring.
BUILT_IN = {
    *("JvmStatic", "Map", "MutableMap", "String", "Suppress", "Throws", "Unit"),
    *("Bool", "CaseIterable", "Codable", "CodingKey", "Date", "Double", "Encoder", "Hashable", "Identifiable", "Int", "Int64", "Sendable"),
    *("URL", "UUID", "Void"),
}


def nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from nodes(child)


def text(node: Node) -> str:
    return (node.text or b"").decode()


def read(language: str, folder: Path) -> dict[str, list[str]]:
    parser = Parser(Language(GRAMMARS[language].language()))
    broken, declared, named = [], set(), {}
    for file in sorted(folder.rglob("*.kt" if language == "kotlin" else "*.swift")):
        root = parser.parse(file.read_bytes()).root_node
        # The rest is the generator's own, the same for every document.
        is_ours = file.parent.name.lower() in {"apis", "models"}
        if is_ours and root.has_error:
            broken.append(file.name)
        for node in nodes(root):
            if node.type in DECLARATIONS:
                declared |= {text(child) for child in node.children if child.type in {"identifier", "type_identifier"}}
            elif node.type == "import":
                declared.add(text(node).split(".")[-1].split()[-1])
            elif is_ours and node.type == "user_type" and "." not in text(node).split("<")[0]:
                named.setdefault(text(node).split("<")[0], file.name)
    return {"broken": broken, "unknown": sorted(f"{name} in {file}" for name, file in named.items() if name not in declared | BUILT_IN)}


if __name__ == "__main__":
    print(json.dumps(read(sys.argv[1], Path(sys.argv[2]))))
