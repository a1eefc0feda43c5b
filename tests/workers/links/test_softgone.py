import pytest

from ground.addresses.urls import normalise
from scripts.world.exchange import PAGE
from workers.links.client.classes import ObservationClass as C
from workers.links.client.classes import Signal
from workers.links.client.classify import Answer, classify, moved_to, registrable_domain
from workers.links.client.observation import Hop, Known
from workers.links.client.page import distance, read_page, simhash
from workers.links.client.softgone import gone_signals

ASKED = "https://exemple.fr/guides/alliances"
LONG = "Un texte de fond sur les partenariats et les territoires. " * 60


def seen(html, *, final=ASKED, asked=ASKED, status=200, known=None, chain=None, **more):
    page = read_page(html.encode(), "text/html; charset=utf-8", with_anchors=True)
    asked, final = normalise(asked), normalise(final)
    hops = chain if chain is not None else ((Hop(302, asked.text),) if asked.text != final.text else ())
    answer = Answer(
        asked,
        final,
        status,
        more.pop("headers", {}),
        "text/html",
        page,
        gone_signals(page, asked, final),
        tuple(hops),
        simhash(page.text),
        **more,
    )
    return classify(answer, known)


@pytest.mark.parametrize(
    "html",
    [
        "<title>Page introuvable - Exemple</title><h1>Page introuvable</h1>",
        "<title>Erreur 404</title><h1>Oups !</h1><p>La page demandée n’existe pas.",
        "<title>404</title><h1>Cette page n'existe plus</h1>",
        "<title>Exemple</title><h1>La ressource que vous cherchez n’a pas été trouvée</h1>" + f"<p>{LONG}",
        "<title>Page not found | Exemple</title><p>The page you requested could not be found.",
        "<title>Not Found</title><h1>Not Found</h1><p>The requested URL was not found on this server.",
        "<title>Exemple</title><p>We can't find the page you are looking for.",
        "<title>Contenu supprimé</title><p>Cet article a été supprimé.",
        "<title>Exemple</title><meta name=robots content=noindex><h1>Document introuvable</h1>" + f"<p>{LONG}",
        "Page introuvable",
    ],
)
def test_page_that_says_not_found_is_gone(html):
    if LONG in html and "noindex" not in html:
        assert seen(html).class_ is C.OK  # a single sign in a long page is not enough
    else:
        assert seen(html).class_ is C.SOFT_GONE


@pytest.mark.parametrize(
    "html",
    [
        PAGE,
        f"<title>404 chemins vers le partenariat</title><p>{LONG}",
        f"<title>Que faire d’une page introuvable ?</title><p>{LONG}",
        f"<title>Guide</title><h1>Guide</h1><p>{LONG} La page 12 n’existe pas dans l’édition 2019.",
        "<title>Accueil</title><h1>Bienvenue</h1><p>Court mais vivant.",
        "<title>Domaine viticole à vendre</title><h1>Domaine à vendre</h1>" + f"<p>{LONG}",
        f"<title>Prévenir le jeu excessif</title><p>Casino, poker : {LONG}",
        f"<title>Connexion entre acteurs</title><p>{LONG}",
    ],
)
def test_living_page_is_ok(html):
    assert seen(html).class_ is C.OK


@pytest.mark.parametrize(
    ("final", "class_"),
    [
        ("https://exemple.fr/404.html", C.SOFT_GONE),
        ("https://exemple.fr/404", C.SOFT_GONE),
        ("https://exemple.fr/erreur-404/", C.SOFT_GONE),
        ("https://exemple.fr/not-found", C.SOFT_GONE),
        ("https://exemple.fr/page-introuvable", C.SOFT_GONE),
        ("https://exemple.fr/guides/404-chemins", C.OK_REDIRECT_TEMP),
        ("https://exemple.fr/login?next=/a", C.AUTH),
        ("https://exemple.fr/user/login", C.AUTH),
        ("https://sso.exemple.fr/a", C.AUTH),
        ("https://exemple.fr/cas/login;jsessionid=1", C.AUTH),
        ("https://exemple.fr/consent", C.AUTH),
        ("https://exemple.fr/connexions-locales", C.OK_REDIRECT_TEMP),
        ("https://ww1.exemple.fr/", C.PARKED),
        ("https://www.sedo.com/search/?d=exemple.fr", C.PARKED),
        ("https://exemple.fr/", C.OK_REDIRECT_TEMP),
    ],
)
def test_redirect_is_read_by_where_it_leads(final, class_):
    assert seen(PAGE, final=final).class_ is class_


@pytest.mark.parametrize(
    "html",
    [
        "<h1>exemple.fr</h1><p>This domain is for sale",
        "<title>exemple.fr</title><p>Ce nom de domaine est à vendre. Faites une offre sur Sedo.",
        '<script src="https://www.sedoparking.com/frmpark/exemple.fr/park.js"></script>',
        '<html data-adblockkey="MFww"><script src="/js/parking.js"></script>',
    ],
)
def test_parked_page_has_two_signals(html):
    finding = seen(html)

    assert finding.class_ is C.PARKED
    assert len(finding.signals) >= 2


