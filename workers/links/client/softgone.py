"""Pages that answer 200 and mean something else: not found, for sale, please log in, prove you are human.

Pure: a page and the addresses that led to it in, signals out. French and English, because partners answer in both.
"""

import re

from ground.addresses.urls import Target
from workers.links.client.classes import Signal
from workers.links.client.observation import Hop
from workers.links.client.page import SHORT_TEXT, Page, plain

TINY_TEXT = 600
# An association that helps gamblers names their games too, but not in every line.
SPAM_AT_LEAST = 5
#: « Revenez à l’accueil ou écrivez-nous »: what stands below any « not found ».
WORDS_OF_COURTESY = 16

_GONE = re.compile(
    r"""
    \b(?:erreur|error|http|code|statut|status)\s*:?\s*4(?:04|10)\b
    | ^\W*4(?:04|10)(?:\W*$|\s*[-|–—:!.(]|\s(?:page|error|erreur|not|oups|oops|file|fichier|sorry|désolé)\b)
    | [-|–:(]\s*4(?:04|10)\W*$
    | \b(?:page|contenu|document|article|fichier|ressource|adresse|fiche)\s(?:\w+\s){0,3}?introuvable
    | \bintrouvable\b.{0,20}$
    | \b(?:page|contenu|document|article|fichier|ressource|fiche|adresse|url)\b[^.!?]{0,60}?
      n'(?:existe\s(?:pas|plus)|est\s(?:pas|plus)\s(?:disponible|accessible|en\sligne)
      |a\s(?:pas\s(?:été|pu\sêtre)|pu\sêtre)\s(?:trouv|retrouv))
    | \b(?:page|contenu|document|article|fichier|ressource)\b[^.!?]{0,40}?
      (?:a\sété\s(?:supprimée?|retirée?)|a\sdisparu|est\spérimée?|non\strouvée?)
    | \b(?:aucun|pas\sde)\scontenu\strouvé
    | \b(?:page|contenu|document|article|fichier|ressource|fiche|adresse)\s(?:demandée?\s)?inexistante?\b
    | \bne\s(?:trouvons|retrouvons|parvenons)\spas\s(?:à\strouver\s)?
      (?:la|cette|votre|le|ce)\s(?:page|contenu|document|article|fichier)\b
    | \b(?:page|file|document|resource|content|article|url|site)\s(?:\w+\s){0,3}?not\s(?:be\s)?found\b
    | \bnot\sfound\b.{0,12}$ | ^not\sfound\b
    | \b(?:page|file|document|content|article|url)\b[^.!?]{0,60}?
      (?:can'?\s?not\sbe\sfound|can't\sbe\sfound|could\s?n[o']t\s?(?:be\s)?f(?:ou|i)nd|does\s?n[o']t\sexist|doesn't\sexist
      |no\slonger\s(?:exists?|available)|has\sbeen\s(?:removed|deleted)|is\sunavailable)
    | \bwe\s(?:can't|cannot|could\snot|couldn't)\sfind\s(?:the|that|this|your)\spage
    | \b(?:account|website|site)\s(?:has\sbeen\s|is\s)?suspended\b
    | \b(?:compte|site|hébergement)\s(?:est\s|a\sété\s)?(?:suspendu|désactivé)\b
    | ^welcome\sto\snginx | ^apache2?\s.{0,20}default\spage | ^it\sworks!\W*$ | ^iis\swindows\sserver
    """,
    re.VERBOSE,
)
_SEPARATOR = re.compile(r"\s[-|–—·»]\s")
_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
_GONE_ADDRESS = re.compile(
    r"(?:^|[/_.-])(?:404|410|not-?_?found|page-?introuvable|introuvable|erreur-?404|error-?404|page-?non-?trouvee"
    r"|notfound|error|erreur|errors?/404|suspendedpage|defaultwebpage)(?:[/_.-]|$)(?:html?|php|aspx?|cgi)?/?$",
    re.IGNORECASE,
)
_FOR_SALE = re.compile(
    r"(?:ce\s(?:nom\sde\s)?domaine\s(?:\S+\s)?(?:est|peut\sêtre)\s(?:à\svendre|en\svente|acheté|à\s(?:la\s)?vente)"
    r"|(?:nom\sde\s)?domaine\s(?:est\s)?(?:à|en)\s(?:vendre|vente)"
    r"|(?:this\s|the\s)?domain(?:\sname)?(?:\s\S+)?\s(?:is|may\sbe)\s(?:available\s)?for\ssale"
    r"|domain\sfor\ssale|buy\sthis\sdomain|acheter\sce\s(?:nom\sde\s)?domaine|make\san\soffer\son\sthis\sdomain"
    r"|this\sdomain\s(?:is\sparked|has\sexpired|name\shas\sexpired)|domaine\s(?:parqué|expiré|réservé\spar)"
    r"|parked\s(?:free|domain)|domain\sparking|inquire\sabout\sthis\sdomain)"
)
_PARKING_DOMAINS = (
    "sedoparking.com|sedo.com|parkingcrew.net|bodis.com|dan.com|afternic.com|hugedomains.com|above.com"
    "|parklogic.com|cashparking.com|uniregistry.com|undeveloped.com|domainmarket.com|parkingpage.namecheap.com"
    "|skenzo.com|voodoo.com|domainsponsor.com|buydomains.com|sav.com|atom.com|epik.com|dsnextgen.com"
)
_PARKING_HOST = re.compile(
    rf"^ww\d{{1,3}}\.|(?:^|\.)(?:{_PARKING_DOMAINS.replace('.', chr(92) + '.')})$", re.IGNORECASE
)
_PARKING_SOURCE = re.compile(
    r"(?:src|href|action|url)\s*=?[\s\"'(]*(?:https?:)?//(?:[a-z0-9-]+\.)*"
    rf"(?:{_PARKING_DOMAINS.replace('.', chr(92) + '.')})"
    r"|url=\s*['\"]?(?:https?:)?//ww\d{1,3}\.|/parking\.php|window\.park\s*=|data-adblockkey="
    r"|location[^;\n]{0,20}/lander\b",
    re.IGNORECASE,
)
_PARKING_NAME = re.compile(r"\b(?:sedo|bodis|afternic|hugedomains|parkingcrew|dan\.com|domain\smarketplace)\b")
_SPAM = re.compile(
    r"\b(?:casino|slots?|jackpot|viagra|cialis|escort|porno?|xxx|togel|judi|gacor|paris\ssportifs?|betting|roulette"
    r"|poker|forex|crypto\s?casino|pharmacy|essay\swriting)\b"
)
_LOGIN_HOST = re.compile(
    r"^(?:login|signin|auth|sso|idp|cas|accounts?|connect|connexion|identity|consent|adfs|keycloak)[.-]",
    re.IGNORECASE,
)
_LOGIN_PATH = re.compile(
    r"/(?:(?:wp-)?login|log-in|sign-?in|se-connecter|connexion|connecter|authentification|authenticate|auth|sso|cas"
    r"|saml2?|oauth2?|idp|adfs|shibboleth|consent|consentement|cookie-?wall|gdpr|user/login|session/new)"
    r"(?:\.(?:php|aspx?|html?|jsp|do))?(?:[/;]|$)",
    re.IGNORECASE,
)
_LOGIN_TITLE = re.compile(
    r"^(?:connexion|se connecter|identification|authentification|log ?in|sign ?in|s'identifier|espace adhérents?)\b"
    r"|(?:connexion|log ?in|sign ?in|authentification)$"
)
_CHALLENGE = re.compile(
    r"just a moment\.\.\.|un instant…|attention required! \| cloudflare|cf-browser-verification"
    r"|/cdn-cgi/challenge-platform|captcha-delivery\.com|_incapsula_resource|px-captcha"
    r"|verify you are (?:a )?human|vérifi\w+ que vous êtes (?:un )?humain"
    r"|making sure you(?:'|’|&#39;)re not a bot|enable javascript and cookies to continue"
    r"|checking your browser|sgcaptcha|awswafcookiedomainlist|ddos-guard|pardon our interruption"
    # F5, Imunify360 as o2switch and others have it, Wordfence, and walls in French.
    r"|your support id is|the requested url was rejected|imunify360|bot-protection by|one moment, please\.\.\."
    r"|access to this (?:site|service) has been limited|generated by wordfence|wordfence"
    r"|vérification de (?:votre navigateur|sécurité)|contrôle anti-?robots?"
    r"|v[ée]rifions que votre (?:connexion|navigateur)",
    re.IGNORECASE,
)


