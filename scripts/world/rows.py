"""The fault table: how partners' sites behave, and what an editor must read of each."""

from scripts.world.behaviours import (
    after,
    answers,
    at_first,
    bomb,
    by_method,
    by_path,
    closes,
    compressed_page,
    drips,
    hangs,
    limits_rate,
    redirects,
    resets,
    says,
    streams,
    streams_for_ever,
    wants_cookie,
    when_header,
    withholds_body,
)
from scripts.world.exchange import PAGE
from scripts.world.kinds import FINE, HTTPS, NOT_FOUND, PATH, broken, danger, hidden, noticed, ok
from scripts.world.rows_habits import HABITS
from scripts.world.rows_network import NETWORK
from scripts.world.rows_pages import PAGES
from scripts.world.rows_wire import WIRE
from scripts.world.server import Row
from workers.links.client.classes import AttentionReason as R
from workers.links.client.classes import LienState as S
from workers.links.client.classes import ObservationClass as C

# A fatal alert « protocol_version », as a server says that knows nothing newer than TLS 1.0.
OLD_TLS_ALERT = b"\x15\x03\x01\x00\x02\x02\x46"
SOFT_404 = (
    "<html><head><title>Page introuvable</title></head><body><h1>Page introuvable</h1>"
    "<p>La page que vous cherchez n’existe plus.</p></body></html>"
)
LOGIN_FORM = "<title>Connexion</title><h1>Connexion</h1><form><input name=u><input type=password name=p></form>"
CHALLENGE = "<title>Just a moment...</title><script src=/cdn-cgi/challenge-platform/h/b.js></script>"
PARKED = (
    "<title>partenaire.test</title><h1>This domain is for sale</h1><p>Buy this domain on Sedo.</p>"
    '<script src="https://sedoparking.com/frmpark/a.js"></script>'
)
LONG_PAGE = "<title>Dossier complet</title><h1>Dossier</h1><p>" + "Un paragraphe de fond. " * 3000

DOCUMENT = answers(200, b"%PDF-1.7 " + bytes(900), Content_Type="application/pdf")

