"""Rows below HTTP and beside it: names, addresses, TLS, and what robots.txt says."""

import gzip

from scripts.world.behaviours import answers, by_path, hangs, redirects, resets, says
from scripts.world.exchange import Behaviour
from scripts.world.kinds import FINE, HTTPS, PATH, broken, danger, hidden, noticed, ok
from workers.links.client.classes import AttentionReason as R
from workers.links.client.classes import ObservationClass as C

# A fatal alert « unrecognized_name », as a server says that serves other names on that address.
UNKNOWN_NAME_ALERT = b"\x15\x03\x03\x00\x02\x02\x70"
FORBIDS = "User-agent: *\nDisallow: /guides\n"


def robots(text: str | bytes, **headers: str) -> Behaviour:
    return answers(200, text, **{"Content_Type": "text/plain", **headers})


NAMED = (
    ok("ipv6_only", FINE, on_ipv6=True, url="http://{host}:{port6}/guides/alliances"),
    ok("ipv6_literal", FINE, listens=False, url="http://[::1]:{port6}/guides/alliances"),
    ok("first_address_dead", FINE, dead_beside=True),
    ok("name_in_unicode", FINE, url="http://alliés.{host}:{port}/", known_as=("xn--allis-esa.{host}",)),
    ok("name_in_punycode", FINE, url="http://xn--allis-esa.{host}:{port}/", known_as=("xn--allis-esa.{host}",)),
    ok("name_in_capitals", FINE, url="HTTP://NAME-IN-CAPITALS.Monde.Test:{port}/guides/alliances"),
    ok("name_with_underscore", FINE, url="http://mon_site.{host}:{port}/", known_as=("mon_site.{host}",)),
    broken("name_without_address", C.DNS_NX, names=(), listens=False),
    danger("name_of_metadata", C.UNSAFE_TARGET, FINE, names=("169.254.169.254",), listens=False),
    danger("name_mapped", C.UNSAFE_TARGET, FINE, names=("::ffff:10.0.0.1",), listens=False),
    danger("name_in_nat64", C.UNSAFE_TARGET, FINE, names=("64:ff9b::a00:1",), listens=False),
)
SECURED = (
    broken("tls_not_yet", C.TLS_EXPIRED, FINE, tls="not_yet"),
    noticed("tls_missing_intermediate", C.TLS_CHAIN, R.TLS_CHAIN, FINE, tls="missing_intermediate"),
    broken("tls_silent", C.TIMEOUT_TLS, FINE, url=HTTPS, to_tls_hello="silence"),
    broken("tls_reset", C.RESET, FINE, url=HTTPS, to_tls_hello="reset"),
    broken("tls_unknown_name", C.TLS_PROTO, FINE, url=HTTPS, to_tls_hello=UNKNOWN_NAME_ALERT),
    broken("tls_closes", C.RESET, FINE, url=HTTPS, to_tls_hello=b""),
    broken("http_to_a_tls_port", C.RESET, FINE, tls="valid", url="http://{host}:{port}/guides/alliances"),
)
ASKED = (
    ok("robots_401", FINE, robots=answers(401, "")),
    ok("robots_403", FINE, robots=answers(403, "")),
    ok("robots_429", FINE, robots=answers(429, "", Retry_After="3600")),
    ok("robots_503", FINE, robots=answers(503, "", Retry_After="3600")),
    ok(
        "robots_redirects",
        by_path({"/r.txt": robots("User-agent: *\nDisallow: /prive\n")}, FINE),
        robots=redirects(301, "/r.txt"),
    ),
    ok("robots_redirects_for_ever", FINE, robots=redirects(302, "/robots.txt")),
    ok("robots_resets", FINE, robots=resets),
    ok("robots_garbage", FINE, robots=says(bytes(range(256)) * 4)),
    ok("robots_of_bytes", FINE, robots=robots(bytes(range(256)) * 40)),
    ok("robots_waits", FINE, robots=robots("User-agent: *\nCrawl-delay: 86400\n")),
    ok("robots_waits_senselessly", FINE, robots=robots("User-agent: *\nCrawl-delay: beaucoup\n")),
    ok("robots_forbids_others", FINE, robots=robots("User-agent: Autre\nDisallow: /\n")),
    ok("robots_allows_us_by_name", FINE, robots=robots(FORBIDS + "\nUser-agent: ODD17-Veille\nAllow: /\n")),
    ok("robots_allows_more_precisely", FINE, robots=robots(FORBIDS + "Allow: /guides/alliances\n")),
    ok("robots_empty", FINE, robots=robots("")),
    ok("robots_of_many_stars", FINE, robots=robots("User-agent: *\nDisallow: /" + "*a" * 3000 + "\n")),
    hidden(
        "robots_redirects_and_forbids",
        C.SKIPPED_ROBOTS,
        by_path({"/r.txt": robots(FORBIDS)}, FINE),
        robots=redirects(301, "/r.txt"),
    ),
    hidden(
        "robots_forbids_us_by_name", C.SKIPPED_ROBOTS, FINE, robots=robots("User-agent: odd17-veille\nDisallow: /\n")
    ),
    hidden("robots_huge", C.SKIPPED_ROBOTS, FINE, robots=robots(FORBIDS + "# du texte\n" * 200_000)),
    hidden("robots_forbids_late", C.SKIPPED_ROBOTS, FINE, robots=robots("# du texte\n" * 20_000 + FORBIDS)),
    hidden("robots_with_byte_order_mark", C.SKIPPED_ROBOTS, FINE, robots=robots("\ufeff" + FORBIDS)),
    hidden("robots_with_carriage_returns", C.SKIPPED_ROBOTS, FINE, robots=robots(FORBIDS.replace("\n", "\r"))),
    hidden(
        "robots_in_gzip",
        C.SKIPPED_ROBOTS,
        FINE,
        robots=robots(gzip.compress(FORBIDS.encode()), Content_Encoding="gzip"),
    ),
    hidden("robots_with_pattern", C.SKIPPED_ROBOTS, FINE, robots=robots("User-agent: *\nDisallow: /*/alliances$\n")),
    ok("robots_hangs_for_every_page", by_path({PATH: FINE}, hangs), robots=hangs),
)
NETWORK = (*NAMED, *SECURED, *ASKED)
