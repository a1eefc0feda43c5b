"""Rows where the page itself decides: it answers 200 and means something else, or only looks as if it did."""

from scripts.world.behaviours import answers, by_method, by_path, redirects
from scripts.world.exchange import PAGE, Behaviour
from scripts.world.kinds import FINE, NOT_FOUND, PATH, broken, danger, hidden, ok
from scripts.world.server import Row
from workers.links.client.classes import AttentionReason as R
from workers.links.client.classes import LienState as S
from workers.links.client.classes import ObservationClass as C

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"1 0 obj\n<</Type /Catalog>>\nendobj\n" * 40
PARAGRAPHS = "<p>Un paragraphe qui raconte ce que font les partenaires du territoire, avec des exemples. </p>" * 30
MENU = "<nav>" + "<a href=/r>Rubrique du site, ses dossiers et ses lettres</a> " * 60 + "</nav>"
LOGIN = "<title>Connexion</title><h1>Connexion</h1><form><input name=u><input type=password name=p></form>"
ANUBIS = (
    "<title>Making sure you're not a bot!</title><p>Protected by Anubis</p><script src=/.within.website/a></script>"
)
TRADER = "<title>site.test</title><h1>site.test</h1><a href=/a>Emploi</a> <a href=/b>Crédit</a>"


def page(title: str, heading: str, body: str = "") -> str:
    return f"<html lang=fr><head><title>{title}</title></head><body><h1>{heading}</h1>{body}</body></html>"


def alone(behaviour: Behaviour) -> Behaviour:
    """This one address answers so; the site knows how to say « not found » of every other."""
    return by_path({PATH: behaviour, "/": FINE}, NOT_FOUND)


