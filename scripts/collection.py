"""`python -m scripts.collection`: the calls of the API as a collection for Postman, Bruno, Insomnia and others.

Made from the OpenAPI, in the format « Postman Collection v2.1 », which they all import. A test keeps the file in step.
"""

import json
import re
import sys
from collections.abc import Mapping
from typing import Any

from scripts.demo.places import ROOT
from scripts.openapi import openapi

DOCUMENT = ROOT / "docs" / "exemples" / "odd17.postman_collection.json"
FORMAT = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
METHODS = ("get", "post", "put", "patch", "delete")
PREFIX = "/api/v3"
#: What a call shows at first, by the name of its parameter; the others are there, switched off.
EXAMPLES: Mapping[str, str] = {
    "q": "mobilité",
    "fields": "title,chapo",
    "chemin": "/agir/",
    "html_path": "/agir/",
    "referentiel": "domaines",
    "liste": "domaines",
    "slug": "mobilite",
}
SHOWN = {"recherche": ("q",), "contenus": ("fields",), "contenus_trouver": ("chemin",), "pages_find": ("html_path",)}


def collection(schema: Mapping[str, Any]) -> dict[str, Any]:
    """One folder per tag, one request per operation, in the order of the OpenAPI."""
    folders: dict[str, list[dict[str, Any]]] = {}
    for path, methods in schema["paths"].items():
        for method in METHODS:
            if operation := methods.get(method):
                tag = (operation.get("tags") or ["autres"])[0]
                folders.setdefault(tag, []).append(_request(path, method, operation))
    return {
        "info": {
            "name": schema["info"]["title"],
            "description": schema["info"].get("description", ""),
            "schema": FORMAT,
        },
        "variable": [
            {"key": "api", "value": f"http://127.0.0.1:8000{PREFIX}"},
            {"key": "jeton", "value": ""},
        ],
        "item": [{"name": tag, "item": requests} for tag, requests in sorted(folders.items())],
    }


def _request(path: str, method: str, operation: Mapping[str, Any]) -> dict[str, Any]:
    steps = [re.sub(r"^\{(\w+)\}$", r":\1", step) for step in path.removeprefix(PREFIX).strip("/").split("/")]
    if path.endswith("/"):
        steps.append("")
    parameters = operation.get("parameters", ())
    query = [_parameter(one, operation) for one in parameters if one["in"] == "query"]
    places = [
        {"key": one["name"], "value": EXAMPLES.get(one["name"], "1")} for one in parameters if one["in"] == "path"
    ]
    headers = [{"key": "Accept", "value": "application/json"}]
    request: dict[str, Any] = {
        "method": method.upper(),
        "header": headers,
        "description": operation.get("description", ""),
        "url": {"raw": "{{api}}/" + "/".join(steps), "host": ["{{api}}"], "path": steps},
    }
    if query:
        request["url"]["query"] = query
    if places:
        request["url"]["variable"] = places
    if method != "get":
        headers.append({"key": "Authorization", "value": "Bearer {{jeton}}"})
    if "requestBody" in operation and method != "get":
        headers.append({"key": "Content-Type", "value": "application/json"})
        request["body"] = {"mode": "raw", "raw": "{}"}
    return {"name": operation.get("summary") or operation["operationId"], "request": request}


def _parameter(one: Mapping[str, Any], operation: Mapping[str, Any]) -> dict[str, Any]:
    name = one["name"]
    shown = name in SHOWN.get(str(operation.get("operationId")), ())
    said = one.get("description") or one.get("schema", {}).get("description", "")
    told = {"key": name, "value": EXAMPLES.get(name, "") if shown else "", "description": said}
    return told if shown else {**told, "disabled": True}


def text() -> str:
    """The file's content."""
    return json.dumps(collection(openapi()), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(text(), encoding="utf-8")
    sys.stdout.write(f"{DOCUMENT.relative_to(ROOT)} is in step with the API.\n")
