"""Sign-in by a provider, against a real one: who is let in, and everybody who is not."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.core.cache import cache
from django.test import Client
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from acces.oidc.backend import AGAIN
from tests.acces.accounts import PASSWORD, account, sign_in, with_application
from tests.acces.oidc.providing import CLIENT, provider_on_loopback
from tests.factories import pages

pytestmark = pytest.mark.django_db
LEAVE = "/admin/connexion/fournisseur/"
BACK = f"http://testserver{LEAVE}retour/"
TRUTH = {
    "email": "jeanne@exemple.fr",
    "email_verified": True,
    "acr": None,
    "refuses": False,
}


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    log = tmp_path_factory.mktemp("oidc") / "provider.log"
    with provider_on_loopback(redirects=[BACK], log=log) as provider:
        yield provider


def use(settings, url):
    settings.OIDC_ISSUER = url
    settings.OIDC_NAME = "ProConnect"
    settings.OIDC_RP_CLIENT_ID = CLIENT["OIDC_CLIENT_ID"]
    settings.OIDC_RP_CLIENT_SECRET = CLIENT["OIDC_CLIENT_SECRET"]
    settings.OIDC_DOMAINS = ["exemple.fr"]
    settings.AUTHENTICATION_BACKENDS = [*settings.AUTHENTICATION_BACKENDS, "acces.oidc.backend.SignedBackend"]


@pytest.fixture
def provider(running, settings):
    use(settings, running.url)
    running.tells(**TRUTH)
    cache.clear()
    pages.arbre()
    yield running
    cache.clear()


def at_the_provider(address):
    """Follow a browser’s way there; the address at which it comes back."""
    browser = requests.Session()
    while not address.startswith("http://testserver/"):
        answer = browser.get(address, allow_redirects=False, timeout=60)
        assert answer.status_code in (302, 303), answer.text
        address = requests.compat.urljoin(address, answer.headers["Location"])
    return address


def come_back(client, query=""):
    """Go there and come back; the answer to that."""
    return client.get(at_the_provider(client.get(f"{LEAVE}{query}")["Location"]))


def said(client, answer):
    """The sentence, on the page to which somebody who was not let in is led."""
    page = client.get(answer["Location"])
    return [str(one) for one in page.context["messages"]]


def is_in(client):
    return client.get("/admin/").status_code == 200


def test_account_is_found_by_its_verified_mail_in_a_signed_userinfo(client, provider):
    user = account(is_superuser=True, email="Jeanne@Exemple.fr")
    before = len(provider.seen()["userinfo"])
    done = come_back(client, "?next=/admin/pages/")
    assert (done.status_code, done["Location"]) == (302, "/admin/pages/")
    assert client.session["_auth_user_id"] == str(user.pk)
    # Without `features.jwtUserinfo` it would be JSON, and this would prove nothing.
    assert provider.seen()["userinfo"][before:] == ["application/jwt; charset=utf-8"]
    assert is_in(client)


def test_what_is_asked_of_the_provider(client, provider, settings):
    settings.OIDC_ACR_VALUES = ["eidas2", "eidas3"]
    asked = parse_qs(urlsplit(client.get(LEAVE)["Location"]).query)
    assert (asked["acr_values"], asked["scope"], asked["redirect_uri"], asked["code_challenge_method"]) == (
        ["eidas2 eidas3"],
        ["openid email"],
        [BACK],
        ["S256"],
    )
    assert {"state", "nonce", "code_challenge"} <= set(asked)


def test_sign_in_gives_no_right_and_makes_no_account(client, provider, django_user_model):
    user = account(is_superuser=False)
    come_back(client)
    user.refresh_from_db()
    assert (user.is_superuser, user.is_staff, user.groups.count(), user.user_permissions.count()) == (
        False,
        False,
        0,
        0,
    )
    provider.tells(email="inconnue@exemple.fr")
    come_back(Client())
    assert django_user_model.objects.count() == 1


REFUSALS = {
    "nobody has this mail": (
        {"email": "inconnue@exemple.fr"},
        "ProConnect vous a reconnu, mais aucun compte n’est ouvert ici à l’adresse inconnue@exemple.fr. "
        "Demandez une invitation.",
    ),
    "another domain": (
        {"email": "jeanne@exemple.fr.example"},
        "ProConnect a donné l’adresse jeanne@exemple.fr.example, qui n’est pas d’une organisation admise ici.",
    ),
    "not verified": (
        {"email_verified": False},
        "ProConnect n’a pas donné d’adresse vérifiée. Vérifiez-la chez votre organisation, puis recommencez.",
    ),
    "verified as a word": (
        {"email_verified": "true"},
        "ProConnect n’a pas donné d’adresse vérifiée. Vérifiez-la chez votre organisation, puis recommencez.",
    ),
    "no mail": (
        {"email": ""},
        "ProConnect n’a pas donné d’adresse vérifiée. Vérifiez-la chez votre organisation, puis recommencez.",
    ),
    "given up there": (
        {"refuses": True},
        "ProConnect n’a connecté personne\u00a0: la demande a été abandonnée ou refusée là-bas.",
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_who_is_refused_reads_why_and_is_not_in(client, provider, case):
    account()
    told, sentence = REFUSALS[case]
    provider.tells(**told)
    assert said(client, come_back(client)) == [sentence]
    assert not is_in(client)


def test_two_accounts_of_one_mail_let_nobody_in(client, provider):
    account()
    account("paul", email="jeanne@exemple.fr")
    assert said(client, come_back(client))[0].startswith("Plusieurs comptes ont l’adresse")
    assert not is_in(client)


def test_closed_account_is_nobodys(client, provider):
    account(is_active=False)
    assert "aucun compte n’est ouvert" in said(client, come_back(client))[0]


def test_way_that_is_too_weak_is_refused_even_if_the_provider_took_it(client, provider, settings):
    account()
    settings.OIDC_ACR_VALUES = ["eidas2"]
    provider.tells(acr="eidas1")
    assert "pas de la manière que ce site demande" in said(client, come_back(client))[0]
    provider.tells(acr="eidas2")
    assert come_back(client)["Location"] == "/admin/"


def test_replayed_state_is_refused(client, provider):
    account()
    address = at_the_provider(client.get(LEAVE)["Location"])
    other = Client()
    assert said(other, other.get(address)) == ["Cette connexion a déjà servi ou a expiré. Recommencez."]
    assert client.get(address)["Location"] == "/admin/"
    client.post("/admin/logout/")
    assert said(client, client.get(address))[-1] == "Cette connexion a déjà servi ou a expiré. Recommencez."
    assert not is_in(client)


def test_code_of_another_sign_in_is_refused(client, provider):
    account()
    first, second = (at_the_provider(client.get(LEAVE)["Location"]) for _ in range(2))
    code = parse_qs(urlsplit(first).query)["code"][0]
    state = parse_qs(urlsplit(second).query)["state"][0]
    answer = client.get(f"{BACK}?code={code}&state={state}")
    assert len(said(client, answer)) == 1
    assert not is_in(client)


def test_userinfo_of_another_person_than_the_token_is_refused(client, provider, monkeypatch):
    account()
    kept = OIDCAuthenticationBackend.get_userinfo
    monkeypatch.setattr(OIDCAuthenticationBackend, "get_userinfo", lambda *a: {**kept(*a), "sub": "autre"})
    assert "n’est pas pour ce site" in said(client, come_back(client))[0]
    assert not is_in(client)


def test_token_for_another_site_is_refused(client, provider, monkeypatch):
    account()
    address = at_the_provider(client.get(LEAVE)["Location"])
    kept = OIDCAuthenticationBackend.verify_token
    monkeypatch.setattr(
        OIDCAuthenticationBackend, "verify_token", lambda *a, **k: {**kept(*a, **k), "aud": ["odd17", "autre-site"]}
    )
    assert "n’est pas pour ce site" in said(client, client.get(address))[0]


def test_expired_token_is_refused(client, provider, time_machine):
    account()
    address = at_the_provider(client.get(LEAVE)["Location"])
    time_machine.move_to(datetime.now(UTC) + timedelta(hours=2))
    assert said(client, client.get(address)) == ["La réponse de ProConnect a expiré. Recommencez."]
    assert not is_in(client)


@pytest.mark.parametrize("link", ["?error=access_denied&state=x", "?code=x", ""])
def test_links_to_the_way_back_sign_nobody_out(client, provider, link):
    account()
    sign_in(client)
    client.get(f"{LEAVE}retour/{link}")
    assert is_in(client)


def test_provider_that_is_down_leaves_the_password(client, settings):
    pages.arbre()
    use(settings, "http://127.0.0.1:9")
    cache.clear()
    account()
    sentence = (
        "ProConnect ne répond pas pour le moment. "
        "Réessayez plus tard, ou entrez par votre mot de passe si vous en avez un."
    )
    assert said(client, client.get(LEAVE)) == [sentence]
    assert sign_in(client, password=PASSWORD)["Location"] == "/admin/"
    assert is_in(client)
    assert client.post("/admin/logout/")["Location"] == "/admin/login/"


def test_provider_that_goes_down_on_the_way_lets_nobody_in(client, settings, tmp_path):
    pages.arbre()
    account()
    with provider_on_loopback(redirects=[BACK], log=tmp_path / "log") as provider:
        use(settings, provider.url)
        cache.clear()
        address = at_the_provider(client.get(LEAVE)["Location"])
    assert said(client, client.get(address))[0].startswith("ProConnect ne répond pas")
    assert not is_in(client)


def test_login_page_offers_it_only_where_it_is_set(client, provider, settings):
    assert "ProConnect" in client.get("/admin/login/?next=/admin/pages/").content.decode()
    settings.OIDC_ISSUER = ""
    assert "ProConnect" not in client.get("/admin/login/").content.decode()


def test_without_a_provider_its_addresses_lead_to_the_login(client, settings):
    pages.arbre()
    assert client.get(LEAVE)["Location"] == client.get(f"{LEAVE}retour/?code=1&state=2")["Location"] == "/admin/login/"


def test_who_came_by_the_provider_leaves_it_too(client, provider):
    account()
    come_back(client)
    token = client.session["oidc_id_token"]
    left = urlsplit(client.post("/admin/logout/")["Location"])
    asked = parse_qs(left.query)
    assert f"{left.scheme}://{left.netloc}" == provider.url
    assert (asked["id_token_hint"], asked["post_logout_redirect_uri"]) == ([token], ["http://testserver/admin/login/"])
    assert not is_in(client)


def test_sensitive_acts_ask_the_provider_again(client, provider, settings):
    user = account()
    user.set_unusable_password()
    user.save()
    come_back(client)
    session = client.session
    session["acces.prouve_le"] = 0
    session.save()
    led = client.get("/admin/account/")
    assert led["Location"] == "/admin/connexion/verifier/?next=%2Fadmin%2Faccount%2F"
    page = client.get(led["Location"]).content.decode()
    assert "mot_de_passe" not in page
    way = f"{LEAVE}?encore=1&amp;next=%2Fadmin%2Faccount%2F"
    assert way in page
    there = client.get(way.replace("&amp;", "&"))["Location"]
    assert parse_qs(urlsplit(there).query)["prompt"] == ["login"]
    assert client.session[AGAIN] is True
    assert client.get(at_the_provider(there))["Location"] == "/admin/account/"
    assert client.get("/admin/account/").status_code == 200


def test_second_factor_is_asked_after_the_provider_too(client, provider):
    with_application(account())
    come_back(client)
    assert not is_in(client)
    assert client.get("/admin/login/?next=/admin/")["Location"].startswith("/admin/connexion/verifier/")
