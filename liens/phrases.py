"""The state of a link in a visitor's words, the same on every page and in every file that is taken away."""

from datetime import datetime

from ground.templatetags.typography import jour_long
from liens.enums import EtatLien
from liens.states import EtatDuLien

INDISPONIBLE = "lien indisponible"
A_EXAMINER = "lien à examiner"


def fraicheur(etat: str, verifie_le: datetime | None) -> str:
    """« vérifié le 3 mars 2026 », « lien indisponible »: what stands beside a title."""
    if etat == EtatLien.CASSE:
        return INDISPONIBLE
    if etat == EtatLien.DANGER:
        return A_EXAMINER
    if etat == EtatLien.INVERIFIABLE:
        return "lien non vérifiable"
    if verifie_le is None:
        return "sans réponse, à confirmer" if etat == EtatLien.SUSPECT else "pas encore vérifié"
    return f"vérifié le {jour_long(verifie_le)}" + (", à confirmer" if etat == EtatLien.SUSPECT else "")


def fraicheur_depuis(lien: EtatDuLien, depuis: datetime | None) -> str:
    """The same with since when it is not to be opened: the last time it was seen alive, or else `depuis`."""
    if lien.est_confirme and lien.confirme_le:
        return f"vu en état de marche le {jour_long(lien.confirme_le)}"
    said = fraicheur(lien.etat, lien.verifie_le)
    since = lien.verifie_le or depuis
    return f"{said} depuis le {jour_long(since)}" if lien.etat == EtatLien.CASSE and since else said