# One of these stands in everything the expression of the same name finds. Looking for a word costs a hundredth
# of running the expression, and nearly every page has none.
_WORDS = {
    "gone": (
        "404",
        "410",
        "introuvable",
        "inexistant",
        "trouvons pas",
        "parvenons pas",
        "n'",
        "supprim",
        "retir",
        "disparu",
        "périm",
        "non trouv",
        "contenu trouv",
        "found",
        "exist",
        "available",
        "removed",
        "deleted",
        "find",
        "suspend",
        "désactiv",
        "nginx",
        "default page",
        "it works",
        "iis windows",
    ),
    "for_sale": ("domain",),
    "parking": ("//", "park", "adblockkey", "/lander"),
    "challenge": (
        "just a moment",
        "un instant",
        "cloudflare",
        "cf-",
        "cdn-cgi",
        "captcha",
        "incapsula",
        "human",
        "humain",
        "checking your",
        "awswaf",
        "ddos-guard",
        "interruption",
        "not a bot",
        "enable javascript",
        "support id",
        "url was rejected",
        "imunify",
        "bot-protection",
        "one moment",
        "been limited",
        "wordfence",
        "vérifi",
        "verifions",
        "anti-robot",
        "antirobot",
    ),
}


_GONE_SIGNALS = (Signal.GONE_TITLE, Signal.GONE_HEADING, Signal.GONE_TEXT)


