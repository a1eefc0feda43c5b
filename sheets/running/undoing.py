"""An import is taken back as one: what it made is deleted, what it changed is what it was, unless somebody wrote."""

import logging
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from pages.writing.waiting import UNEXPECTED
from sheets.enums import DONE, AttenteDeLigne, EtatImport, IssueDeLigne
from sheets.kinds.known import kind_of
from sheets.models import ImportDeFeuille, LigneDeFeuille

logger = logging.getLogger(__name__)

KEPT = "Pas annulée. {why}"


@transaction.atomic
def request_undoing(imp: ImportDeFeuille, *, by: Any) -> int:
    """Note that what was written is to be taken back; how many lines that is."""
    number = imp.lignes.filter(issue__in=DONE, attente="").update(attente=AttenteDeLigne.ANNULER)
    if number:
        imp.annule_par, imp.annule_le, imp.etat = by, timezone.now(), EtatImport.ANNULATION
        imp.save(update_fields=["annule_par", "annule_le", "etat"])
    return number


def undo_lines(imp: ImportDeFeuille, lines: Iterable[LigneDeFeuille]) -> None:
    """Take these lines back, all lines about one page or partner together. In the caller’s transaction."""
    kind = kind_of(imp.sorte)
    done: set[int] = set()
    for line in lines:
        if line.pk in done:
            continue
        together = list(_about_the_same(imp, line))
        done |= {one.pk for one in together}
        try:
            with transaction.atomic():
                why = kind.undo(together, imp.annule_par)
        except Exception:  # one page must not stop the others, whatever is wrong with it
            logger.exception("Line %d of the sheet %d could not be taken back", line.numero, imp.pk)
            why = UNEXPECTED
        for one in together:
            if not why:
                one.issue, one.raison = IssueDeLigne.ANNULEE, ""
            else:
                one.raison = KEPT.format(why=why)[:500]
            one.attente = ""
            one.save(update_fields=["attente", "issue", "raison"])


def _about_the_same(imp: ImportDeFeuille, line: LigneDeFeuille) -> Iterable[LigneDeFeuille]:
    waiting = imp.lignes.filter(attente=AttenteDeLigne.ANNULER).select_related("avant", "apres").order_by("numero")
    if line.page_id:
        return waiting.filter(page=line.page_id)
    return waiting.filter(partenaire=line.partenaire) if line.partenaire else waiting.filter(pk=line.pk)
