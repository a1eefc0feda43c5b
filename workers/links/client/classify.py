"""From an answer to the class of the observation. Pure: no network, no clock, no database.

Status first, by one table; then what the page itself says, for those that answer 200 whatever happens.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from ground.addresses.urls import Target
from workers.links.client.classes import ObservationClass as C
from workers.links.client.classes import Signal
from workers.links.client.habits import asks_for_terms, habit_of
from workers.links.client.observation import Hop, Known
from workers.links.client.page import Page, distance
from workers.links.client.softgone import (
    looks_like_challenge,
    looks_like_login,
    parked_signals,
    spam_signal,
    speaks_of_gone,
)

PERMANENT = frozenset({301, 308})
LONG_CHAIN = 3
OTHER_TEXT_BITS = 24
#: Letters below which a page with scripts is taken for one that they build.
BUILT_BY_SCRIPTS = 400
EMPTY_PAGE = Page()

STATUSES: dict[int, tuple[C, str]] = {
    300: (C.OK, "plusieurs versions proposées"),
    304: (C.NOT_MODIFIED, "inchangé"),
    305: (C.REDIRECT_BAD, "redirection vers un mandataire"),
    306: (C.REDIRECT_BAD, "redirection illisible"),
    401: (C.AUTH, "identification demandée"),
    402: (C.AUTH, "accès payant"),
    403: (C.BLOCKED, "accès refusé à notre vérification"),
    404: (C.GONE, "page introuvable"),
    406: (C.BLOCKED, "accès refusé à notre vérification"),
    407: (C.AUTH, "identification demandée"),
    408: (C.SERVER_ERROR, "le site n’a pas attendu la demande"),
    410: (C.GONE, "page retirée par le site"),
    418: (C.BLOCKED, "accès refusé à notre vérification"),
    423: (C.AUTH, "accès verrouillé"),
    425: (C.SERVER_ERROR, "le site n’est pas prêt"),
    426: (C.BLOCKED, "le site exige une autre version de HTTP que la nôtre"),
    429: (C.RATE_LIMITED, "trop de demandes selon le site"),
    430: (C.RATE_LIMITED, "trop de demandes selon le site"),
    451: (C.LEGAL, "retiré pour une raison légale"),
    505: (C.BLOCKED, "le site exige une autre version de HTTP que la nôtre"),
    509: (C.SERVER_ERROR, "quota du site dépassé"),
    511: (C.INCONCLUSIVE_SELF, "notre réseau demande une identification"),
    999: (C.BLOCKED, "accès refusé à notre vérification"),
}
CHALLENGE_HEADERS: dict[str, tuple[str, ...]] = {
    "cf-mitigated": ("challenge",),
    "sg-captcha": ("challenge",),
    "x-amzn-waf-action": ("challenge", "captcha"),
}
# Statuses that walls answer with; a challenge page under any other is only a page about challenges.
WALL_STATUSES = frozenset({200, 202, 403, 429, 503})
#: Letters of a file's name, its ending included, that a page does not show by chance.
NAME_AT_LEAST = 8
BINARY_SUFFIX = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|zip|csv|epub|mp[34]|jpe?g|png|gif|webp)$", re.I)
#: Home pages, whatever they are called: who is sent there has lost the page that he came for.
HOME = re.compile(
    r"/(?:(?:fr|en|fr-fr|fr_fr|www)/?)?(?:(?:accueil|index|home|default|page-d-?accueil)(?:\.(?:php\d?|html?|aspx?|jsp|cfm))?/?)?",
    re.I,
)
DOCUMENTS = ("application/pdf", "application/zip", "image/", "application/vnd.", "application/msword", "text/csv")
# A second level under which anyone may register, where the owner is the third label.
SHARED_SUFFIXES = frozenset({"co", "com", "org", "net", "gouv", "asso", "gov", "ac", "edu", "nom", "tm", "presse"})
HOSTING = (
    "github.io",
    "gitlab.io",
    "blogspot.com",
    "wordpress.com",
    "framer.app",
    "netlify.app",
    "vercel.app",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """The last answer of a walk through redirects, with the page it showed when one was read."""

    asked: Target
    final: Target
    status: int
    headers: Mapping[str, str]
    content_type: str = ""
    page: Page | None = None
    gone: frozenset[Signal] = frozenset()
    chain: tuple[Hop, ...] = ()
    text_simhash: int = 0
    conditional: bool = False
    extra: frozenset[Signal] = frozenset()


@dataclass(frozen=True, slots=True)
class Finding:
    class_: C
    reason: str
    signals: frozenset[Signal] = field(default_factory=frozenset)


def classify(answer: Answer, known: Known | None = None) -> Finding:
    """The class of an answer, the reason in a few French words, and every signal seen."""
    signals = answer.extra | ({Signal.CHAIN} if len(answer.chain) >= LONG_CHAIN else frozenset())
    page = answer.page or EMPTY_PAGE
    if is_challenge(answer.status, answer.headers, answer.page):
        return Finding(C.BLOCKED, "le site écarte les robots", signals)
    if not 200 <= answer.status < 300:
        return _by_status(answer, signals)
    if answer.page is not None:
        finding = _by_page(answer, page, known, signals)
        if finding is not None:
            return finding
    elif answer.chain and looks_like_login(page, answer.asked, answer.final):
        return Finding(C.AUTH, "renvoi vers une page de connexion", signals)
    drift = _drift(answer, page, known, signals)
    return drift or _alive(answer, signals | (answer.gone & {Signal.ROOT}))


def is_challenge(status: int, headers: Mapping[str, str], page: Page | None) -> bool:
    """Whether a wall against robots answered, by its headers or by its page."""
    for name, values in CHALLENGE_HEADERS.items():
        if headers.get(name, "").lower() in values:
            return True
    return status in WALL_STATUSES and page is not None and looks_like_challenge(page)


def _by_status(answer: Answer, signals: frozenset[Signal]) -> Finding:
    status = answer.status
    if status == 304 and not answer.conditional:
        return _alive(answer, signals)
    if status in STATUSES:
        return Finding(*STATUSES[status], signals)
    if 300 <= status < 400:
        return Finding(C.REDIRECT_BAD, "redirection sans destination", signals)
    if 400 <= status < 500:
        return Finding(C.CLIENT_ERROR, "demande rejetée par le site", signals)
    if 500 <= status < 600:
        return Finding(C.SERVER_ERROR, "erreur du site", signals)
    return Finding(C.PROTOCOL, "réponse incompréhensible", signals)


def _by_page(answer: Answer, page: Page, known: Known | None, signals: frozenset[Signal]) -> Finding | None:
    parked = parked_signals(page, answer.chain, answer.final)
    # « Domaine à vendre » alone is also what an estate agent writes.
    if Signal.PARKING_HOST in parked or len(parked) >= 2:
        return Finding(C.PARKED, "domaine en vente ou en stationnement", signals | parked)
    if looks_like_login(page, answer.asked, answer.final):
        return Finding(C.AUTH, "renvoi vers une page de connexion", signals)
    if lost_to_home(answer):
        return Finding(C.SOFT_GONE, "renvoyé à l’accueil du site", signals | {Signal.ROOT})
    habit = habit_of(page)
    if habit is not None:
        return Finding(habit.class_, habit.reason, signals | habit.signals)
    gone = answer.gone | (signals & {Signal.SIBLING})
    strong = Signal.GONE_ADDRESS in gone
    if strong or len(gone) >= 2:
        return Finding(C.SOFT_GONE, "page d’erreur servie comme une vraie page", signals | gone)
    return None


def lost_to_home(answer: Answer) -> bool:
    """Whether the site says that an old address is for ever its home page: the page is lost, and that is no new one."""
    chain = answer.chain
    return (
        bool(chain)
        and all(hop.status in PERMANENT for hop in chain)
        and is_home(answer.final)
        and not is_home(answer.asked)
        and registrable_domain(answer.asked.host) == registrable_domain(answer.final.host)
    )


def is_doubtful(answer: Answer) -> bool:
    """Whether there are signs of a soft 404, which a neighbour's page can confirm or refute."""
    return bool(answer.gone) and 200 <= answer.status < 300 and Signal.GONE_ADDRESS not in answer.gone


