"""Completes the OpenAPI with what no router declares: the refusals, and where a token is needed or only accepted.

Every operation of the API, Wagtail's or ours, judges tokens, counts calls and refuses parameters, and no router says
so. It is added here to each of them, so that a client made from the OpenAPI knows every answer that it may get.
"""

from collections.abc import Callable, Iterator
from functools import cache
from http import HTTPStatus
from typing import Any

from ninja import NinjaAPI

from cms.api.wagtail_facts import OPERATIONS, OfWagtail
from ground.problems import PROBLEME, TITRES, ProblemeSchema

Description = dict[str, Any]
MODELE = {"$ref": "#/components/schemas/ProblemeSchema"}
EN_TETES = {
    "X-Request-ID": "Le nom de la demande : le vôtre s’il est bien écrit.",
    "RateLimit-Limit": "Demandes permises en une minute.",
    "RateLimit-Remaining": "Demandes qui restent dans cette minute.",
    "RateLimit-Reset": "Secondes jusqu’à la minute suivante.",
}
#: Wagtail’s name for an address that takes a token and needs none; OpenAPI’s word for « nothing needed » is `{}`.
OUVERT = "AllowAnonymous"
OUVERTE: Description = {}
#: What any operation may answer: 400 where a request cannot be read at all, before anybody asks what it is for.
PARTOUT = (400, 401, 403, 422, 429)


def register_contract(api: NinjaAPI) -> None:
    """Complete the OpenAPI, and make it once for each address of the API: it takes more than a second."""
    plain: Callable[..., Description] = api.get_openapi_schema

    @cache
    def made(path_prefix: str) -> Description:
        return completed(plain(path_prefix=path_prefix))

    def complete(*, path_prefix: str | None = None, path_params: dict[str, Any] | None = None) -> Description:
        return made(api.get_root_path(path_params or {}) if path_prefix is None else path_prefix)

    api.get_openapi_schema = complete  # type: ignore[method-assign,assignment]  # Ninja has no other place for it


def completed(schema: Description) -> Description:
    """The OpenAPI with the refusals of each operation, in their own media type. Changes and returns `schema`."""
    shape = ProblemeSchema.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
    schema["components"]["schemas"] |= shape.pop("$defs")
    schema["components"]["schemas"]["ProblemeSchema"] = shape
    schema["paths"] = {path: found for path, found in schema["paths"].items() if not is_dead(found)}
    for path, operations in schema["paths"].items():
        for described in operations.values():
            answers = described["responses"]
            facts = OPERATIONS.get(described["operationId"])
            if facts and facts.leads:
                answers[302] = {"description": "L’adresse de ce qui est trouvé"}
            declared = (one for one in answers if int(one) >= 400)
            for status in sorted({*PARTOUT, *_refusals(path, described, facts), *declared}):
                answers[status] = _refusal(int(status))
            described["responses"] = {str(status): answers[status] for status in sorted(answers, key=int)}
            described["security"] = [{} if OUVERT in one else one for one in described.get("security", [OUVERTE])]
    schema["components"].get("securitySchemes", {}).pop(OUVERT, None)
    return schema


def is_dead(operations: Description) -> bool:
    """Whether a part of the address has no valid value: Wagtail declares its snippets even where none is open."""
    asked = [one for described in operations.values() for one in described["parameters"]]
    return any(one["schema"].get("const") == "" for one in asked if one["in"] == "path")


def _refusals(path: str, described: Description, facts: OfWagtail | None) -> Iterator[int]:
    """The refusals that follow from how an operation is asked."""
    if "requestBody" in described:
        yield from (404, 413)
    if "{" in path or (facts and facts.names):
        yield 404


def _refusal(status: int) -> Description:
    phrase = TITRES.get(status) or HTTPStatus(status).phrase
    headers = {name: {"description": told, "schema": {"type": "string"}} for name, told in EN_TETES.items()}
    return {"description": phrase, "headers": headers, "content": {PROBLEME: {"schema": MODELE}}}
