"""What the browser of another site's visitor may do with the API."""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.django_db
ELSEWHERE = {"Origin": "https://ailleurs.test"}
HEADERS = ("Access-Control-Allow-Origin", "Access-Control-Allow-Credentials")


def test_other_sites_may_read_the_api_without_anybodys_cookie(client):
    response = client.get("/api/v3/termes/odd/", headers=ELSEWHERE)
    assert [response.headers.get(name) for name in HEADERS] == ["*", None]


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_other_sites_may_write_a_cap_and_nothing_else(client, method):
    """What they may send is the secret of a C.A.P., which no browser adds by itself: never a token, never a cookie."""
    asked = {**ELSEWHERE, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": "x-cap"}
    response = client.options("/api/v3/pages/", headers=asked)
    assert method in response["Access-Control-Allow-Methods"].split(", ")
    assert "authorization" not in response["Access-Control-Allow-Headers"]
    assert [response.headers.get(name) for name in HEADERS] == ["*", None]
    written = getattr(client, method.lower())("/api/v3/pages/", headers=ELSEWHERE)
    assert written.status_code in (401, 405, 422)


@pytest.mark.parametrize("path", ["/admin/login/", "/recherche/"])
def test_other_sites_may_not_read_anything_else(client, path):
    assert "Access-Control-Allow-Origin" not in client.get(path, headers=ELSEWHERE)


def test_sites_that_are_not_named_may_send_no_token(client):
    asked = {**ELSEWHERE, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}
    allowed = client.options("/api/v3/pages/", headers=asked)["Access-Control-Allow-Headers"]
    assert "authorization" not in allowed


def test_named_sites_alone_read_and_may_send_a_token():
    names = ("CORS_ALLOWED_ORIGINS", "CORS_ALLOW_ALL_ORIGINS", "CORS_ALLOW_HEADERS")
    code = f"from django.conf import settings; print([getattr(settings, name) for name in {names}])"
    named = {"CORS_ALLOWED_ORIGINS": "https://a.test,https://b.test", "DJANGO_SETTINGS_MODULE": "cms.settings"}
    environment = os.environ | named
    said = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    headers = ("accept", "content-type", "if-none-match", "x-request-id", "x-cap", "authorization")
    assert said.stdout.strip() == str([["https://a.test", "https://b.test"], False, headers])