SINCERE = (
    ok("home_with_404_in_its_text", answers(200, page("404 projets soutenus", "404 projets soutenus")), path="/"),
    ok(
        "article_on_missing_pages",
        alone(answers(200, page("Page introuvable : que faire ?", "Page introuvable : que faire ?", PARAGRAPHS))),
    ),
    ok(
        "short_article_on_error_404",
        alone(answers(200, page("Erreur 404 : l’éviter", "Erreur 404 : l’éviter", PARAGRAPHS[:900]))),
    ),
    ok(
        "encyclopedia_on_error_404",
        alone(answers(200, page("Erreur HTTP 404 — Encyclopédie", "Erreur HTTP 404", PARAGRAPHS))),
    ),
    ok("article_in_english_on_404", alone(answers(200, page("Page not found: a story", "Page not found", PARAGRAPHS)))),
    ok(
        "article_on_domains_for_sale",
        answers(200, page("Acheter un nom", "Sedo", "<p>Ce nom de domaine est à vendre.</p>" + PARAGRAPHS)),
    ),
    ok(
        "guide_against_gambling",
        answers(
            200, page("Casino, poker : prévenir", "Prévenir", "<p>Casino et poker, paris sportifs.</p>" + PARAGRAPHS)
        ),
    ),
    ok("script_shell", answers(200, "<title>Portail</title><div id=root></div><script src=/app.js></script>")),
    ok("page_kept_out_of_indexes", answers(200, PAGE.replace("<title>", "<meta name=robots content=noindex><title>"))),
    ok("json", answers(200, '{"resultats": []}', Content_Type="application/json")),
    ok("feed", answers(200, "<?xml version='1.0'?><feed/>", Content_Type="application/atom+xml")),
    ok("utf16_page", answers(200, PAGE.encode("utf-16"), Content_Type="text/html")),
    ok("wrong_charset", answers(200, PAGE.encode("cp1252", "replace"), Content_Type="text/html; charset=utf-8")),
    ok("charset_that_lies", answers(200, bytes(range(128, 256)) * 40, Content_Type="text/html; charset=utf-16")),
    ok("password_field_in_the_header", answers(200, PAGE.replace("<h1>", "<input type=password><h1>"))),
    Row(
        "one_page_sent_to_the_root",
        C.OK_REDIRECT_TEMP,
        S.ATTENTION,
        S.ATTENTION,
        by_path({PATH: redirects(302, "/"), "/": FINE}, NOT_FOUND),
        frozenset({R.CHANGED}),
    ),
    Row(
        "index_sent_to_the_root",
        C.OK_REDIRECT_TEMP,
        S.OK,
        S.OK,
        by_path({"/": FINE}, redirects(302, "/")),
        path="/index",
    ),
)
DOCUMENTS = (
    ok("pdf_called_html", answers(200, PDF), path="/rapport.pdf"),
    ok("pdf_called_text", answers(200, PDF, Content_Type="text/plain"), path="/rapport.pdf"),
    ok("pdf_called_nothing", answers(200, PDF, Content_Type=""), path="/rapport.pdf"),
    ok("pdf_called_bytes", answers(200, PDF, Content_Type="application/octet-stream"), path="/rapport.pdf"),
    ok(
        "pdf_whose_head_is_html",
        by_method(head=answers(200, "x" * 30_000), get=answers(200, PDF, Content_Type="application/pdf")),
        path="/rapport.pdf",
    ),
    ok("sheet_called_html", answers(200, b"PK\x03\x04" + bytes(3000)), path="/tableau.xlsx"),
    ok("picture", answers(200, b"\x89PNG\r\n\x1a\n" + bytes(900), Content_Type="image/png"), path="/carte.png"),
    hidden("page_in_place_of_a_sheet", C.TYPE_DRIFT, FINE, path="/tableau.xlsx"),
    hidden(
        "large_page_in_place_of_a_pdf", C.TYPE_DRIFT, answers(200, page("Site", "Site", PARAGRAPHS * 9)), path="/a.pdf"
    ),
    hidden("form_in_place_of_a_pdf", C.AUTH, answers(200, LOGIN), path="/rapport.pdf"),
    hidden("wall_in_place_of_a_pdf", C.BLOCKED, answers(200, ANUBIS), path="/rapport.pdf"),
    broken("pdf_404", C.GONE, NOT_FOUND, path="/rapport.pdf"),
    broken("pdf_head_200_get_404", C.GONE, by_method(head=answers(200, ""), get=NOT_FOUND), path="/rapport.pdf"),
)
GONE = (
    broken("soft_404_with_menu", C.SOFT_GONE, answers(200, page("Page introuvable | Site", "Page introuvable", MENU))),
    broken(
        "soft_404_with_menu_in_english", C.SOFT_GONE, answers(200, page("Page not found - Site", "Not found", MENU))
    ),
    broken(
        "soft_404_out_of_indexes",
        C.SOFT_GONE,
        answers(200, "<meta name=robots content='noindex'>" + page("Oups !", "Cette page n’existe pas", MENU)),
    ),
    broken(
        "soft_404_of_one_removed_page",
        C.SOFT_GONE,
        alone(answers(200, page("Page introuvable", "Page introuvable", "<p>Ce contenu a été retiré.</p>"))),
    ),
    broken("soft_404_sorry", C.SOFT_GONE, answers(200, page("Sorry", "Sorry, we couldn't find that page"))),
    broken(
        "soft_404_no_longer", C.SOFT_GONE, answers(200, page("Site", "Désolé", "Cette fiche n’est plus disponible."))
    ),
    broken(
        "soft_404_in_latin1_unsaid",
        C.SOFT_GONE,
        answers(200, page("Page non trouvée", "Page non trouvée").encode("latin-1"), Content_Type="text/html"),
    ),
    broken("soft_404_large", C.SOFT_GONE, answers(200, page("Page introuvable", "Page introuvable", MENU * 9))),
    broken("soft_404_not_found_address", C.SOFT_GONE, by_path({PATH: redirects(301, "/page-introuvable")}, FINE)),
    broken("account_suspended", C.SOFT_GONE, by_path({PATH: redirects(302, "/cgi-sys/suspendedpage.cgi")}, FINE)),
    broken("account_suspended_in_place", C.SOFT_GONE, answers(200, page("Account Suspended", "Account Suspended"))),
    broken(
        "server_just_installed",
        C.SOFT_GONE,
        answers(200, page("Welcome to nginx!", "Welcome to nginx!", PARAGRAPHS[:500])),
    ),
)
TAKEN_OVER = (
    danger(
        "parked_by_refresh",
        C.PARKED,
        answers(200, '<meta http-equiv="refresh" content="0; url=http://ww38.site.test/">'),
    ),
    danger(
        "parked_on_ww1",
        C.PARKED,
        by_path(
            {PATH: redirects(302, "http://ww1.{host}:{port}/")},
            answers(200, TRADER),
        ),
        known_as=("ww1.{host}",),
    ),
    danger(
        "parked_lander",
        C.PARKED,
        answers(200, '<script>window.onload=function(){window.location.href="/lander"}</script>'),
    ),
    danger(
        "parked_expired", C.PARKED, answers(200, page("site.test", "This domain has expired", "<p>Renew it now.</p>"))
    ),
    danger(
        "parked_offer", C.PARKED, answers(200, page("site.test", "Ce domaine est à vendre", "<p>Faites une offre.</p>"))
    ),
    danger(
        "parked_by_script",
        C.PARKED,
        answers(
            200,
            "<title>site.test</title><script src='//d38psrni17bvxu.cloudfront.net/a.js' data-adblockkey='M'></script>",
        ),
    ),
)
WALLS = (
    hidden("wall_anubis", C.BLOCKED, answers(200, ANUBIS)),
    hidden("wall_datadome", C.BLOCKED, answers(403, "<script src=https://ct.captcha-delivery.com/c.js></script>")),
    hidden("wall_imperva", C.BLOCKED, answers(200, "<script src=/_Incapsula_Resource?SWJIYLWA=1></script>")),
    hidden("wall_aws", C.BLOCKED, answers(202, "", x_amzn_waf_action="challenge")),
    hidden("wall_aws_captcha", C.BLOCKED, answers(405, "", x_amzn_waf_action="captcha")),
    hidden("wall_akamai", C.BLOCKED, answers(403, page("Access Denied", "Access Denied"))),
    hidden(
        "wall_enable_javascript",
        C.BLOCKED,
        answers(200, page("Site", "Please enable JavaScript and cookies to continue")),
    ),
    hidden("wall_418", C.BLOCKED, answers(418, "")),
    hidden("wall_challenge_429", C.BLOCKED, answers(429, "<title>Just a moment...</title>", cf_mitigated="challenge")),
    hidden(
        "moved_to_sso",
        C.AUTH,
        by_path({PATH: redirects(302, "http://sso.{host}:{port}/")}, FINE),
        known_as=("sso.{host}",),
    ),
    hidden(
        "moved_to_consent",
        C.AUTH,
        by_path({PATH: redirects(302, "http://consent.{host}:{port}/m")}, FINE),
        known_as=("consent.{host}",),
    ),
    hidden("423", C.AUTH, answers(423, "")),
)
PAGES = (*SINCERE, *DOCUMENTS, *GONE, *TAKEN_OVER, *WALLS)
