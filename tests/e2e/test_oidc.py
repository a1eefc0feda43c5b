"""A real sign-in by a provider that signs userinfo, in a browser, on a demonstration that knows it; leaving both."""

import os
import re

import pytest
from playwright.sync_api import expect

from tests.acces.oidc.providing import CLIENT, provider_on_loopback
from tests.e2e.clerk import Clerk
from tests.e2e.first_run import Demo, begun
from tests.e2e.looks import faults_in_both_schemes, width_on
from tests.ports import own_port

pytestmark = pytest.mark.e2e
SEED = """
from django.contrib.auth.models import User
User.objects.create(username="noe", first_name="Noé", email="jeanne@exemple.fr", is_superuser=True)
"""


@pytest.fixture(scope="module")
def organised(worker_id, tmp_path_factory):
    """(the site, its provider)."""
    folder = tmp_path_factory.mktemp("organised")
    port = own_port(worker_id, 26_000)
    site = f"http://127.0.0.1:{port}"
    number = own_port(worker_id, 27_000)
    back = f"{site}/admin/connexion/fournisseur/retour/"
    own = CLIENT | {
        "OIDC_ISSUER": f"http://127.0.0.1:{number}",
        "OIDC_DOMAINS": "exemple.fr",
        "OIDC_ACR_VALUES": "eidas2",
    }
    with provider_on_loopback(redirects=[back], log=folder / "provider.log", port=number) as provider:
        var = begun(folder / "demo", port)
        os.environ.update(own)
        try:
            with Demo(var, port) as demo:
                clerk = Clerk(VAR_DIR=str(var))
                clerk(SEED)
                clerk.close()
                assert "Ctrl-C" in demo.said, demo.said
                yield site, provider
        finally:
            for name in own:
                os.environ.pop(name)


def test_agent_comes_by_the_provider_and_leaves_both(browser, organised):
    site, provider = organised
    page = browser.new_context(base_url=site, locale="fr-FR", viewport={"width": 1280, "height": 900}).new_page()
    page.goto("/admin/login/?next=/admin/pages/")
    assert faults_in_both_schemes(page) == []
    assert width_on(page, 320) <= 320
    page.get_by_role("link", name="Entrer par ProConnect").click()
    page.wait_for_url(f"{site}/admin/pages/")
    seen = provider.seen()
    assert (seen["userinfo"], seen["authorization"][0]["acr_values"]) == (["application/jwt; charset=utf-8"], "eidas2")

    page.goto("/admin/connexion/")
    page.get_by_role("button", name="Les fermer toutes, celle-ci comprise").click()
    expect(page.get_by_text("Toutes vos sessions sont fermées.")).to_be_visible()
    page.get_by_role("link", name="Entrer par ProConnect").click()
    page.wait_for_url(f"{site}/admin/")
    # The form in the menu: the policy lets it end at the provider.
    page.evaluate("document.querySelector('form[action=\"/admin/logout/\"]').submit()")
    page.wait_for_url(re.compile(f"{provider.url}/session/end"))
    page.get_by_role("button", name=re.compile("yes", re.IGNORECASE)).click()
    page.wait_for_url(re.compile(f"{site}/admin/login/"))
    page.context.close()


def test_who_is_not_let_in_reads_why_and_may_use_the_password(browser, organised):
    site, provider = organised
    provider.tells(email="inconnue@exemple.fr")
    page = browser.new_context(base_url=site, locale="fr-FR").new_page()
    page.goto("/admin/login/")
    page.get_by_role("link", name="Entrer par ProConnect").click()
    expect(page.get_by_text("aucun compte n’est ouvert ici à l’adresse inconnue@exemple.fr")).to_be_visible()
    expect(page.get_by_label("Mot de passe")).to_be_visible()
    assert faults_in_both_schemes(page) == []
    page.context.close()