def refuted(answer: Answer) -> Answer:
    """The answer of a host that treats an address that cannot exist in another way: what is written here is meant,
    unless the page says no more than that it is gone."""
    page = answer.page
    if page is None or not speaks_of_gone(page):
        return answer
    return replace(answer, gone=answer.gone & {Signal.ROOT})


def expects_document(asked: Target, known: Known | None) -> bool:
    """Whether this address leads to a file rather than to a page, by its name or by what earlier checks saw."""
    return BINARY_SUFFIX.search(asked.path) is not None or was_document(known)


def was_document(known: Known | None) -> bool:
    """Whether an earlier check saw a file here."""
    return known is not None and known.content_type.startswith(DOCUMENTS)


def is_about_file(asked: Target, page: Page) -> bool:
    """Whether a page shows a file, or leads to it: the page of a wiki, of a forge, of a shared folder."""
    name = unquote(asked.path.rpartition("/")[2]).rpartition(":")[2].lower()
    spoken = re.sub(r"[_-]+", " ", name.rpartition(".")[0])
    shown = page.shown.replace("_", " ").replace("-", " ")
    found = name in page.shown or spoken in shown or name in page.low_source
    return len(name) >= NAME_AT_LEAST and found


def is_home(target: Target) -> bool:
    """Whether this is the home page of a site, by its address."""
    return HOME.fullmatch(target.path) is not None and (not target.query or target.query.startswith(("p=", "lang=")))