def _may(kind: str, text: str) -> bool:
    for word in _WORDS[kind]:  # noqa: SIM110  a third of the time of any(): every page is asked
        if word in text:
            return True
    return False


def says_gone(text: str) -> bool:
    """Whether a title or a sentence says « not found »."""
    text = plain(text)
    return _may("gone", text) and _GONE.search(text) is not None


def speaks_of_gone(page: Page) -> bool:
    """Whether a page that says « not found » has more to say than that: an article about it, not an error."""
    if len(page.text) > SHORT_TEXT:
        return True
    opening = _SEPARATOR.split(plain(page.title), maxsplit=1)[0]
    others = _WORD.findall(_GONE.sub(" ", opening))
    return len(page.text) > TINY_TEXT and len(others) > 1


def gone_signals(page: Page, asked: Target, final: Target) -> frozenset[Signal]:
    """What says « not found » although the status says 200. Two independent ones make a soft 404."""
    found: set[Signal] = set()
    if _may("gone", page.shown):
        pieces = (plain(page.title), page.headings, page.text if len(page.text) <= SHORT_TEXT else "")
        found.update(signal for signal, piece in zip(_GONE_SIGNALS, pieces, strict=True) if says_gone(piece))
    if final.text != asked.text and _GONE_ADDRESS.search(final.path) and not _GONE_ADDRESS.search(asked.path):
        found.add(Signal.GONE_ADDRESS)
    if final.text != asked.text and final.path == "/" and asked.path.strip("/").count("/") >= 1:
        found.add(Signal.ROOT)
    # A short page or one kept out of indexes proves nothing by itself; it only supports another signal.
    if found - {Signal.ROOT}:
        if len(page.text) <= TINY_TEXT and _says_no_more(page):
            found.add(Signal.SMALL)
        if page.noindex:
            found.add(Signal.NOINDEX)
    return frozenset(found)


def _says_no_more(page: Page) -> bool:
    """Whether little is left of the text once what says « gone » is taken out: size alone is no sign."""
    sentences = [one for one in _SENTENCE.split(page.text) if one]
    left = [one for one in sentences if not _GONE.search(one)]
    titles = set(_WORD.findall(f"{plain(page.title)} {page.headings}"))
    return sum(word not in titles for one in left for word in _WORD.findall(one)) <= WORDS_OF_COURTESY


def parked_signals(page: Page, chain: tuple[Hop, ...], final: Target) -> frozenset[Signal]:
    """What says that a domain trader answers in the partner's place."""
    found: set[Signal] = set()
    shown = page.shown
    short = len(page.text) <= SHORT_TEXT
    # Whoever writes at length about domains for sale has something else to say.
    if short and _may("for_sale", shown) and _FOR_SALE.search(shown):
        found.add(Signal.FOR_SALE)
    if chain and _PARKING_HOST.search(final.host):
        found.add(Signal.PARKING_HOST)
    if short and _may("parking", page.low_source) and _PARKING_SOURCE.search(page.low_source):
        found.add(Signal.PARKING_SCRIPT)
    if found and _PARKING_NAME.search(shown):
        found.add(Signal.PARKING_NAME)
    if found and len(page.text) <= TINY_TEXT:
        found.add(Signal.SMALL)
    return frozenset(found)


def spam_signal(page: Page) -> frozenset[Signal]:
    """Words of trades that buy lapsed domains, in the title and again in the text."""
    title, text = plain(page.title), page.text[:SHORT_TEXT]
    if _SPAM.search(title) and len(_SPAM.findall(text)) >= SPAM_AT_LEAST:
        return frozenset({Signal.SPAM_WORDS})
    return frozenset()


def looks_like_login(page: Page, asked: Target, final: Target) -> bool:
    """Whether the reader was led to a page that asks who they are, or for their consent."""
    if _LOGIN_PATH.search(asked.path) or _LOGIN_HOST.search(asked.host):
        return False
    moved = final.text != asked.text
    if moved and (_LOGIN_PATH.search(final.path) or (_LOGIN_HOST.search(final.host) and final.host != asked.host)):
        return True
    titled = bool(_LOGIN_TITLE.search(plain(page.title)) or _LOGIN_TITLE.search(page.headings))
    return page.has_password and (moved or titled) and len(page.text) <= SHORT_TEXT


def looks_like_challenge(page: Page) -> bool:
    """Whether the page asks for proof of a human, which the checker never gives."""
    if len(page.text) > SHORT_TEXT or not _may("challenge", page.low_source):
        return False
    return _CHALLENGE.search(page.low_source[:32768]) is not None
