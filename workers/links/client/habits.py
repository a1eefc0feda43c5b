"""What sites say in the place of a page, under status 200: terms first, come back later, nobody lives here yet.

Pure, French and English. A long page is never one of these: whoever writes at length means what he writes.
"""

import re
from dataclasses import dataclass

from workers.links.client.classes import ObservationClass as C
from workers.links.client.classes import Signal
from workers.links.client.page import SHORT_TEXT, Page, plain

#: Letters of a page beyond which it says something of its own.
FEW_LETTERS = 900


@dataclass(frozen=True, slots=True)
class Habit:
    """What is looked for in a page. One of `hints` stands in all that `pattern` finds, and is cheap to find."""

    hints: tuple[str, ...]
    pattern: re.Pattern[str]
    class_: C
    reason: str
    signals: frozenset[Signal] = frozenset()


def _habit(class_: C, reason: str, hints: str, pattern: str, *signals: Signal) -> Habit:
    return Habit(tuple(hints.split("|")), re.compile(pattern, re.VERBOSE), class_, reason, frozenset(signals))


#: The first that fits decides. Sources: the pages themselves as hosts and programs ship them, read in 2026.
HABITS: tuple[Habit, ...] = (
    _habit(
        C.SERVER_ERROR,
        "le programme du site est tombé en panne",
        "fatal error|parse error|erreur critique|critical error|database connection|connexion à la base",
        r"""\b(?:php\s)?(?:fatal|parse)\serror\s?:\s|\buncaught\s\w*(?:error|exception)\b
        | \berreur\scritique\ssur\sce\ssite | \bcritical\serror\son\sthis\swebsite
        | \berror\sestablishing\sa\sdatabase\sconnection
        | \berreur\slors\sde\sla\sconnexion\sà\sla\sbase\sde\sdonnées""",
    ),
    _habit(
        C.SERVER_ERROR,
        "le site annonce une maintenance",
        "maintenance|de retour|be back|momentanément indisponible",
        r"""\b(?:site|service|portail|plateforme|page)\b[^.!?]{0,40}\b(?:en|sous)\s(?:cours\sde\s)?maintenance\b
        | ^\W*(?:(?:site\s)?en\s|mode\s)?maintenance\b | \bmaintenance\sen\scours\b
        | \bunder\s(?:scheduled\s)?maintenance\b | \bwe(?:'ll|\swill)\sbe\sback\s(?:soon|shortly)\b
        | \b(?:nous\s(?:sommes|serons)|bientôt)\s(?:bientôt\s|très\svite\s)?de\sretour\b
        | \b(?:site|service)\smomentanément\sindisponible\b""",
        Signal.MAINTENANCE,
    ),
    _habit(
        C.PARKED,
        "page d’attente d’un bureau d’enregistrement ou d’un hébergeur",
        "ovh|gandi|ionos|hostinger|o2switch|registrar|enregistré|registered|hébergeur|plesk|cpanel",
        r"""\b(?:domaine|domain(?:\sname)?|site)\b[^.!?]{0,80}
        \b(?:ovh(?:cloud)?|gandi|ionos|1&1|hostinger|o2switch|infomaniak|amen)\b
        | \b(?:ovh(?:cloud)?|gandi|ionos|1&1|hostinger|o2switch|infomaniak)\b[^.!?]{0,80}
        \b(?:domaine|domain|hébergement\sweb|web\shosting)\b
        | \bcette\spage\sest\s(?:générée|affichée)\s(?:automatiquement\s)?par\s(?:l')?hébergeur\b
        | \b(?:plesk|cpanel)\b[^.!?]{0,40}\bdefault\b | \bweb\sserver'?s\sdefault\spage\b""",
        Signal.DEFAULT_PAGE,
        Signal.SMALL,
    ),
    _habit(
        C.SOFT_GONE,
        "le site est en construction",
        "construction|coming soon|prochainement|bientôt",
        r"""\b(?:site|page|espace)\b[^.!?]{0,40}\ben\s(?:cours\sde\s)?(?:construction|travaux|création)\b
        | \b(?:under\sconstruction|website\scoming\ssoon)\b | ^\W*(?:en\sconstruction|coming\ssoon)\b
        | \b(?:site|page)\b[^.!?]{0,30}\b(?:ouvrira|arrive|disponible)\s(?:prochainement|bientôt)\b""",
    ),
    _habit(
        C.SOFT_GONE,
        "la liste des fichiers à la place du site",
        "index of /",
        r"^index\sof\s/\s",
    ),
    _habit(
        C.AUTH,
        "contenu privé",
        "privé|private",
        r"""\b(?:vidéo|video|album|document|fichier|création|design|playlist|contenu)\b[^.!?]{0,25}\b(?:est\s)?privée?\b
        | \bprivate\s(?:video|design|file|album) | \bthis\s(?:video|file|design|content)\sis\sprivate\b""",
    ),
    _habit(
        C.SOFT_GONE,
        "contenu retiré par le site",
        "vidéo|video|enregistrement",
        r"""\b(?:cette\s)?vidéo\b[^.!?]{0,20}\b(?:n'est\splus\sdisponible|non\sdisponible|indisponible|supprimée|introuvable)\b
        | \bvideo\s(?:is\s)?(?:unavailable|no\slonger\savailable|has\sbeen\sremoved)\b""",
    ),
    _habit(
        C.AUTH,
        "il faut se connecter pour voir la suite",
        "connecte|identifie|log in|login|sign in|sign up|inscri",
        r"""\b(?:connecte[zr](?:-vous)?|identifie[zr](?:-vous)?|se\sconnecter|inscrivez-vous)\b[^.!?]{0,30}
        \bpour\s(?:continuer|voir|consulter|accéder|afficher|lire|découvrir|suivre)
        | \b(?:log\s?in|sign\s?(?:in|up)|join)\b[^.!?]{0,30}\bto\s(?:continue|see|view|read|access|follow)
        | \bvous\sdevez\s(?:être\sconnectée?|vous\s(?:connecter|identifier))""",
    ),
)
_TERMS = re.compile(
    r"""\b(?:accept\w*|j'accepte|approuv\w*|agree)\b[^.!?]{0,80}
    \b(?:conditions|licence|termes|mentions|cookies?|traceurs|terms|license)\b
    | \b(?:conditions|licence|cookies?|traceurs|terms)\b[^.!?]{0,80}\b(?:accept\w*|refus\w*|agree)\b""",
    re.VERBOSE,
)

