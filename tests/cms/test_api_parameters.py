"""Which parameters each operation takes is read without making the whole documentation."""

from cms.api.parameters import _parameters
from cms.api.routers import api


def test_parameters_that_are_taken_are_those_that_are_documented():
    documented = {
        described["operationId"]: {one["name"] for one in described.get("parameters", ()) if one["in"] == "query"}
        for methods in api.get_openapi_schema()["paths"].values()
        for described in methods.values()
    }
    assert {name: set(known) for name, known in _parameters(api).items()} == documented
