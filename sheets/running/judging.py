"""What the dry run says of each line. Writes nothing but the verdicts.

A judge reads once what all lines are compared with, and then goes through them in batches.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sheets.enums import AttenteDeLigne, DecisionDeLigne, VerdictDeLigne
from sheets.kinds.base import Like, LineIdentity, Now
from sheets.kinds.known import kind_of
from sheets.meaning.cells import Cell, CellError
from sheets.meaning.columns import Building
from sheets.meaning.looking import Looking
from sheets.meaning.terms import UndecidedError
from sheets.models import ImportDeFeuille, LigneDeFeuille
from sheets.running.choices import decided_terms

NO_NUMBER = "Le numéro {number} n’est pas celui d’{noun}\u00a0: effacez-le pour en créer une nouvelle, ou corrigez-le."
NO_NUMBER_M = "Le numéro {number} n’est pas celui d’{noun}\u00a0: effacez-le pour en créer un nouveau, ou corrigez-le."
TWICE = "La ligne {line} dit déjà la même chose ({what})\u00a0: gardez-en une."
LIKE = "{why}\u00a0: «\u00a0{title}\u00a0»."
UNKNOWN = (
    "La cellule «\u00a0{column}\u00a0» contient une formule sans résultat\u00a0: ouvrez la feuille, enregistrez-la,"
    " puis redonnez-la."
)
SHOWN_AT_MOST = 400


@dataclass
class LineJudgement:
    """What is to be done with a line, and why. `building`: its values."""

    verdict: VerdictDeLigne
    building: Building
    key: int | None = None
    version: int | None = None
    why: list[str] = field(default_factory=list)
    changes: list[dict[str, str]] = field(default_factory=list)
    undecided: list[list[str]] = field(default_factory=list)
    like: int | None = None


class Judge:
    """Judges the lines of one import."""

    def __init__(self, imp: ImportDeFeuille) -> None:
        self.imp = imp
        self.kind = kind_of(imp.sorte)
        self.look = Looking(decided_terms(imp.organisation))
        # The main link comes before its words and before the links after it, whatever the order of the sheet.
        order = {column.key: rank for rank, column in enumerate(self.kind.columns)}
        ranks = [(key, rank) for rank, key in enumerate(imp.colonnes) if key]
        self.columns = sorted(ranks, key=lambda one: order.get(one[0], len(order)))
        self.known = self.kind.known(imp.source)
        self._near: dict[int, list[Like]] = {}

    def cells(self, line: LigneDeFeuille) -> dict[str, Cell]:
        """Its cells by the keys of our columns; blank ones are there too."""
        found: dict[str, Cell] = {}
        for key, rank in self.columns:
            said = line.cellules[rank] if rank < len(line.cellules) else ""
            found[key] = Cell(said or "") if said is None or isinstance(said, str) else Cell(*said)
        return found

    @cached_property
    def _first_lines(self) -> dict[tuple[str, str], int]:
        """By what lines of the whole sheet are known: the first line that is."""
        found: dict[tuple[str, str], int] = {}
        for line in self.imp.lignes.only("imp", "numero", "cellules").order_by("numero").iterator(chunk_size=500):
            for mark in self.kind.marks(self.kind.identity(self.cells(line), self.look)):
                found.setdefault(mark, line.numero)
        return found

    def judge(self, lines: Sequence[LigneDeFeuille], *, trying: bool = False) -> list[LineJudgement]:
        """What is to be said of each. `trying`: in a dry run, which also looks for what is nearly the same."""
        cells = [self.cells(line) for line in lines]
        identities = [self.kind.identity(one, self.look) for one in cells]
        found = [self._key(line, identity) for line, identity in zip(lines, identities, strict=True)]
        keys = {key for key in found if key is not None}
        now = self.kind.now(keys)
        refused = self.kind.refused_changes(keys, self.imp.par)
        new = [rank for rank, key in enumerate(found) if key is None and lines[rank].decision != DecisionDeLigne.AUTRE]
        near = self.kind.near([identities[rank] for rank in new]) if trying else [[] for _ in new]
        self._near = {lines[rank].pk: likes for rank, likes in zip(new, near, strict=True)}
        return [
            self._judge(line, said, identity, key, now.get(key or 0), refused.get(key or 0, ""))
            for line, said, identity, key in zip(lines, cells, identities, found, strict=True)
        ]

    def _key(self, line: LigneDeFeuille, identity: LineIdentity) -> int | None:
        """What is there already and is meant by the line; None for something new."""
        if line.decision == DecisionDeLigne.MEME and line.double in self.known.numbers:
            return line.double
        if identity.number is not None:
            return identity.number if identity.number in self.known.numbers else None
        if identity.identifier and identity.identifier in self.known.identifiers:
            return self.known.identifiers[identity.identifier]
        if line.decision == DecisionDeLigne.AUTRE:
            return None
        return self.known.natural.get(identity.natural) if identity.natural else None

    def _judge(
        self,
        line: LigneDeFeuille,
        cells: dict[str, Cell],
        identity: LineIdentity,
        key: int | None,
        now: Now | None,
        refused: str,
    ) -> LineJudgement:
        building = Building(self.look, now.values if now else {}, number=identity.number)
        if identity.number is not None and key is None:
            sentence = NO_NUMBER if self.kind.feminine else NO_NUMBER_M
            why = sentence.format(number=identity.number, noun=self.kind.noun)
            return LineJudgement(VerdictDeLigne.REFUSEE, building, why=[why])
        if twice := self._twice(line, identity):
            return LineJudgement(VerdictDeLigne.DOUBLE, building, key, why=[twice])
        building.current = self.kind.current(cells, now)
        wrong, undecided = self._read(line, cells, building)
        if undecided or wrong:
            return LineJudgement(VerdictDeLigne.REFUSEE, building, key, why=wrong, undecided=undecided)
        return self._weigh(line, identity, key, now, refused, building)

    def _read(
        self, line: LigneDeFeuille, cells: dict[str, Cell], building: Building
    ) -> tuple[list[str], list[list[str]]]:
        """Read the cells into the building; what they are refused for, and what is undecided."""
        wrong: list[str] = []
        undecided: list[list[str]] = []
        unknown = {rank for rank, said in enumerate(line.cellules) if said is None}
        for key, rank in self.columns:
            column, cell = self.kind.by_key[key], cells[key]
            if not cell and rank in unknown:
                wrong.append(UNKNOWN.format(column=column.label))
                continue
            if not cell and not building.current and self.imp.defauts.get(key):
                cell = Cell(self.imp.defauts[key])
            try:
                if cell:
                    column.read(cell, building)
                elif self.imp.vides_effacent and building.current:
                    column.clear(building)
            except UndecidedError as exc:
                undecided += [[exc.facette, text] for text in exc.texts]
                wrong.append(f"{column.label}\u00a0: {exc}")
            except CellError as exc:
                wrong.append(f"{column.label}\u00a0: {exc}")
        here = {key for key, _ in self.columns}
        for key, text in self.imp.defauts.items():
            if key not in here and text and not building.current:
                try:
                    self.kind.by_key[key].read(Cell(text), building)
                except CellError as exc:
                    wrong.append(f"{self.kind.by_key[key].label}, pour toutes les lignes\u00a0: {exc}")
        return wrong, undecided

    def _weigh(
        self,
        line: LigneDeFeuille,
        identity: LineIdentity,
        key: int | None,
        now: Now | None,
        refused: str,
        building: Building,
    ) -> LineJudgement:
        is_new = not building.current
        changes = [] if is_new else self._changes(building)
        if not is_new:
            if not changes:
                return LineJudgement(VerdictDeLigne.IDENTIQUE, building, key, now.version if now else None)
            building.values = {
                name: value for name, value in building.values.items() if value != building.current.get(name)
            }
        wrong = self.kind.wrong(building.values, new=is_new)
        if wrong:
            return LineJudgement(VerdictDeLigne.REFUSEE, building, key, why=wrong)
        if key is None and line.decision != DecisionDeLigne.AUTRE and (likes := self._likes(line, identity)):
            why = [LIKE.format(why=one.why.capitalize(), title=one.title) for one in likes[:3]]
            return LineJudgement(VerdictDeLigne.DOUBLE, building, why=why, like=likes[0].key)
        if refused and (not is_new or key is not None):
            return LineJudgement(VerdictDeLigne.REFUSEE, building, key, why=[refused], changes=changes)
        if is_new and (refusal := self.kind.refused_creation(building, self.imp)):
            return LineJudgement(VerdictDeLigne.REFUSEE, building, key, why=[refusal])
        verdict = VerdictDeLigne.NOUVELLE if is_new else VerdictDeLigne.MODIFIEE
        return LineJudgement(verdict, building, key, now.version if now else None, building.notes, changes)

    def _likes(self, line: LigneDeFeuille, identity: LineIdentity) -> list[Like]:
        """What a new line may be a double of, the surest first, each once."""
        likes = [*self.kind.likes(identity), *self._near.get(line.pk, ())]
        return list({one.key: one for one in reversed(likes)}.values())[::-1]

    def _changes(self, building: Building) -> list[dict[str, str]]:
        after = {**building.current, **building.values}
        found = []
        for column in self.kind.columns:
            before_it, after_it = column.show(building.current, self.look), column.show(after, self.look)
            if before_it != after_it:
                found.append(
                    {
                        "champ": column.label,
                        "avant": before_it[:SHOWN_AT_MOST],
                        "apres": after_it[:SHOWN_AT_MOST],
                    }
                )
        return found

    def _twice(self, line: LigneDeFeuille, identity: LineIdentity) -> str:
        """The sentence for a line whose like stands above it in the sheet."""
        if line.decision == DecisionDeLigne.AUTRE:
            return ""
        for mark in self.kind.marks(identity):
            first = self._first_lines.get(mark, line.numero)
            if first < line.numero:
                return TWICE.format(line=first, what=mark[0])
        return ""


def try_lines(judge: Judge, lines: Collection[LigneDeFeuille]) -> None:
    """Judge these lines and keep what is said of them."""
    judged = list(lines)
    for line, said in zip(judged, judge.judge(judged, trying=True), strict=True):
        keep_judgement(line, said)
        line.attente = ""
    save_lines(judged, KEPT)


KEPT = ["verdict", "pourquoi", "changements", "indecis", "cible", "vue", "double", "attente", "issue", "raison"]


def save_lines(lines: Sequence[LigneDeFeuille], fields: Sequence[str]) -> None:
    """Save these fields of lines that were read whole: an « upsert », a fifth of what updates by CASE cost."""
    LigneDeFeuille.objects.bulk_create(
        lines, update_conflicts=True, unique_fields=["id"], update_fields=list(fields), batch_size=100
    )


def keep_judgement(line: LigneDeFeuille, said: LineJudgement) -> None:
    """Write into the line what is said of it."""
    line.verdict = said.verdict
    line.pourquoi = said.why
    line.changements = said.changes
    line.indecis = said.undecided
    line.cible, line.vue = said.key, said.version
    if said.like is not None or line.decision != DecisionDeLigne.MEME:
        line.double = said.like
    line.issue, line.raison = "", ""


def lines_to(imp: ImportDeFeuille, what: AttenteDeLigne, at_most: int) -> list[LigneDeFeuille]:
    """The next lines with which this is to be done."""
    return list(imp.lignes.filter(attente=what).order_by("numero")[:at_most])