ALIVE = (
    ok("ok", FINE),
    ok("ok_long_page", answers(200, LONG_PAGE)),
    ok("no_content", answers(204, "")),
    ok("partial_unasked", answers(206)),
    ok("no_content_type", answers(200, PAGE, Content_Type="")),
    ok("latin1_page", answers(200, PAGE.encode("latin-1", "replace"), Content_Type="text/html; charset=latin-1")),
    ok("unknown_charset", answers(200, PAGE, Content_Type="text/html; charset=klingon")),
    ok("head_404_get_200", by_method(head=answers(404, ""), get=DOCUMENT), path="/rapport.pdf"),
    ok("head_405_get_200", by_method(head=answers(405, ""), get=DOCUMENT), path="/rapport.pdf"),
    ok("head_501_get_200", by_method(head=answers(501, ""), get=DOCUMENT), path="/rapport.pdf"),
    ok("head_500_get_200", by_method(head=answers(500, ""), get=DOCUMENT), path="/rapport.pdf"),
    ok("head_403_get_200", by_method(head=answers(403, ""), get=DOCUMENT), path="/rapport.pdf"),
    ok("head_resets_get_200", by_method(head=resets, get=DOCUMENT), path="/rapport.pdf"),
    ok("head_closes_get_200", by_method(head=closes, get=DOCUMENT), path="/rapport.pdf"),
    ok("head_hangs_get_200", by_method(head=hangs, get=DOCUMENT), path="/rapport.pdf"),
    ok("head_loops_get_200", by_method(head=redirects(302, "/rapport.pdf"), get=DOCUMENT), path="/rapport.pdf"),
    ok("headers_after_3_s", after(3, FINE)),
    ok("page_in_gzip", compressed_page("gzip")),
    ok("page_in_deflate", compressed_page("deflate")),
    ok("page_in_brotli", compressed_page("br")),
    ok("pdf_of_60_mb", streams(60 * 2**20, "application/pdf"), path="/rapport.pdf"),
    ok("gzip_bomb", bomb("gzip")),
    ok("deflate_bomb", bomb("deflate")),
    ok("brotli_bomb", bomb("br")),
    ok("endless_page", streams_for_ever),
    ok("reset_once_then_200", at_first(1, resets, FINE)),
    ok("503_once_then_200", at_first(1, answers(503, ""), FINE)),
    ok("502_once_then_200", at_first(1, answers(502, ""), FINE)),
    ok("429_retry_after_then_200", at_first(1, answers(429, "", Retry_After="1"), FINE)),
    ok("429_above_one_a_second", limits_rate(1, FINE)),
    ok("403_without_browser_headers", when_header("sec-fetch-mode", bool, FINE, answers(403, ""))),
    Row("cookie_wall_of_its_own", C.OK_REDIRECT_TEMP, S.OK, S.OK, wants_cookie(FINE)),
    ok("robots_in_error", FINE, robots=answers(500, "")),
    ok("robots_hangs", FINE, robots=hangs),
    ok("robots_is_html", FINE, robots=answers(200, "Disallow: /")),
    ok("robots_allows_us", FINE, robots=answers(200, "User-agent: *\nDisallow: /prive\n", Content_Type="text/plain")),
    ok("article_about_404", answers(200, PAGE.replace("Guide des alliances", "Les 404 chemins de Bretagne"))),
    ok("vineyard_for_sale", answers(200, PAGE.replace("Une méthode", "Le domaine à vendre, une méthode", 1))),
    ok("fragment_present", FINE, url="http://{host}:{port}/guides/alliances#methode"),
    ok("fragment_of_a_script", FINE, url="http://{host}:{port}/guides/alliances#/vue/1"),
    ok("dead_ipv6_and_living_ipv4", FINE, more_names=("::1",)),
    ok("https", FINE, tls="valid"),
)
REDIRECTED = (
    noticed("301_elsewhere", C.OK_REDIRECT_PERM, R.MOVED, by_path({PATH: redirects(301, "/nouveau")}, FINE)),
    noticed("308_elsewhere", C.OK_REDIRECT_PERM, R.MOVED, by_path({PATH: redirects(308, "/nouveau")}, FINE)),
    Row("302", C.OK_REDIRECT_TEMP, S.OK, S.OK, by_path({PATH: redirects(302, "/provisoire")}, FINE)),
    Row("303", C.OK_REDIRECT_TEMP, S.OK, S.OK, by_path({PATH: redirects(303, "/provisoire")}, FINE)),
    Row(
        "chain_of_three",
        C.OK_REDIRECT_PERM,
        S.ATTENTION,
        S.ATTENTION,
        by_path({PATH: redirects(308, "/un"), "/un": redirects(307, "/deux"), "/deux": redirects(303, "/trois")}, FINE),
        frozenset({R.MOVED, R.CHAIN}),
    ),
    Row(
        "accents_in_location",
        C.OK_REDIRECT_TEMP,
        S.OK,
        S.OK,
        by_path({PATH: redirects(302, "/énergie?q=a b")}, FINE),
    ),
    broken("301_to_404", C.GONE, by_path({PATH: redirects(301, "/nouveau")}, NOT_FOUND)),
    broken(
        "302_to_404_page",
        C.SOFT_GONE,
        by_path({PATH: redirects(302, "/404.html")}, answers(200, "<title>Oups</title><p>Revenez à l’accueil.")),
    ),
    broken("redirect_loop", C.REDIRECT_LOOP, redirects(302, PATH)),
    broken(
        "redirect_loop_of_two",
        C.REDIRECT_LOOP,
        by_path({PATH: redirects(302, "/autre")}, redirects(302, PATH)),
    ),
    broken("301_without_location", C.REDIRECT_BAD, answers(301, "")),
    broken("redirect_to_ftp", C.REDIRECT_BAD, redirects(302, "ftp://exemple.test/a")),
    broken("redirect_to_file", C.REDIRECT_BAD, redirects(302, "file:///etc/passwd")),
    broken("redirect_to_javascript", C.REDIRECT_BAD, redirects(302, "javascript:alert(1)")),
    danger("redirect_to_metadata", C.UNSAFE_TARGET, redirects(302, "http://169.254.169.254/latest/meta-data/")),
    danger("redirect_to_private", C.UNSAFE_TARGET, redirects(302, "http://10.0.0.5:6379/")),
    danger("redirect_to_mapped", C.UNSAFE_TARGET, redirects(302, "http://[::ffff:10.0.0.5]/")),
)
HIDDEN = (
    hidden("401", C.AUTH, answers(401, "", WWW_Authenticate="Basic")),
    hidden("407", C.AUTH, answers(407, "")),
    hidden("402", C.AUTH, answers(402, "")),
    hidden("403", C.BLOCKED, answers(403, "")),
    hidden("406", C.BLOCKED, answers(406, "")),
    hidden("403_challenge", C.BLOCKED, answers(403, CHALLENGE, cf_mitigated="challenge")),
    hidden("503_challenge", C.BLOCKED, answers(503, CHALLENGE)),
    hidden("200_challenge", C.BLOCKED, answers(200, CHALLENGE)),
    hidden("202_captcha", C.BLOCKED, answers(202, "", sg_captcha="challenge")),
    hidden("999", C.BLOCKED, answers(999, "")),
    hidden("429_always", C.RATE_LIMITED, answers(429, "")),
    hidden("429_long_retry_after", C.RATE_LIMITED, answers(429, "", Retry_After="3600")),
    hidden("451", C.LEGAL, answers(451, "")),
    hidden(
        "redirect_to_login", C.AUTH, by_path({PATH: redirects(302, "/login?next=/guides")}, answers(200, LOGIN_FORM))
    ),
    hidden(
        "redirect_to_consent",
        C.AUTH,
        by_path({PATH: redirects(302, "/consent?suite=1")}, answers(200, "<title>Vos choix</title><p>Acceptez-vous ?")),
    ),
    hidden("form_in_place", C.AUTH, answers(200, LOGIN_FORM)),
    hidden(
        "robots_forbids",
        C.SKIPPED_ROBOTS,
        FINE,
        robots=answers(200, "User-agent: *\nDisallow: /guides\n", Content_Type="text/plain"),
    ),
    hidden("mailto", C.UNSUPPORTED, FINE, url="mailto:contact@exemple.test"),
    hidden("tel", C.UNSUPPORTED, FINE, url="tel:+33123456789"),
    hidden("ftp", C.UNSUPPORTED, FINE, url="ftp://exemple.test/fichier"),
    hidden("javascript", C.UNSUPPORTED, FINE, url="javascript:void(0)"),
    hidden("data", C.UNSUPPORTED, FINE, url="data:text/plain,bonjour"),
)
DEAD = (
    broken("404", C.GONE, NOT_FOUND),
    broken("410", C.GONE, answers(410, "")),
    broken("400", C.CLIENT_ERROR, by_path({"/": FINE}, answers(400, ""))),
    broken("head_200_get_404", C.GONE, by_method(head=answers(200, ""), get=NOT_FOUND)),
    broken("500", C.SERVER_ERROR, answers(500, "")),
    broken("520", C.SERVER_ERROR, answers(520, "")),
    broken("526", C.SERVER_ERROR, answers(526, "")),
    broken("never_answers", C.TIMEOUT_HEADERS, hangs),
    broken("withholds_body", C.TIMEOUT_BODY, withholds_body),
    broken("closes_without_a_word", C.RESET, closes),
    broken("resets", C.RESET, resets),
    broken("garbage", C.PROTOCOL, says(bytes(range(256)) * 8)),
    broken("bad_status_line", C.PROTOCOL, says(b"HTTP/1.1 deux cents\r\n\r\n")),
    broken("smtp_banner", C.PROTOCOL, says(b"220 courrier.exemple.test ESMTP\r\n")),
    broken("headers_of_200_kb", C.PROTOCOL, answers(200, PAGE, X_Long="x" * 200_000)),
    broken("headers_by_the_thousand", C.PROTOCOL, answers(200, PAGE, **{f"X_{n}": "y" for n in range(5000)})),
    broken("soft_404", C.SOFT_GONE, answers(200, SOFT_404)),
    broken("soft_404_in_english", C.SOFT_GONE, answers(200, "<title>404 - Page not found</title><h1>Not found</h1>")),
    broken("soft_404_root", C.SOFT_GONE, by_path({"/": FINE}, redirects(302, "/"))),
    hidden("type_drift", C.TYPE_DRIFT, FINE, path="/rapport.pdf"),
    broken("nxdomain", C.DNS_NX, exists=False, listens=False),
    broken("servfail", C.DNS_FAIL, names="servfail", listens=False),
    broken("dns_silence", C.TIMEOUT_DNS, names="silence", listens=False),
    broken("refused", C.REFUSED, listens=False),
    broken("blackhole", C.TIMEOUT_CONNECT, listens=False, blackhole=True),
    broken("tls_expired", C.TLS_EXPIRED, FINE, tls="expired"),
    broken("tls_wrong_name", C.TLS_NAME, FINE, tls="wrong_name"),
    broken("tls_self_signed", C.TLS_SELFSIGNED, FINE, tls="self_signed"),
    broken("tls_10_only", C.TLS_PROTO, FINE, url=HTTPS, to_tls_hello=OLD_TLS_ALERT),
    broken("https_to_plain_http", C.TLS_PROTO, FINE, url=HTTPS),
    Row("404_once_then_200", C.GONE, S.SUSPECT, S.OK, at_first(1, NOT_FOUND, FINE)),
    Row("503_maintenance", C.SERVER_ERROR, S.NEW, S.SUSPECT, answers(503, "<h1>Maintenance</h1>", Retry_After="3600")),
    Row("invalid_url", C.INVALID_URL, S.BROKEN, S.BROKEN, url="http://"),
    Row("invalid_mailto", C.INVALID_URL, S.BROKEN, S.BROKEN, url="mailto:pas-une-adresse"),
    Row("unknown_scheme", C.UNSUPPORTED, S.BROKEN, S.BROKEN, url="ouvrir:la-page"),
)
NOTICED = (
    noticed("headers_after_6_s", C.OK, R.SLOW, after(6, FINE)),
    noticed("drips", C.OK, R.SLOW, drips),
    noticed("tls_ends_soon", C.OK, R.TLS_SOON, FINE, tls="ends_soon"),
    noticed("tls_unknown_authority", C.TLS_CHAIN, R.TLS_CHAIN, FINE, tls="unknown_authority"),
    noticed("credentials", C.OK, R.CREDENTIALS, FINE, url="http://moi:secret@{host}:{port}/guides/alliances"),
    noticed("fragment_missing", C.FRAGMENT_MISSING, R.FRAGMENT, FINE, url="http://{host}:{port}/guides/alliances#rien"),
)
DANGEROUS = (
    danger("parked", C.PARKED, answers(200, PARKED)),
    danger("parked_in_french", C.PARKED, answers(200, "<h1>Ce nom de domaine est à vendre</h1>")),
    danger("private_name", C.UNSAFE_TARGET, FINE, names=("10.1.2.3",), listens=False),
    danger("mixed_names", C.UNSAFE_TARGET, FINE, names=("127.17.0.1", "192.168.1.1"), listens=False),
)
ROWS = (*ALIVE, *REDIRECTED, *HIDDEN, *DEAD, *NOTICED, *DANGEROUS, *PAGES, *WIRE, *NETWORK, *HABITS)
