"""The collection of calls that front-end developers import."""

import json

from scripts.collection import DOCUMENT, METHODS, collection, text
from scripts.openapi import openapi


def test_collection_is_in_step_with_the_api():
    assert DOCUMENT.read_text(encoding="utf-8") == text(), "run: .venv/bin/python -m scripts.collection"


def test_collection_has_every_operation_once():
    schema = openapi()
    expected = sorted(
        (method.upper(), operation.get("summary") or operation["operationId"])
        for methods in schema["paths"].values()
        for method, operation in methods.items()
        if method in METHODS
    )
    made = collection(schema)
    requests = [item for folder in made["item"] for item in folder["item"]]
    assert sorted((one["request"]["method"], one["name"]) for one in requests) == expected


def test_collection_asks_what_it_shows_and_leaves_the_rest_off():
    schema = {
        "info": {"title": "Titre"},
        "paths": {
            "/api/v3/contenus/{page_id}/": {
                "get": {
                    "operationId": "contenus",
                    "summary": "Lire",
                    "tags": ["contenus"],
                    "parameters": [
                        {"in": "path", "name": "page_id"},
                        {"in": "query", "name": "fields", "schema": {"description": "Champs"}},
                        {"in": "query", "name": "limit", "description": "Combien"},
                    ],
                }
            }
        },
    }
    [folder] = collection(schema)["item"]
    [item] = folder["item"]
    assert json.loads(json.dumps(item)) == {
        "name": "Lire",
        "request": {
            "method": "GET",
            "header": [{"key": "Accept", "value": "application/json"}],
            "description": "",
            "url": {
                "raw": "{{api}}/contenus/:page_id/",
                "host": ["{{api}}"],
                "path": ["contenus", ":page_id", ""],
                "variable": [{"key": "page_id", "value": "1"}],
                "query": [
                    {"key": "fields", "value": "title,chapo", "description": "Champs"},
                    {"key": "limit", "value": "", "description": "Combien", "disabled": True},
                ],
            },
        },
    }