def _drift(answer: Answer, page: Page, known: Known | None, signals: frozenset[Signal]) -> Finding | None:
    if answer.content_type in ("text/html", "application/xhtml+xml") and expects_document(answer.asked, known):
        if asks_for_terms(page):
            return Finding(C.AUTH, "des conditions à accepter avant le document", signals)
        if was_document(known):
            return Finding(C.TYPE_DRIFT, "une page à la place du document", signals)
        if not is_about_file(answer.asked, page):
            return Finding(C.TYPE_DRIFT, "une page là où l’adresse annonce un document", signals | {Signal.NEVER_SEEN})
    seen = signals | spam_signal(page) | _changes(answer, page, known)
    drift = seen & {Signal.OTHER_DOMAIN, Signal.OTHER_TITLE, Signal.OTHER_TEXT, Signal.SPAM_WORDS}
    spam = Signal.SPAM_WORDS in drift and (known is None or len(drift) > 1)
    if spam or {Signal.OTHER_DOMAIN, Signal.OTHER_TEXT} <= drift:
        return Finding(C.DOMAIN_DRIFT, "le site semble avoir changé de mains", seen)
    return None


def _changes(answer: Answer, page: Page, known: Known | None) -> frozenset[Signal]:
    """What no longer resembles what earlier checks knew of this link."""
    if known is None:
        return frozenset()
    found: set[Signal] = set()
    domain = registrable_domain(answer.final.host)
    usual = {registrable_domain(answer.asked.host), known.final_domain}
    if known.final_domain and domain not in usual:
        found.add(Signal.OTHER_DOMAIN)
    if known.title and page.title and not set(known.title.lower().split()) & set(page.title.lower().split()):
        found.add(Signal.OTHER_TITLE)
    both = known.text_simhash and answer.text_simhash
    if both and distance(known.text_simhash, answer.text_simhash) >= OTHER_TEXT_BITS:
        found.add(Signal.OTHER_TEXT)
    return frozenset(found)


def _alive(answer: Answer, signals: frozenset[Signal]) -> Finding:
    fragment = answer.asked.fragment
    if fragment and answer.page is not None and _fragment_absent(fragment, answer.page, signals):
        return Finding(C.FRAGMENT_MISSING, "l’ancre n’existe plus dans la page", signals)
    back_again = answer.final.text == answer.asked.text and bool(answer.chain) and answer.chain[0].status in PERMANENT
    if not answer.chain or back_again:
        return Finding(C.OK, "", signals)
    if Signal.ROOT in signals:
        class_ = C.OK_REDIRECT_PERM if answer.chain[0].status in PERMANENT else C.OK_REDIRECT_TEMP
        return Finding(class_, "renvoyé à l’accueil du site", signals)
    if answer.chain[0].status in PERMANENT:
        return Finding(C.OK_REDIRECT_PERM, "déplacé définitivement", signals)
    return Finding(C.OK_REDIRECT_TEMP, "redirigé provisoirement", signals)


def _fragment_absent(fragment: str, page: Page, signals: frozenset[Signal]) -> bool:
    """Whether a plain anchor is missing from a page read whole; scripts' routes and text fragments are not anchors."""
    if Signal.TRUNCATED in signals or fragment.startswith(("/", "!", ":~:")) or "=" in fragment:
        return False
    if "<script" in page.low_source and len(page.text) < BUILT_BY_SCRIPTS:
        return False
    # Forges and wikis put a word of theirs before the anchors of those who write.
    names = {fragment, unquote(fragment), f"user-content-{fragment}"}
    named = not names.isdisjoint(page.anchors)
    return fragment.lower() != "top" and bool(page.source) and not named


def moved_to(chain: tuple[Hop, ...], final: Target) -> str:
    """Where the leading permanent redirects end: the address to write instead, "" without any."""
    if not chain or chain[0].status not in PERMANENT:
        return ""
    if final.text == chain[0].url:
        return ""
    for hop in chain:
        if hop.status not in PERMANENT:
            return hop.url
    return final.text


def registrable_domain(host: str) -> str:
    """The part of a host that somebody owns, well enough to notice that the owner changed. No list is fetched."""
    if ":" in host or host.rpartition(".")[2].isdigit():
        return host
    labels = host.split(".")
    for hosting in HOSTING:
        if host.endswith("." + hosting):
            return ".".join(labels[-3:])
    shared = len(labels) >= 3 and labels[-2] in SHARED_SUFFIXES
    return ".".join(labels[-3:] if shared else labels[-2:])
