"""How much one link may send, so that a link that went astray fills nothing. Beyond it: a sentence, and a 429."""

from django.http import HttpRequest
from limits import RateLimitItemPerDay, RateLimitItemPerMinute

from ground.edges.rates import TooManyError, count_moving
from ground.visitors import account_of
from propositions.enums import EtatDeDemarche
from propositions.models import AccesDePartenaire

#: Presses a day, sheets a day, proposals that wait at the same time, pages of one press.
ACTS_A_DAY, SHEETS_A_DAY, WAITING_AT_MOST, PAGES_AT_ONCE = 200, 10, 1_000, 100
#: Of one sheet.
OCTETS_AT_MOST, LINES_AT_MOST = 5 * 1024 * 1024, 1_000
UNKNOWN_A_MINUTE = 30
DAY = 86_400
TOO_MANY_ACTS = f"Cet accès a envoyé {ACTS_A_DAY} propositions en un jour, le plus qu’il peut\u00a0: reprenez demain."
TOO_MANY_SHEETS = f"Cet accès a envoyé {SHEETS_A_DAY} feuilles en un jour, le plus qu’il peut\u00a0: reprenez demain."
TOO_MANY_WAITING = (
    "Mille de vos propositions attendent déjà une réponse\u00a0: attendez que les éditeurs en aient lu quelques-unes."
)
TOO_MANY_TRIES = "Trop d’accès inconnus ont été essayés\u00a0: attendez une minute."


def count_act(access: AccesDePartenaire, *, sheet: bool = False, more: int = 1) -> None:
    """Count one press of this link, which proposes `more`. Raises TooManyError."""
    if access.propositions.filter(etat=EtatDeDemarche.ATTENTE).count() + more > WAITING_AT_MOST:
        raise TooManyError(TOO_MANY_WAITING, DAY)
    number, what, said = (SHEETS_A_DAY, "feuilles", TOO_MANY_SHEETS) if sheet else (ACTS_A_DAY, "actes", TOO_MANY_ACTS)
    standing = count_moving(RateLimitItemPerDay(number), "espace", what, str(access.pk))
    if standing and not standing.allowed:
        raise TooManyError(said, standing.wait)


def count_unknown(request: HttpRequest) -> None:
    """Count one link that opens nothing. Raises TooManyError: a secret is not guessed, and trying costs."""
    standing = count_moving(RateLimitItemPerMinute(UNKNOWN_A_MINUTE), "espace", "inconnus", account_of(request))
    if standing and not standing.allowed:
        raise TooManyError(TOO_MANY_TRIES, standing.wait)
