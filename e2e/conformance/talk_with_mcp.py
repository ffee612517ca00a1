"""Speaks with a server of the Model Context Protocol as an assistant does, and prints as JSON what came of it.

    python talk_with_mcp.py http://127.0.0.1:8080/mcp auto|legacy

The client is that of the makers of the protocol: `auto` is the revision without a handshake, `legacy` the last one with it. Runs in an
environment of its own (requirements-mcp.txt).
"""

import asyncio
import json
import sys
from typing import Any

from jsonschema import Draft202012Validator
from mcp import Client, MCPError

CALLS: dict[str, dict[str, Any]] = {
    "list_editions": {},
    "list_public_events": {"edition": "2018", "region": "84", "limit": 2, "count": True},
    "get_facets": {"edition": "2018", "facet": "kind"},
    "search_communes": {"q": "Saint-Étienne", "limit": 1},
    "get_edition": {"edition": "1789"},
}


async def talk(address: str, mode: str) -> dict[str, Any]:
    told: dict[str, Any] = {"answers": {}}
    async with Client(address, mode=mode) as client:
        told["version"] = client.protocol_version
        told["server"] = client.server_info.name if client.server_info else None
        tools = (await client.list_tools()).tools
        told["tools"] = {tool.name: bool(tool.description and tool.annotations and tool.annotations.read_only_hint) for tool in tools}
        for tool in tools:
            Draft202012Validator.check_schema(tool.input_schema)
        schemas = {tool.name: tool.input_schema for tool in tools}
        for name, arguments in CALLS.items():
            Draft202012Validator(schemas[name]).validate(arguments)
            result = await client.call_tool(name, arguments)
            told["answers"][name] = {"error": result.is_error, "body": json.loads(result.content[0].text)}
        try:
            await client.call_tool("grant_label", {})
        except MCPError as refusal:
            told["unknown"] = refusal.error.code
    return told


if __name__ == "__main__":
    print(json.dumps(asyncio.run(talk(*sys.argv[1:]))))
