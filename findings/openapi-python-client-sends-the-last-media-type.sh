#!/usr/bin/env bash
# A client that openapi-python-client 0.29.1 makes sends every body under the last media type of the operation, where two have one class.
#
# Input: a valid OpenAPI 3.1 document whose operations take a JPEG or a PNG file, and an object as `application/json` or as a media type
#        of its own with `+json`. `content_type_overrides` says that pictures are bytes, as the documentation asks.
# Seen:  a JPEG file goes out as `image/png`, whatever the `mime_type` of the `File`; the other way round in the document, a PNG file as
#        `image/jpeg`. The object goes out as `application/vnd.example+json`, which the caller cannot choose either. No warning.
#        (Each operation here has an optional parameter; without one, the module cannot be imported, as is known.)
# Right: set the header in what `_get_kwargs` returns, and send that with `client.get_httpx_client().request(**kwargs)`; or let the client
#        know one media type only, by an override for no other.
#
# Installs the generator from PyPI in a temporary folder; needs python3. Fails when the behaviour is another one.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip -q install openapi-python-client==0.29.1 >log 2>&1 || { tail log; exit 1; }

cat >options.yaml <<'OPTIONS'
post_hooks: []
content_type_overrides: {image/jpeg: application/octet-stream, image/png: application/octet-stream}
OPTIONS

# generate PACKAGE TYPE TYPE  makes the client of a document whose pictures have these types, in this order.
generate() {
  cat >"$1.yaml" <<DOCUMENT
openapi: 3.1.0
info: {title: Pictures, version: "1"}
paths:
  /picture:
    post:
      operationId: addPicture
      tags: [pictures]
      parameters: [{name: title, in: query, schema: {type: string}}]
      requestBody:
        required: true
        content:
          $2: {schema: {type: string, format: binary}}
          $3: {schema: {type: string, format: binary}}
      responses: {"204": {description: Stored}}
  /name:
    post:
      operationId: setName
      tags: [pictures]
      parameters: [{name: language, in: query, schema: {type: string}}]
      requestBody:
        required: true
        content:
          application/json: {schema: {\$ref: "#/components/schemas/Name"}}
          application/vnd.example+json: {schema: {\$ref: "#/components/schemas/Name"}}
      responses: {"204": {description: Stored}}
components:
  schemas:
    Name: {type: object, required: [name], properties: {name: {type: string}}}
DOCUMENT
  venv/bin/openapi-python-client generate --path "$1.yaml" --config options.yaml --output-path "$1" --meta none >log 2>&1 || { cat log; exit 1; }
  ! grep -q WARNING log || { cat log; exit 1; }
}

# sent PACKAGE OPERATION BODY  prints the media type under which the client sends this body.
sent() {
  venv/bin/python - "$@" <<'SCRIPT'
import importlib
import sys
from io import BytesIO

import httpx

package, operation, body = sys.argv[1:]


def answer(request: httpx.Request) -> httpx.Response:
    print(request.headers["Content-Type"])
    return httpx.Response(204)


client = importlib.import_module(package).Client("http://localhost", httpx_args={"transport": httpx.MockTransport(answer)})
if body == "name":
    value = importlib.import_module(f"{package}.models").Name("Visite")
else:
    value = importlib.import_module(f"{package}.types").File(BytesIO(b"..."), file_name="picture", mime_type=body)
importlib.import_module(f"{package}.api.pictures.{operation}").sync_detailed(client=client, body=value)
SCRIPT
}

# expect NAME EXPECTED SEEN
expect() {
  [ "$2" = "$3" ] && { printf 'as described: %s: %s\n' "$1" "$3"; return; }
  printf 'otherwise: %s\nexpected: %s\nseen: %s\n' "$1" "$2" "$3"
  exit 1
}

generate jpeg_first image/jpeg image/png
expect "JPEG of JPEG or PNG" image/png "$(sent jpeg_first add_picture image/jpeg)"
expect "PNG of JPEG or PNG" image/png "$(sent jpeg_first add_picture image/png)"
expect "object" application/vnd.example+json "$(sent jpeg_first set_name name)"
generate png_first image/png image/jpeg
expect "PNG of PNG or JPEG" image/jpeg "$(sent png_first add_picture image/png)"
