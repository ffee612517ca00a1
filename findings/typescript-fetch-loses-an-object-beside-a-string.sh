#!/usr/bin/env bash
# A client that openapi-generator 7.26.0 makes for TypeScript (typescript-fetch) reads an object as `{}` where the document says
# `oneOf` a string and an object.
#
# Input: a valid OpenAPI 3.1 document with one operation, whose answer is a string or a `File` with the property `name`.
# Seen:  the type is `ModelFile | string`, a name that the file does not import, so that TypeScript 5.9.3 refuses it. What it emits all
#        the same returns `{}` for `{"name": "plan.pdf"}`, without an error; strings arrive whole. With a `description` beside the
#        `$ref`, which OpenAPI 3.1 allows, the type is `any | string`: that compiles, and loses the object alike.
# Right: give the two properties of their own, or read the answer without the generated function (`…Raw().raw.json()`).
#
# Installs the generator, TypeScript's compiler and a Java runtime's jar from PyPI and npm in a temporary folder; needs java, node and
# python3. Fails when the behaviour is another one.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip -q install openapi-generator-cli==7.26.0 >log 2>&1 || { tail log; exit 1; }
npm install --silent --no-audit --no-fund typescript@5.9.3 >log 2>&1 || { tail log; exit 1; }

# document FOLDER [DESCRIPTION]  writes a document whose second alternative has this description.
document() {
  mkdir "$1"
  cat >"$1/openapi.yaml" <<DOCUMENT
openapi: 3.1.0
info: {title: Answers, version: "1"}
paths:
  /answer:
    get:
      operationId: readAnswer
      responses:
        "200":
          description: The answer
          content:
            application/json:
              schema: {\$ref: "#/components/schemas/Answer"}
components:
  schemas:
    Answer:
      oneOf:
        - type: string
        - \$ref: "#/components/schemas/File"
${2:+          description: $2}
    File:
      type: object
      required: [name]
      properties:
        name: {type: string}
DOCUMENT
  venv/bin/openapi-generator-cli generate -g typescript-fetch -i "$1/openapi.yaml" -o "$1/client" >log 2>&1 || { tail log; exit 1; }
}

# compile FOLDER  prints the errors of the compiler, which emits the client in any case.
compile() {
  npx --no-install tsc --target es2022 --module commonjs --lib es2022,dom --outDir "$1/compiled" "$1/client/index.ts" | cut -d: -f2-
}

# read_answer FOLDER JSON  prints the answer that the generated client makes of this one.
read_answer() {
  node -e '
    const { DefaultApi, Configuration } = require(process.argv[1]);
    const fetchApi = async () => new Response(process.argv[2], { headers: { "Content-Type": "application/json" } });
    new DefaultApi(new Configuration({ basePath: "http://localhost", fetchApi })).readAnswer().then((answer) => console.log(JSON.stringify(answer)));
  ' "$work/$1/compiled/index.js" "$2"
}

# type_of FOLDER  prints the type of the answer.
type_of() { sed -n 's/^export type Answer = \(.*\);$/\1/p' "$1/client/models/Answer.ts"; }

# expect NAME EXPECTED SEEN
expect() {
  [ "$2" = "$3" ] && { printf 'as described: %s: %s\n' "$1" "$3"; return; }
  printf 'otherwise: %s\nexpected: %s\nseen: %s\n' "$1" "$2" "$3"
  exit 1
}

document plain
expect "type" "ModelFile | string" "$(type_of plain)"
expect "compiler" " error TS2304: Cannot find name 'ModelFile'." "$(compile plain || true)"
expect "a string" '"oui"' "$(read_answer plain '"oui"')"
expect "an object" '{}' "$(read_answer plain '{"name":"plan.pdf"}')"
document described "A file"
expect "type, with a description beside the reference" "any | string" "$(type_of described)"
expect "compiler" "" "$(compile described)"
expect "an object" '{}' "$(read_answer described '{"name":"plan.pdf"}')"
