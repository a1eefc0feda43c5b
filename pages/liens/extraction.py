"""Which addresses a page cites, and where exactly. Pure: reads the page in memory, asks nothing of the database.

A field is an address when it is validated by `taxonomy.adresses.valider_url`; rich text is searched for `<a href>`.
New fields and blocks are therefore found without being declared here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField

from pages.enums import OrigineOccurrence
from pages.liens.texte_riche import liens_de
from taxonomy.adresses import valider_url


@dataclass(frozen=True, slots=True)
class Citation:
    """One address at one place of a page.

    `champ` is the path of the field (`corps.2.url`, `liens_ressource.0.url`); `bloc` is the StreamField block's id.
    """

    url: str
    origine: OrigineOccurrence
    champ: str
    bloc: str = ""
    texte: str = ""


def citations_de(page: models.Model) -> list[Citation]:
    """Every address that the page's fields, StreamFields, rich texts and children hold, in the order of the page."""
    return list(_of_model(page, prefix=""))


def _of_model(instance: models.Model, *, prefix: str) -> Iterator[Citation]:
    for field in instance._meta.concrete_fields:
        path = f"{prefix}{field.name}"
        value = getattr(instance, field.attname)
        if not value:
            continue
        if isinstance(field, StreamField):
            yield from _of_stream(value, path)
        elif isinstance(field, RichTextField):
            yield from _of_html(value, path, bloc="")
        elif valider_url in field.validators:
            yield Citation(
                url=value,
                origine=OrigineOccurrence.CHAMP,
                champ=path,
                texte=str(getattr(instance, "libelle", "")),
            )
    for relation in get_all_child_relations(type(instance)):
        accessor = relation.get_accessor_name()
        if accessor is None:
            continue
        for rank, child in enumerate(getattr(instance, accessor).all()):
            yield from _of_model(child, prefix=f"{prefix}{accessor}.{rank}.")


def _of_stream(value: blocks.StreamValue, path: str) -> Iterator[Citation]:
    for rank, child in enumerate(value):
        yield from _of_block(child.block, child.value, f"{path}.{rank}", bloc=str(child.id or ""))


def _of_block(block: blocks.Block, value: Any, path: str, *, bloc: str) -> Iterator[Citation]:
    if isinstance(block, blocks.StreamBlock):
        yield from _of_stream(value, path)
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from _of_block(child, value.get(name), f"{path}.{name}", bloc=bloc)
    elif isinstance(block, blocks.ListBlock):
        for rank, bound in enumerate(value.bound_blocks):
            yield from _of_block(bound.block, bound.value, f"{path}.{rank}", bloc=bloc)
    elif isinstance(block, blocks.RichTextBlock):
        if value:
            yield from _of_html(value.source, path, bloc=bloc)
    elif value and valider_url in getattr(getattr(block, "field", None), "validators", ()):
        yield Citation(url=value, origine=OrigineOccurrence.BLOC, champ=path, bloc=bloc)


def _of_html(html: str, path: str, *, bloc: str) -> Iterator[Citation]:
    for link in liens_de(html):
        yield Citation(url=link.url, origine=OrigineOccurrence.TEXTE, champ=path, bloc=bloc, texte=link.texte)
