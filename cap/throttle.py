"""How often an address does something, so that guessing and flooding cost more than they bring."""

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from ground.visitors import address_of, adresse_du_jour

MINUTE, ESSAIS_PAR_MINUTE = 60, 30
#: Each new address is asked of its site by our checker: nobody makes it knock at a thousand doors.
HEURE, LIENS_PAR_HEURE = 3600, 100
#: A whole room may start from one address; a machine that fills the database may not.
CAPS_PAR_HEURE = 200
TROP_D_ESSAIS = "Trop de liens inconnus ont été essayés\u00a0: attendez une minute."
TROP_DE_LIENS = "Vous avez ajouté beaucoup de liens en une heure\u00a0: attendez un peu avant le prochain."
TROP_DE_CAPS = "Beaucoup de C.A.P. ont été commencés d’ici en une heure\u00a0: attendez un peu avant le prochain."


def trop_d_essais(request: HttpRequest) -> bool:
    """Count one unknown link that was tried; whether there were too many in this minute."""
    return _fois(request, "essais", MINUTE) > ESSAIS_PAR_MINUTE


def trop_de_liens(request: HttpRequest) -> bool:
    """Count one link that was added; whether there were too many in this hour."""
    return _fois(request, "liens", HEURE) > LIENS_PAR_HEURE


def trop_de_caps(request: HttpRequest) -> bool:
    """Count one C.A.P. that is begun; whether there were too many in this hour."""
    return _fois(request, "caps", HEURE) > CAPS_PAR_HEURE


def _fois(request: HttpRequest, quoi: str, secondes: int) -> int:
    who = f"cap.{quoi}.{adresse_du_jour(address_of(request), timezone.localdate())}"
    cache.add(who, 0, secondes)
    try:
        return cache.incr(who)
    except ValueError:  # forgotten between the two
        return 1
