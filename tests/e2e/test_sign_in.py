"""Sign-in in a real browser: a passkey of a virtual authenticator, an application of codes, codes for emergencies."""

import re
from email import message_from_bytes
from email.policy import default

import pytest
from playwright.sync_api import expect

from tests.acces.accounts import shown
from tests.e2e.looks import faults, faults_in_both_schemes, width_on

pytestmark = pytest.mark.e2e
NARROWEST = 320
PASSWORD = "un bon mot de passe"
SEED = """
from django.contrib.auth.models import User
user = User(username=said["name"], first_name="Noé", last_name="Fictif", email="noe@exemple.fr", is_superuser=True)
user.set_password(said["password"])
user.save()
"""


@pytest.fixture
def named(site):
    """The site by the name to which passkeys are bound."""
    return site.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def somebody(clerk, request):
    """An account of this test’s own."""
    name = request.node.name[5:35]
    clerk(SEED, name=name, password=PASSWORD)
    return name


def fresh(browser, url, **options):
    return browser.new_context(
        base_url=url, locale="fr-FR", viewport={"width": 1280, "height": 900}, **options
    ).new_page()


def sign_in(page, name):
    page.goto("/admin/login/")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", PASSWORD)
    page.locator(".login-form button[type=submit]").click()


def authenticator(page):
    """A passkey of Chromium’s own, that says yes by itself. https://chromedevtools.github.io/devtools-protocol/tot/WebAuthn/"""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    return devtools, devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def test_passkey_is_made_asked_for_and_signs_in_without_a_password(browser, named, somebody):
    page = fresh(browser, named)
    devtools, number = authenticator(page)
    sign_in(page, somebody)
    page.wait_for_url(f"{named}/admin/")
    page.goto("/admin/connexion/cle/")
    assert faults_in_both_schemes(page) == []
    page.get_by_role("button", name="Créer une clé d’accès").click()
    expect(page.locator(".odd17-codes li")).to_have_count(10)
    assert len(devtools.send("WebAuthn.getCredentials", {"authenticatorId": number})["credentials"]) == 1
    page.get_by_role("link", name="Je les ai notés").click()
    expect(page.get_by_role("row", name=re.compile("Clé d’accès"))).to_be_visible()
    assert faults_in_both_schemes(page) == []
    assert width_on(page, NARROWEST) <= NARROWEST

    # The second factor after the password, in a session of its own.
    page.context.clear_cookies()
    sign_in(page, somebody)
    page.wait_for_url(re.compile("/admin/connexion/verifier/"))
    assert faults_in_both_schemes(page) == []
    page.get_by_role("button", name="Montrer ma clé d’accès").click()
    page.wait_for_url(f"{named}/admin/")

    # By itself, and back to where one was going.
    page.context.clear_cookies()
    page.goto("/admin/login/?next=/admin/connexion/")
    page.get_by_role("button", name="Entrer par une clé d’accès").click()
    page.wait_for_url(f"{named}/admin/connexion/")
    expect(page.get_by_role("heading", name="Sessions ouvertes")).to_be_visible()
    page.context.close()


def test_refused_passkey_says_so_in_french(browser, named, somebody):
    page = fresh(browser, named)
    devtools, number = authenticator(page)
    page.goto("/admin/login/")
    devtools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": number})
    _, number = authenticator(page)
    page.get_by_role("button", name="Entrer par une clé d’accès").click()
    expect(page.locator("#passkey-verification-status-message")).to_have_text(
        "Vérification annulée, ou refusée par cet appareil."
    )
    page.context.close()


