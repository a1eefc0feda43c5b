"""Writes a whole run in three statements, however many links it has. Called in the transaction that judged it."""

from collections.abc import Iterable, Mapping, Sequence

from liens.models import Lien
from workers.links.ledger.consequences import JudgedLink
from workers.links.models import Controle, Suivi

OF_LINKS = [
    "etat",
    "etat_depuis",
    "verifie_le",
    "controle_le",
    "prochain_controle_le",
    "reserve_jusqu_au",
    "classe",
    "code_http",
    "raison",
    "url_finale",
]
OF_MEMORIES = [field.name for field in Suivi._meta.concrete_fields if field.name not in {"id", "lien"}]


def write(issues: Sequence[JudgedLink], memories: Mapping[int, Suivi]) -> None:
    """Write the links, what the checker remembers of them, and one row of the ledger for each observation.

    Rows that exist are updated by inserting them: Django's own bulk update builds a CASE for every value, which costs
    twenty times as much. An observation that is delivered twice is written once.
    """
    _upsert_links([issue.lien for issue in issues])
    _upsert_memories(memories[issue.lien.pk] for issue in issues)
    Controle.objects.bulk_create(map(_row, issues), ignore_conflicts=True)


def _upsert_links(liens: Sequence[Lien]) -> None:
    # They were locked by the caller: none of them can be inserted anew.
    Lien.objects.bulk_create(liens, update_conflicts=True, unique_fields=["id"], update_fields=OF_LINKS)


def _upsert_memories(memories: Iterable[Suivi]) -> None:
    rows = list(memories)
    for row in rows:
        # The link decides which row it is; another worker may have made it since it was looked for.
        row.pk = None
    Suivi.objects.bulk_create(rows, update_conflicts=True, unique_fields=["lien"], update_fields=OF_MEMORIES)


def _row(issue: JudgedLink) -> Controle:
    observation = issue.observation
    return Controle(
        lien=issue.lien,
        le=observation.started_at,
        classe=observation.class_.value,
        etat=issue.lien.etat,
        code_http=observation.status,
        duree_ms=observation.elapsed_ms,
        raison=observation.reason[:300],
        preuve=observation.as_evidence(),
    )
