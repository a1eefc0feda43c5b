"""A sheet that a partner sends: read and tried by `sheets`, in the name of whoever gave the link; written by nobody.

Lines that aim at pages of others are shut out: of them nothing is told, and nothing is written when it is accepted.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from comite.refusing import RuleError
from pages.writing import changing
from propositions.accesses.limits import LINES_AT_MOST, OCTETS_AT_MOST, count_act
from propositions.models import AccesDePartenaire, PropositionDePartenaire
from propositions.proposing.making import propose_sheet
from propositions.ressources import own_ressources
from sheets.enums import EtatImport, SorteDeFeuille, VerdictDeLigne
from sheets.kinds import pages as kinds
from sheets.models import ImportDeFeuille, LigneDeFeuille
from sheets.reading.grids import UnreadableSheetError
from sheets.running.advancing import advance_imports, wake_worker
from sheets.running.depositing import choose_columns, deposit
from sheets.running.writing import begin_writing
from taxonomy.models import Partenaire

#: What editors alone say of a page.
EDITORS_OWN = frozenset({"responsable", "rangee", "relu", "rythme", "boites"})
SECONDS = 1.5
NOBODY = "La personne qui a donné cet accès n’est plus là\u00a0: demandez-en un autre pour envoyer une feuille."
TOO_HEAVY = "Cette feuille pèse plus de 5\u00a0Mo\u00a0: envoyez-la en CSV, ou en plusieurs fois."
TOO_LONG = "Cette feuille a plus de mille lignes\u00a0: envoyez-la en plusieurs fois."
NOT_HIS = "Cette ligne vise une page qui n’est pas dans l’espace du partenaire."
SHEET_GONE = "La feuille a été retirée depuis\u00a0: il ne reste qu’à décliner, avec un mot."
UNDER_WAY = "L’essai de la feuille n’est pas fini\u00a0: attendez un instant, puis recommencez."
NOTHING_TO_WRITE = (
    "Aucune ligne de la feuille ne peut être importée\u00a0: ouvrez-la dans «\u00a0Feuilles\u00a0» pour décider des"
    " mots et des doubles, ou déclinez."
)


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One line as the partner is told of it."""

    numero: int
    titre: str
    verdict: str
    label: str
    phrases: tuple[str, ...]


#: What is told of a line that is shut out, beside the verdicts of sheets.
ELSEWHERE, UNDECIDED = "ailleurs", "a_preciser"
LABELS = {
    **{one.value: str(one.label) for one in VerdictDeLigne},
    UNDECIDED: "Mots à préciser",
    ELSEWHERE: "Hors de votre espace",
    "": "À l’essai",
}
LIKE_ANOTHER = "Une page du site lui ressemble, ou une autre ligne\u00a0: un éditeur dira si c’est la même."
CHANGES = "Ce qui changerait\u00a0: {fields}."
WORDS = "Un éditeur dira à quoi correspond {words}."
NOT_BY_SHEET = "Cette page ne se change pas par une feuille en ce moment\u00a0: proposez-en une correction."
TO_PLACE = "Un éditeur devra d’abord dire où la ranger."
AIMS_ELSEWHERE = "Elle vise une page qui n’est pas dans votre espace\u00a0: elle sera laissée de côté."


def send_sheet(
    *, access: AccesDePartenaire, octets: bytes, name: str, word: str, token: str
) -> PropositionDePartenaire:
    """Read and try the sheet, and propose it. Raises ValidationError, TooManyError."""
    known = PropositionDePartenaire.objects.filter(acces=access, jeton=token).first()
    if known is not None:
        return known
    if access.donne_par is None or not access.donne_par.is_active:
        raise ValidationError(NOBODY)
    if len(octets) > OCTETS_AT_MOST:
        raise ValidationError(TOO_HEAVY)
    count_act(access, sheet=True)
    try:
        with transaction.atomic():
            imp = _deposited(access, octets, name)
            proposal = propose_sheet(access=access, imp=imp, word=word, token=token)
            if proposal.imp_id != imp.pk:
                # Pressed twice at once: the other press has kept it.
                imp.delete()
                return proposal
    except UnreadableSheetError as exc:
        raise ValidationError(str(exc)) from exc
    advance_imports(seconds=SECONDS, only=imp.pk)
    wake_worker()
    return proposal


