"""What is in the sheets that go out: of what is there, of nothing yet (a template), of an import (its report)."""

from collections.abc import Iterator, Sequence

from django.utils import timezone
from django.utils.text import slugify

from sheets.kinds.base import SheetKind
from sheets.kinds.known import kind_of
from sheets.meaning.looking import Looking
from sheets.models import ImportDeFeuille
from sheets.takeout.formats import written

#: Columns of what visitors see: nothing of how the Comité works.
KEPT_BACK = frozenset({"identifiant", "rythme"})
AT_ONCE = 2_000


def exported(sort: str, form: str, keys: Sequence[int], *, drafts: bool = True) -> bytes:
    """These, in this order, in the columns of the template. `drafts`: as their last draft has them."""
    kind = kind_of(sort)
    return written(form, kind.label, [one.label for one in kind.columns], _rows(kind, keys, drafts=drafts))


def _rows(kind: SheetKind, keys: Sequence[int], *, drafts: bool) -> Iterator[list[str]]:
    look = Looking()
    hidden = [] if drafts else [rank for rank, one in enumerate(kind.columns) if one.key in KEPT_BACK]
    for start in range(0, len(keys), AT_ONCE):
        for row in kind.rows(keys[start : start + AT_ONCE], look, drafts=drafts):
            for rank in hidden:
                row[rank] = ""
            yield row


def template(sort: str, form: str) -> bytes:
    """A sheet with the headings, one line as an example, and what each column is for."""
    kind = kind_of(sort)
    notes = [
        ("Colonne", "Ce qu’on y écrit", "Exemple"),
        *((one.label, one.help, one.example) for one in kind.columns),
    ]
    example = [one.example for one in kind.columns]
    return written(form, kind.label, [one.label for one in kind.columns], [example], notes)


def report(imp: ImportDeFeuille, form: str) -> bytes:
    """The sheet as it came, and before each line what is said of it: to be corrected and given again, or sent back."""
    said = ("Ligne", "Essai", "Pourquoi, et que faire", "Ce qui change", "Résultat")
    headings = [*said, *(text or f"Colonne {rank + 1}" for rank, text in enumerate(imp.entetes))]
    return written(form, "Compte rendu", headings, _lines(imp))


def _lines(imp: ImportDeFeuille) -> Iterator[list[str]]:
    for line in imp.lignes.order_by("numero").iterator(chunk_size=500):
        changes = (
            f"{one['champ']}\u00a0: {one['avant'] or '(vide)'} → {one['apres'] or '(vide)'}" for one in line.changements
        )
        result = f"{line.get_issue_display()}. {line.raison}".strip(" .") if line.issue else ""
        texts = [one if isinstance(one, str) else (one or [""])[-1] for one in line.cellules]
        yield [
            str(line.numero),
            line.get_verdict_display(),
            "\n".join(line.pourquoi),
            "\n".join(changes),
            result,
            *texts[: len(imp.entetes)],
        ]


def file_name(words: str) -> str:
    """A name for a file: words and the day."""
    return f"{slugify(words) or 'feuille'}-{timezone.localdate():%Y-%m-%d}"