def test_application_works_without_scripts_and_codes_for_emergencies_too(browser, site, somebody):
    page = fresh(browser, site.url, java_script_enabled=False)
    sign_in(page, somebody)
    page.goto("/admin/connexion/application/")
    key = page.locator(".odd17-clef").inner_text()
    page.get_by_label("Code affiché par l’application").fill(shown(key))
    page.get_by_role("button", name="Ajouter cette application").click()
    codes = page.locator(".odd17-codes li").all_inner_texts()
    assert len(codes) == 10

    page.context.clear_cookies()
    sign_in(page, somebody)
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_text("Ce code n’est pas le bon.")).to_be_visible()
    page.wait_for_timeout(1_100)
    page.get_by_label("Code").fill(shown(key, steps=1))
    page.get_by_role("button", name="Continuer").click()
    page.wait_for_url(f"{site.url}/admin/")

    page.context.clear_cookies()
    sign_in(page, somebody)
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Continuer").click()
    page.wait_for_url(f"{site.url}/admin/")
    page.context.close()


def test_axe_finds_nothing_on_the_screens_of_sign_in(browser, site, somebody):
    page = fresh(browser, site.url)
    page.goto("/admin/login/")
    assert faults_in_both_schemes(page) == []
    sign_in(page, somebody)
    for path in ("", "application/", "cle/", "verifier/"):
        page.goto(f"/admin/connexion/{path}")
        assert (path, faults_in_both_schemes(page), width_on(page, NARROWEST) <= NARROWEST) == (path, [], True)
    page.goto("/admin/connexion/cle/")
    expect(page.get_by_role("link", name="cette même page par le nom qui convient")).to_have_attribute(
        "href", f"{site.url.replace('127.0.0.1', 'localhost')}/admin/connexion/cle/"
    )
    assert faults(page) == []
    page.context.close()


def mail_to(site, address):
    """(text, HTML) of the mail to this address; the demonstration writes mails to files, one after the other."""
    texts = [text for file in (site.var / "mail").iterdir() for text in file.read_bytes().split(b"-" * 79)]
    mails = [message_from_bytes(text.lstrip(b"\n"), policy=default) for text in texts]
    (found,) = (one for one in mails if one["To"] == address)
    return found.get_body(("plain",)).get_content(), found.get_body(("html",)).get_content()


def test_who_is_invited_chooses_a_password_and_is_in(browser, site, editor):
    editor.goto("/admin/users/new/")
    assert faults(editor) == []
    for name, value in (("email", "lea@exemple.fr"), ("first_name", "Léa"), ("last_name", "Fictive")):
        editor.fill(f"input[name={name}]", value)
    editor.get_by_role("button", name="Envoyer l’invitation").click()
    expect(editor.get_by_text("Une invitation part à l’adresse lea@exemple.fr.")).to_be_visible()
    text, html = mail_to(site, "lea@exemple.fr")
    link = re.search(rf"{site.url}(/admin/connexion/invitation/\S+)", text)[1]

    page = fresh(browser, site.url, java_script_enabled=False)
    page.goto(link)
    for name in ("new_password1", "new_password2"):
        page.fill(f"input[name={name}]", PASSWORD)
    page.get_by_role("button", name="Ouvrir mon compte").click()
    page.wait_for_url(f"{site.url}/")
    page.goto(link)
    expect(page.get_by_text("Cette invitation a déjà servi")).to_be_visible()
    page.context.close()

    page = fresh(browser, site.url)
    page.goto(link)
    assert faults_in_both_schemes(page) == []
    assert width_on(page, NARROWEST) <= NARROWEST
    page.goto("about:blank")
    page.set_content(html)
    landmarks = {rule: {"enabled": False} for rule in ("region", "landmark-one-main")}
    assert faults(page, rules=landmarks) == []
    assert width_on(page, NARROWEST) <= NARROWEST
    page.context.close()


def test_what_protects_an_account_asks_again(browser, site, somebody, clerk):
    page = fresh(browser, site.url)
    sign_in(page, somebody)
    page.wait_for_url(f"{site.url}/admin/")
    clerk(
        """
from acces.models import Session
for row in Session.objects.filter(compte__username=said["name"]):
    store = Session.get_session_store_class()(row.session_key)
    store["acces.prouve_le"] = 0
    store.save()
""",
        name=somebody,
    )
    page.goto("/admin/account/")
    expect(page.get_by_role("heading", name="Confirmez que c’est bien vous")).to_be_visible()
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Continuer").click()
    page.wait_for_url(f"{site.url}/admin/account/")
    page.context.close()
