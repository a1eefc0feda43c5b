"""What the browser of another site's visitor may do with the API."""

import pytest

pytestmark = pytest.mark.django_db
ELSEWHERE = {"Origin": "https://ailleurs.test"}
HEADERS = ("Access-Control-Allow-Origin", "Access-Control-Allow-Credentials")


def test_other_sites_may_read_the_api_without_anybodys_cookie(client):
    response = client.get("/api/v3/termes/odd/", headers=ELSEWHERE)
    assert [response.headers.get(name) for name in HEADERS] == ["*", None]


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_other_sites_may_not_write(client, method):
    asked = {**ELSEWHERE, "Access-Control-Request-Method": method}
    response = client.options("/api/v3/pages/", headers=asked)
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("path", ["/admin/login/", "/recherche/"])
def test_other_sites_may_not_read_anything_else(client, path):
    assert "Access-Control-Allow-Origin" not in client.get(path, headers=ELSEWHERE)