_REFRESH = re.compile(
    r"""<meta[^>]{0,200}http-equiv\s*=\s*["']?refresh\b[^>]{0,200}?content\s*=\s*["']?\s*[0-5](?:\.\d+)?\s*[;,]\s*
    url\s*=\s*["']?([^"'>\s]+)""",
    re.VERBOSE | re.IGNORECASE,
)


def habit_of(page: Page) -> Habit | None:
    """The habit that this page shows; None for one that has something of its own to say."""
    if len(page.text) > FEW_LETTERS:
        return None
    shown = f"{plain(page.title)} {page.headings} {page.text}"
    for habit in HABITS:
        if any(hint in shown for hint in habit.hints) and _fits(habit.pattern, page):
            return habit
    return None


def _fits(pattern: re.Pattern[str], page: Page) -> bool:
    return any(pattern.search(piece) for piece in (plain(page.title), page.headings, page.text) if piece)


def asks_for_terms(page: Page) -> bool:
    """Whether the page asks for consent before it shows something else."""
    return len(page.text) <= SHORT_TEXT and _TERMS.search(page.text) is not None


def refresh_of(page: Page) -> str:
    """Where a page that says little sends its readers at once, by `<meta http-equiv="refresh">`; "" for any other."""
    if "refresh" not in page.low_source or len(page.text) > FEW_LETTERS:
        return ""
    found = _REFRESH.search(page.source)
    return found[1].strip() if found else ""
