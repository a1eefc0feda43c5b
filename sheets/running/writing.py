"""Writes what the dry run announced: new ones together, changes one by one, each line with what became of it.

Every batch is judged again first. A line of which something has changed since the dry run is not written: it says so,
and the next dry run shows what it would do now.
"""

import logging
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from comite.refusing import RuleError
from pages.writing.waiting import UNEXPECTED
from sheets.enums import DONE, WRITTEN, AttenteDeLigne, EtatImport, IssueDeLigne, VerdictDeLigne
from sheets.kinds.base import Written
from sheets.models import ImportDeFeuille, LigneDeFeuille
from sheets.running.judging import Judge, LineJudgement, save_lines

logger = logging.getLogger(__name__)

CHANGED = "Elle n’est plus ce qu’elle était à l’essai\u00a0: refaites l’essai, puis importez de nouveau."
NOT_NOW = "Ce n’est pas le moment\u00a0: l’import est «\u00a0{state}\u00a0»."
WRITTEN_FIELDS = ["attente", "issue", "raison", "page", "partenaire", "avant", "apres", "apres_le", "champs"]


@transaction.atomic
def begin_writing(pk: int, *, by: Any, submit: bool) -> int:
    """Have a tried sheet written in the name of `by`; how many lines are, 0: then nothing begins. Raises RuleError."""
    held = ImportDeFeuille.objects.select_for_update(of=("self",)).get(pk=pk)
    if held.etat != EtatImport.ESSAYE:
        raise RuleError(NOT_NOW.format(state=held.get_etat_display()))
    number = request_writing(held, submit=submit)
    if number:
        held.etat, held.par = EtatImport.ECRITURE, by
        held.save()
    return number


@transaction.atomic
def request_writing(imp: ImportDeFeuille, *, submit: bool) -> int:
    """Note that the lines that are new or changed are to be written; how many there are."""
    still = imp.lignes.filter(attente="").exclude(issue__in=DONE)
    number = still.filter(verdict__in=WRITTEN).update(attente=AttenteDeLigne.ECRIRE)
    same = still.filter(verdict=VerdictDeLigne.IDENTIQUE) if "identifiant" in imp.colonnes else still.none()
    # Nothing is written into them, but by what their source calls them they are found again.
    same.update(attente=AttenteDeLigne.ECRIRE)
    still.exclude(verdict__in=WRITTEN).filter(issue="", attente="").update(issue=IssueDeLigne.LAISSEE)
    imp.soumettre = submit
    return number


def write_lines(judge: Judge, lines: Sequence[LigneDeFeuille]) -> None:
    """Write these lines, and keep with each what became of it. In the caller’s transaction."""
    judged = judge.judge(lines)
    new = []
    for line, said in zip(lines, judged, strict=True):
        line.attente = ""
        if said.verdict != line.verdict or (said.key, said.version) != (line.cible, line.vue):
            _fail(line, " ".join(said.why) if said.verdict == VerdictDeLigne.REFUSEE else CHANGED)
        elif said.verdict == VerdictDeLigne.IDENTIQUE and said.key is not None:
            judge.kind.name(said.key, said.building, judge.imp)
            line.issue = IssueDeLigne.LAISSEE
        elif said.verdict == VerdictDeLigne.NOUVELLE:
            new.append((line, said))
        else:
            _change(judge, line, said)
    if new:
        _create(judge, new)
    save_lines(lines, WRITTEN_FIELDS)


def _create(judge: Judge, new: Sequence[tuple[LigneDeFeuille, LineJudgement]]) -> None:
    """All together; when one of them cannot be, each by itself, so that it alone is left out."""
    made = [(line, said.building) for line, said in new]
    try:
        with transaction.atomic():
            written = judge.kind.create(made, judge.imp)
    except Exception as exc:  # noqa: BLE001  one line must not stop the others; what is unexpected is logged
        if len(new) > 1:
            for pair in new:
                _create(judge, [pair])
            return
        _fail(new[0][0], _sentence(exc, new[0][0]))
        return
    for (line, _), one in zip(new, written, strict=True):
        _keep(judge, line, one, IssueDeLigne.CREEE)


def _change(judge: Judge, line: LigneDeFeuille, said: LineJudgement) -> None:
    assert said.key is not None  # noqa: S101  what is changed is there
    try:
        with transaction.atomic():
            written = judge.kind.change(said.key, said.building, judge.imp)
    except Exception as exc:  # noqa: BLE001  as above
        _fail(line, _sentence(exc, line))
    else:
        _keep(judge, line, written, IssueDeLigne.CHANGEE)


def _sentence(exc: Exception, line: LigneDeFeuille) -> str:
    if isinstance(exc, ValidationError):
        return " ".join(exc.messages)
    if isinstance(exc, RuleError):
        return str(exc)
    logger.exception("Line %d of the sheet %d could not be written", line.numero, line.imp_id, exc_info=exc)
    return UNEXPECTED


def _fail(line: LigneDeFeuille, why: str) -> None:
    line.issue, line.raison = IssueDeLigne.ECHOUEE, why[:500]


def _keep(judge: Judge, line: LigneDeFeuille, written: Written, issue: IssueDeLigne) -> None:
    if judge.kind.is_draft:
        line.page_id = written.key
        line.avant, line.apres = written.before, written.after
        line.apres_le = written.after.created_at
    else:
        line.partenaire, line.champs = written.key, written.fields
    line.issue, line.raison = issue, written.reason[:500]
