#!/usr/bin/env bash
# A client that openapi-generator 7.26.0 makes for Kotlin does not compile where the words of a query parameter include the empty one.
#
# Input: a valid OpenAPI 3.1 document with one operation, whose parameter `f` is one of `json`, `html` and the empty text; and a component
#        with the same words.
# Seen:  the enum of the parameter has an entry without a name, `@Json(name = "") ("")`, which is no Kotlin: the grammar of tree-sitter
#        refuses the whole file. The generator says nothing. The enum of the component has the entry `_("")`, a name that Kotlin reserves.
#        (Its client for Swift says `case empty = ""`.)
# Right: name the words with `x-enum-varnames`.
#
# Installs the generator and the grammar from PyPI in a temporary folder; needs java and python3. Fails when the behaviour is another one.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip -q install openapi-generator-cli==7.26.0 tree-sitter==0.26.1 tree-sitter-kotlin==1.1.0 >log 2>&1 || { tail log; exit 1; }

# generate FOLDER GENERATOR [MEMBER]  makes a client of a document whose parameter has this further member.
generate() {
  cat >"$1.yaml" <<DOCUMENT
openapi: 3.1.0
info: {title: Forms, version: "1"}
paths:
  /form:
    get:
      operationId: getForm
      tags: [forms]
      parameters:
        - {name: f, in: query, schema: {type: string, enum: [json, html, ""]${3:+, $3}}}
        - {name: other, in: query, schema: {\$ref: "#/components/schemas/Form"}}
      responses: {"204": {description: Nothing}}
components:
  schemas:
    Form: {type: string, enum: [json, html, ""]}
DOCUMENT
  venv/bin/openapi-generator-cli generate -g "$2" -i "$1.yaml" -o "$1" >log 2>&1 || { tail log; exit 1; }
}

# entry FOLDER FILE  prints the entry of the empty word, the last one.
entry() { find "$1" -path '*/main/*' -name "$2" -exec grep -hoE '\w* ?\(""\);' {} + | tr -d ' ;'; }

# parses FOLDER  says whether the operations are Kotlin.
parses() {
  venv/bin/python - "$1"/src/main/kotlin/org/openapitools/client/apis/FormsApi.kt <<'SCRIPT'
import sys
from pathlib import Path

import tree_sitter_kotlin
from tree_sitter import Language, Parser

tree = Parser(Language(tree_sitter_kotlin.language())).parse(Path(sys.argv[1]).read_bytes())
print("no" if tree.root_node.has_error else "yes")
SCRIPT
}

# expect NAME EXPECTED SEEN
expect() {
  [ "$2" = "$3" ] && { printf 'as described: %s: %s\n' "$1" "$3"; return; }
  printf 'otherwise: %s\nexpected: %s\nseen: %s\n' "$1" "$2" "$3"
  exit 1
}

generate plain kotlin
expect "entry of the parameter" '("")' "$(entry plain FormsApi.kt)"
expect "the file is Kotlin" no "$(parses plain)"
expect "entry of the component" '_("")' "$(entry plain Form.kt)"
generate named kotlin "x-enum-varnames: [json, html, unset]"
expect "entry with a name" 'unset("")' "$(entry named FormsApi.kt)"
expect "the file is Kotlin" yes "$(parses named)"
