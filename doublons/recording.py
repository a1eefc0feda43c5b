"""Keeps what is known of pages and links in step with what is saved, drafts too.

Runs in the transaction that saves: a fingerprint is a millisecond. With whom a page is a double is found afterwards, by
a worker (`doublons.comparing`).
"""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any

from django.db import transaction

from doublons import addresses, sketches
from doublons.models import CleDAdresse, CleDEmpreinte, Empreinte
from doublons.words import plain
from liens.models import Lien, OccurrenceLien
from pages.models import PageEditoriale
from pages.page_types import page_types

TEXT_AT_MOST = 400
LOT = 500


@cache
def compared_types() -> tuple[type[PageEditoriale], ...]:
    """The types of which there may be doubles: what editors list as things of their own."""
    return tuple(model for model in page_types() if model.offered_in_lists and model.se_cherche)


def text_of(chapo: str, corps: Any = None) -> str:
    """What of a page is compared: its chapô; without one, how its body, a `StreamValue`, begins."""
    if chapo.strip() or not corps:
        return chapo.strip()
    words = " ".join(map(str, corps.stream_block.get_searchable_content(corps))).split()
    return " ".join(words)[:TEXT_AT_MOST]


def said_by(page: PageEditoriale) -> tuple[str, str]:
    """(title, text) of a page as it is in memory."""
    return page.title, text_of(page.chapo, page.corps)


def said_in(content: Mapping[str, Any]) -> tuple[str, str]:
    """The same of a version, as it is kept: a term that it names may be gone since."""
    field: Any = PageEditoriale._meta.get_field("corps")
    chapo = content.get("chapo") or ""
    corps = None if chapo.strip() else field.to_python(content.get("corps") or "")
    return content.get("title") or "", text_of(chapo, corps)


def forget_page(pk: int) -> None:
    """Let go of what is known of a page that is being deleted."""
    CleDEmpreinte.objects.filter(empreinte=pk).delete()
    Empreinte.objects.filter(pk=pk).delete()


def record_pages(said: Mapping[int, tuple[str, str]]) -> None:
    """Write the fingerprints of these pages anew: key → (title, text)."""
    rows, keys = [], []
    for pk, (title, text) in said.items():
        titre, texte = plain(title)[:255], plain(text)
        mark = sketches.sketch(texte)
        rows.append(Empreinte(page_id=pk, titre=titre, texte=mark, mots=len(texte.split()), schema=sketches.SCHEME))
        keys += [CleDEmpreinte(empreinte_id=pk, valeur=one) for one in sorted(keys_of(titre, mark))]
    with transaction.atomic():
        CleDEmpreinte.objects.filter(empreinte__in=list(said)).delete()
        Empreinte.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["page"],
            update_fields=["titre", "texte", "mots", "schema", "a_comparer"],
        )
        CleDEmpreinte.objects.bulk_create(keys, batch_size=5_000)


def keys_of(titre: str, texte: bytes) -> set[int]:
    """Where a page stands, by its plain title and the fingerprint of its text."""
    return {*sketches.title_keys(titre), *sketches.text_keys(texte)}


def record_page(page: PageEditoriale) -> None:
    """Write the fingerprint of a page as it is in memory; of a type that has no doubles, or of a copy, none."""
    if not isinstance(page, compared_types()) or page.alias_of_id:
        return
    record_pages({page.pk: said_by(page)})


def record_links(ids: Collection[int]) -> list[int]:
    """Bring the keys of these links in step; gives back those that lead elsewhere than was known."""
    known = {row.pk: row for row in CleDAdresse.objects.filter(pk__in=ids)}
    rows = Lien.objects.filter(pk__in=ids).values_list("pk", "url", "url_finale")
    made = [_key_of_link(*one) for one in rows]
    changed = [row for row in made if _values(row) != _values(known.get(row.pk))]
    CleDAdresse.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["lien"],
        update_fields=["ici", "arrivee", "accueil", "schema"],
        batch_size=LOT,
    )
    return [row.pk for row in changed]


def _key_of_link(pk: int, url: str, final: str) -> CleDAdresse:
    here, there = addresses.place_of(url), addresses.place_of(final) if final else None
    # Whoever is led to the first page of a site has not arrived at what he asked for.
    lost = there is not None and there.is_home and (here is None or not here.is_home)
    return CleDAdresse(
        lien_id=pk,
        ici=here.key if here else None,
        arrivee=None if there is None or lost else there.key,
        accueil=bool(here and here.is_home),
        schema=addresses.SCHEME,
    )


def _values(row: CleDAdresse | None) -> tuple[Any, ...] | None:
    return (row.ici, row.arrivee, row.accueil, row.schema) if row else None


def compare_again(links: Iterable[int]) -> int:
    """Have the pages that cite these links compared anew; returns how many."""
    cited = OccurrenceLien.objects.filter(lien__in=list(links), page__isnull=False).order_by()
    return Empreinte.objects.filter(page__in=cited.values("page"), a_comparer=False).update(a_comparer=True)