def _deposited(access: AccesDePartenaire, octets: bytes, name: str) -> ImportDeFeuille:
    imp = deposit(
        octets=octets,
        name=name,
        sort=SorteDeFeuille.RESSOURCES,
        organisation=access.organisation,
        source=access.partenaire.nom[:120],
        place=access.place,
        by=access.donne_par,
    )
    if imp.lignes.count() > LINES_AT_MOST:
        raise ValidationError(TOO_LONG)
    columns = ["" if key in EDITORS_OWN else key for key in imp.colonnes]
    defauts = {} if "partenaires" in columns else {"partenaires": access.partenaire.nom}
    choose_columns(imp, columns=columns, kept=False, defauts=defauts)
    return imp


def shut_out(partenaire: Partenaire) -> Q:
    """A condition on lines: each aims at a page that is not the partner’s."""
    mine = own_ressources(partenaire).order_by().values("pk")
    return Q(cible__isnull=False) & ~Q(cible__in=mine)


def counts_of(imp: ImportDeFeuille, partenaire: Partenaire) -> list[tuple[str, str, int]]:
    """(verdict, its words, number of lines), for the partner."""
    counted = Counter(dict.fromkeys(LABELS, 0))
    out = set(imp.lignes.filter(shut_out(partenaire)).values_list("pk", flat=True))
    for pk, verdict, undecided in imp.lignes.order_by().values_list("pk", "verdict", "indecis"):
        counted[ELSEWHERE if pk in out else UNDECIDED if undecided else verdict] += 1
    return [(one, LABELS[one], counted[one]) for one in LABELS if counted[one]]


def told_lines(imp: ImportDeFeuille, lines: Iterable[LigneDeFeuille], partenaire: Partenaire) -> list[ToldLine]:
    """These lines of the sheet in words that tell nothing of drafts, of others’ pages, of who works on them."""
    rows = list(lines)
    keys = [one.cible for one in rows if one.cible]
    mine = set(own_ressources(partenaire).filter(pk__in=keys).values_list("pk", flat=True))
    said = {"parent": imp.place.get_admin_display_title() if imp.place else ""}
    of_editors = {kinds.NO_PLACE, changing.NO_PLACE.format(**said), changing.NOT_HERE.format(**said), changing.NOT_FOR}
    return [_told(one, bool(one.cible) and one.cible not in mine, of_editors) for one in rows]


def _told(line: LigneDeFeuille, elsewhere: bool, of_editors: set[str]) -> ToldLine:
    verdict: str = ELSEWHERE if elsewhere else line.verdict
    if elsewhere:
        phrases = [AIMS_ELSEWHERE]
    elif line.verdict == VerdictDeLigne.DOUBLE:
        phrases = [LIKE_ANOTHER]
    elif line.verdict == VerdictDeLigne.MODIFIEE:
        phrases = [CHANGES.format(fields=", ".join(one["champ"] for one in line.changements))]
    elif line.indecis:
        verdict, phrases = (
            UNDECIDED,
            [WORDS.format(words=", ".join(f"«\u00a0{text}\u00a0»" for _, text in line.indecis))],
        )
    elif line.cible and line.changements:
        phrases = [NOT_BY_SHEET]
    else:
        phrases = [TO_PLACE if one in of_editors else one for one in line.pourquoi]
    return ToldLine(line.numero, line.titre, verdict, LABELS[verdict], tuple(phrases))


def accept_sheet(proposal: PropositionDePartenaire, *, by: Any, submit: bool = False) -> int:
    """Have the sheet written in the name of `by`, by the rules of sheets; how many lines are. Raises RuleError."""
    imp = proposal.imp
    if imp is None:
        raise RuleError(SHEET_GONE)
    if imp.etat == EtatImport.ESSAI:
        raise RuleError(UNDER_WAY)
    if imp.etat != EtatImport.ESSAYE:
        # An editor has imported it by the menu of sheets.
        return 0
    out = imp.lignes.filter(shut_out(proposal.partenaire))
    out.update(verdict=VerdictDeLigne.REFUSEE, pourquoi=[NOT_HIS])
    number = begin_writing(imp.pk, by=by, submit=submit)
    if not number:
        raise RuleError(NOTHING_TO_WRITE)
    wake_worker()
    return number
