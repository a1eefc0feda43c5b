"""Goes on with the sheets that wait, batch after batch. Each batch is one transaction, which also says that it is done.

A worker that is killed loses the batch that it was at, and nothing is half written; the schedule, or the next worker,
takes up what waits. Of two workers the one that holds the row of the import goes on, and the other lets it.
"""

import logging
from functools import partial
from time import monotonic

from django.db import transaction
from django.utils import timezone

from ground.wake import gathered_wakes, wake
from pages.writing.waiting import UNEXPECTED
from sheets.enums import UNDER_WAY, AttenteDeLigne, EtatImport, IssueDeLigne
from sheets.models import ImportDeFeuille, LigneDeFeuille
from sheets.running.judging import Judge, try_lines
from sheets.running.undoing import undo_lines
from sheets.running.writing import write_lines

logger = logging.getLogger(__name__)

TASK = "sheets.advance"
#: How many lines are done at once, for each thing that is done with them.
BATCH = {AttenteDeLigne.JUGER: 250, AttenteDeLigne.ECRIRE: 50, AttenteDeLigne.ANNULER: 20}
STEP = {
    EtatImport.ESSAI: (AttenteDeLigne.JUGER, EtatImport.ESSAYE),
    EtatImport.ECRITURE: (AttenteDeLigne.ECRIRE, EtatImport.FAIT),
    EtatImport.ANNULATION: (AttenteDeLigne.ANNULER, EtatImport.ANNULE),
}


def wake_worker() -> None:
    """Tell a worker, once what is asked is committed."""
    transaction.on_commit(partial(wake, TASK), robust=True)


def advance_imports(*, seconds: float | None = None, only: int | None = None) -> int:
    """Go on with all that waits, or with one import, and begin no batch after so many seconds; how many lines wait."""
    until = None if seconds is None else monotonic() + seconds
    asked = ImportDeFeuille.objects.filter(etat__in=UNDER_WAY, **({} if only is None else {"pk": only}))
    for pk in list(asked.order_by("pk").values_list("pk", flat=True)):
        judge: Judge | None = None
        while until is None or monotonic() < until:
            # What each page wakes is woken once for the batch.
            with gathered_wakes():
                judge, goes_on = _advance(pk, judge)
            if not goes_on:
                break
    return LigneDeFeuille.objects.exclude(attente="").count()


def _advance(pk: int, judge: Judge | None) -> tuple[Judge | None, bool]:
    """One batch of an import: who judges its lines, and whether more are to be done."""
    with transaction.atomic():
        held = ImportDeFeuille.objects.select_for_update(skip_locked=True, of=("self",))
        imp = held.filter(pk=pk, etat__in=UNDER_WAY).first()
        if imp is None:
            return judge, False
        what, done = STEP[EtatImport(imp.etat)]
        lines = list(imp.lignes.filter(attente=what).order_by("numero")[: BATCH[what]])
        if not lines:
            _end(imp, done)
            return judge, False
        if what != AttenteDeLigne.ANNULER and (judge is None or judge.imp.etat != imp.etat):
            judge = Judge(imp)
        try:
            with transaction.atomic():
                _do(imp, what, judge, lines)
        except Exception:  # one batch must not stop all sheets, whatever is wrong with it
            logger.exception("A batch of the sheet %d failed", pk)
            failed = LigneDeFeuille.objects.filter(pk__in=[line.pk for line in lines])
            failed.update(attente="", issue=IssueDeLigne.ECHOUEE, raison=UNEXPECTED)
        # Said with the last lines: who looks at the time next may begin nothing more.
        if not imp.lignes.filter(attente=what).exists():
            _end(imp, done)
            return judge, False
    return judge, True


def _end(imp: ImportDeFeuille, done: EtatImport) -> None:
    imp.etat = done
    if done == EtatImport.FAIT:
        imp.fini_le = timezone.now()
    imp.save(update_fields=["etat", "fini_le"])


def _do(imp: ImportDeFeuille, what: AttenteDeLigne, judge: Judge | None, lines: list[LigneDeFeuille]) -> None:
    if what == AttenteDeLigne.ANNULER or judge is None:
        undo_lines(imp, lines)
    elif what == AttenteDeLigne.JUGER:
        try_lines(judge, lines)
    else:
        write_lines(judge, lines)
