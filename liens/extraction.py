"""Which addresses a page or a term cites, and where exactly. Pure: reads it in memory, asks nothing of the database.

A field is an address when it is validated by `ground.addresses.validation.validate_url` or is one of Django's own; rich
text is searched for `<a href>`. New fields and blocks are therefore found without being declared here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.validators import URLValidator
from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.embeds.blocks import EmbedValue
from wagtail.fields import RichTextField, StreamField

from ground.addresses.rich_text import liens_de
from ground.addresses.validation import validate_url
from liens.enums import OrigineOccurrence


@dataclass(frozen=True, slots=True)
class Citation:
    """One address at one place of a page.

    `champ` is the path of the field (`corps.2.url`, `liens.0.url`); `bloc` is the id of the nearest block around it,
    an item of a list included; `lieu` says the same in an editor's words.
    """

    url: str
    origine: OrigineOccurrence
    champ: str
    bloc: str = ""
    texte: str = ""
    lieu: str = ""


@dataclass(frozen=True, slots=True)
class Lieu:
    """Where the reading stands: the path for programs, the nearest block, the words for editors."""

    champ: str = ""
    bloc: str = ""
    mots: tuple[str, ...] = ()

    def vers(self, nom: object, mots: str, bloc: str = "") -> "Lieu":
        """One step further in."""
        champ = f"{self.champ}.{nom}" if self.champ else str(nom)
        mots = mots[:1].upper() + mots[1:]
        # A rich text alone in its block would be named twice.
        suite = self.mots if mots == (self.mots[-1:] or ("",))[0] else (*self.mots, mots)
        return Lieu(champ, bloc or self.bloc, suite)

    def citation(self, url: str, origine: OrigineOccurrence, texte: str = "") -> Citation:
        return Citation(url, origine, self.champ, self.bloc, texte, " › ".join(self.mots))


def citations_de(instance: models.Model) -> list[Citation]:
    """Every address that the fields, StreamFields, rich texts and children hold, in the order of the page."""
    return list(_of_model(instance, Lieu()))


def champs_qui_citent(model: type[models.Model]) -> list[models.Field]:
    """The fields of a model in which an address may stand, its children's left out."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, StreamField | RichTextField) or est_une_adresse(field)
    ]


def est_une_adresse(field: Any) -> bool:
    """Whether a field of a model or of a block's form holds one address and nothing else."""
    validators = getattr(field, "validators", ())
    return validate_url in validators or any(isinstance(one, URLValidator) for one in validators)


def _of_model(instance: models.Model, lieu: Lieu) -> Iterator[Citation]:
    for field in champs_qui_citent(type(instance)):
        value = getattr(instance, field.attname)
        if not value:
            continue
        place = lieu.vers(field.name, str(field.verbose_name))
        if isinstance(field, StreamField):
            yield from _of_stream(value, place)
        elif isinstance(field, RichTextField):
            yield from _of_html(value, place)
        else:
            yield place.citation(value, OrigineOccurrence.CHAMP, str(getattr(instance, "libelle", "")))
    for relation in get_all_child_relations(type(instance)):
        accessor = relation.get_accessor_name()
        if accessor is None:
            continue
        for rank, child in enumerate(getattr(instance, accessor).all()):
            nom = f"{relation.related_model._meta.verbose_name} n° {rank + 1}"
            inside = Lieu(f"{lieu.champ}.{accessor}" if lieu.champ else accessor, lieu.bloc, lieu.mots)
            yield from _of_model(child, inside.vers(rank, nom))


def _of_stream(value: blocks.StreamValue, lieu: Lieu) -> Iterator[Citation]:
    for rank, child in enumerate(value):
        nom = f"bloc n° {rank + 1} ({child.block.label})"
        yield from _of_block(child.block, child.value, lieu.vers(rank, nom, str(child.id or "")))


def _of_block(block: blocks.Block, value: Any, lieu: Lieu) -> Iterator[Citation]:
    if isinstance(block, blocks.StreamBlock):
        yield from _of_stream(value, lieu)
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from _of_block(child, value.get(name), lieu.vers(name, str(child.label)))
    elif isinstance(block, blocks.ListBlock):
        for rank, bound in enumerate(value.bound_blocks):
            # An item that was never saved by the editor has an id for this reading only.
            place = lieu.vers(rank, f"n° {rank + 1}", bound.original_id or "")
            yield from _of_block(bound.block, bound.value, place)
    elif isinstance(block, TypedTableBlock):
        for rank, row in enumerate(value.rows if value else ()):
            for column, bound in enumerate(row):
                place = lieu.vers(f"{rank}.{column}", f"ligne {rank + 1}, colonne {column + 1}")
                yield from _of_block(bound.block, bound.value, place)
    elif isinstance(block, blocks.RichTextBlock):
        if value:
            yield from _of_html(value.source, lieu)
    elif value and est_une_adresse(getattr(block, "field", None)):
        yield lieu.citation(value.url if isinstance(value, EmbedValue) else value, OrigineOccurrence.BLOC)


def _of_html(html: str, lieu: Lieu) -> Iterator[Citation]:
    for link in liens_de(html):
        yield lieu.citation(link.url, OrigineOccurrence.TEXTE, link.texte)