@pytest.mark.parametrize(
    ("status", "headers", "html", "class_"),
    [
        (403, {"cf-mitigated": "challenge"}, "", C.BLOCKED),
        (503, {}, "<title>Just a moment...</title><script src=/cdn-cgi/challenge-platform/x>", C.BLOCKED),
        (200, {}, "<script src=https://geo.captcha-delivery.com/c.js></script>", C.BLOCKED),
        (202, {"x-amzn-waf-action": "challenge"}, "", C.BLOCKED),
        (404, {}, "<p>captcha-delivery.com", C.GONE),
        (503, {}, "<h1>Maintenance", C.SERVER_ERROR),
        (511, {}, "", C.INCONCLUSIVE_SELF),
        (304, {}, "", C.OK),
        (600, {}, "", C.PROTOCOL),
        (499, {}, "", C.CLIENT_ERROR),
        (305, {}, "", C.REDIRECT_BAD),
    ],
)
def test_status_and_wall_give_the_class(status, headers, html, class_):
    assert seen(html, status=status, headers=headers).class_ is class_


def test_not_modified_needs_a_conditional_request():
    assert seen("", status=304, conditional=True).class_ is C.NOT_MODIFIED


def test_document_replaced_by_a_page_drifts():
    assert (
        seen(PAGE, asked="https://exemple.fr/rapport.pdf", final="https://exemple.fr/rapport.pdf").class_
        is C.TYPE_DRIFT
    )
    assert seen(PAGE, known=Known(content_type="application/pdf")).class_ is C.TYPE_DRIFT


def test_site_that_changed_hands_drifts():
    known = Known(final_domain="exemple.fr", title="Guide des alliances", text_simhash=simhash(LONG.lower()))
    seized = "<title>Best online casino</title><p>" + "casino poker jackpot bonus slots roulette " * 30

    finding = seen(seized, final="https://autre.example/", known=known)

    assert finding.class_ is C.DOMAIN_DRIFT
    assert {Signal.OTHER_DOMAIN, Signal.OTHER_TITLE, Signal.SPAM_WORDS} <= finding.signals


def test_site_that_moved_with_its_text_does_not_drift():
    page = read_page(PAGE.encode(), "text/html; charset=utf-8")
    known = Known(final_domain="exemple.fr", title=page.title, text_simhash=simhash(page.text))

    assert seen(PAGE, final="https://nouveau.example/guide", known=known).class_ is C.OK_REDIRECT_TEMP


@pytest.mark.parametrize(
    ("fragment", "class_"),
    [("methode", C.OK), ("absent", C.FRAGMENT_MISSING), ("top", C.OK), ("!/route", C.OK), (":~:text=a", C.OK)],
)
def test_fragment_is_looked_for(fragment, class_):
    assert seen(PAGE, asked=f"{ASKED}#{fragment}").class_ is class_


def test_fragment_of_a_truncated_page_is_not_missed():
    assert seen(PAGE, asked=f"{ASKED}#absent", extra=frozenset({Signal.TRUNCATED})).class_ is C.OK


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [([301], "https://exemple.fr/fin"), ([302], ""), ([301, 302], "https://exemple.fr/1"), ([302, 301], "")],
)
def test_moved_to_stops_at_the_first_temporary_hop(statuses, expected):
    chain = tuple(Hop(status, f"https://exemple.fr/{place}") for place, status in enumerate(statuses))

    assert moved_to(chain, normalise("https://exemple.fr/fin")) == expected


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.exemple.fr", "exemple.fr"),
        ("exemple.fr", "exemple.fr"),
        ("a.b.exemple.asso.fr", "exemple.asso.fr"),
        ("exemple.co.uk", "exemple.co.uk"),
        ("anne.github.io", "anne.github.io"),
        ("1.2.3.4", "1.2.3.4"),
        ("2a00:1::1", "2a00:1::1"),
    ],
)
def test_registrable_domain_is_what_somebody_owns(host, domain):
    assert registrable_domain(host) == domain


def test_simhash_is_near_for_near_texts_and_far_for_others():
    first = simhash(LONG.lower())

    assert distance(first, simhash(LONG.lower() + " mis à jour hier")) <= 8
    assert distance(first, simhash("casino poker jackpot roulette bonus " * 60)) >= 20
    assert simhash("") == 0


@pytest.mark.parametrize(
    "html", ["<title>\u202eabc\x00\n<b>d</title>", "<title>" + "a" * 10_000, "<" * 100_000, "\x00" * 5000]
)
def test_hostile_page_is_read_as_short_plain_text(html):
    page = read_page(html.encode(), "text/html; charset=klingon")

    assert len(page.title) <= 200
    assert not set("\x00\n\u202e") & set(page.title)
