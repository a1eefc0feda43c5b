"""Writes an address in the place of another one, in memory: the mirror of `liens.extraction`.

Every spelling of the old address is replaced. A fragment that the editor wrote goes along, unless the new address has
its own. In rich text, `href` changes, and the visible words only if they were the address.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.embeds.blocks import EmbedValue
from wagtail.fields import RichTextField, StreamField
from wagtail.rich_text import RichText

from ground.addresses.keys import cle_de
from liens.extraction import champs_qui_citent, est_une_adresse

_ANCRE = re.compile(r"(<a\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>)(.*?)(</a\s*>)", re.IGNORECASE | re.DOTALL)
_HREF = re.compile(r"(\bhref\s*=\s*)(\"[^\"]*\"|'[^']*'|[^\s>\"']+)", re.IGNORECASE)


@dataclass(slots=True)
class Ecrivain:
    """Replaces one link, known by its key in the registry, and counts the places that it changed."""

    cle: str
    nouvelle: str
    places: int = 0

    def write(self, instance: models.Model) -> int:
        """Change `instance` and its children in memory; returns how many places changed.

        Raises ValidationError where a field cannot hold the new address.
        """
        self._modele(instance)
        return self.places

    def adresse(self, ecrite: str) -> str | None:
        """What to write instead of this address; None when it is another link."""
        cle = cle_de(ecrite)
        if cle is None or cle[0] != self.cle:
            return None
        _, diese, fragment = ecrite.strip().partition("#")
        return f"{self.nouvelle}#{fragment}" if diese and "#" not in self.nouvelle else self.nouvelle

    def texte_riche(self, source: str) -> str:
        """The same HTML with the new address; what is not a link to the old one stays as it is, to the letter."""
        return _ANCRE.sub(self._ancre, source)

    def _ancre(self, match: re.Match[str]) -> str:
        balise, mots, fin = match.groups()
        href = _HREF.search(balise)
        if href is None:
            return match[0]
        ecrite = html.unescape(href[2].strip("\"'"))
        nouvelle = self.adresse(ecrite)
        if nouvelle is None:
            return match[0]
        self.places += 1
        balise = f'{balise[: href.start()]}{href[1]}"{html.escape(nouvelle)}"{balise[href.end() :]}'
        if html.unescape(mots).strip() == ecrite.strip():
            mots = html.escape(nouvelle, quote=False)
        return f"{balise}{mots}{fin}"

    def _modele(self, instance: models.Model) -> None:
        for field in champs_qui_citent(type(instance)):
            value = getattr(instance, field.attname)
            if not value:
                continue
            if isinstance(field, StreamField):
                self._flux(value)
            elif isinstance(field, RichTextField):
                setattr(instance, field.attname, self.texte_riche(value))
            elif (nouvelle := self.adresse(value)) is not None:
                setattr(instance, field.attname, field.clean(nouvelle, instance))
                self.places += 1
        for relation in get_all_child_relations(type(instance)):
            accessor = relation.get_accessor_name()
            if accessor is None:
                continue
            enfants = list(getattr(instance, accessor).all())
            avant = self.places
            for enfant in enfants:
                self._modele(enfant)
            if self.places > avant:
                # A manager that reads the database would forget what was written on its children.
                setattr(instance, accessor, enfants)

    def _flux(self, value: blocks.StreamValue) -> None:
        for child in value:
            child.value = self._bloc(child.block, child.value)

    def _bloc(self, block: blocks.Block, value: Any) -> Any:
        for kind, ecrire in self._par_genre():
            if isinstance(block, kind):
                return ecrire(block, value) if value else value
        if value and est_une_adresse(getattr(block, "field", None)):
            return self._champ(block, value)
        return value

    def _par_genre(self) -> tuple[tuple[type[blocks.Block], Callable[[Any, Any], Any]], ...]:
        return (
            (blocks.StreamBlock, self._flux_imbrique),
            (blocks.StructBlock, self._structure),
            (blocks.ListBlock, self._liste),
            (TypedTableBlock, self._tableau),
            (blocks.RichTextBlock, self._riche),
        )

    def _flux_imbrique(self, block: blocks.StreamBlock, value: blocks.StreamValue) -> blocks.StreamValue:
        self._flux(value)
        return value

    def _structure(self, block: blocks.StructBlock, value: Any) -> Any:
        for name, child in block.child_blocks.items():
            if name in value:
                value[name] = self._bloc(child, value[name])
        return value

    def _liste(self, block: blocks.ListBlock, value: Any) -> Any:
        for bound in value.bound_blocks:
            bound.value = self._bloc(bound.block, bound.value)
        return value

    def _tableau(self, block: TypedTableBlock, value: Any) -> Any:
        for row in value.row_data:
            row["values"] = [
                self._bloc(column["block"], cell) for column, cell in zip(value.columns, row["values"], strict=False)
            ]
        return value

    def _riche(self, block: blocks.RichTextBlock, value: RichText) -> RichText:
        source = self.texte_riche(value.source)
        return value if source == value.source else RichText(source)

    def _champ(self, block: blocks.Block, value: Any) -> Any:
        nouvelle = self.adresse(value.url if isinstance(value, EmbedValue) else value)
        if nouvelle is None:
            return value
        self.places += 1
        if isinstance(value, EmbedValue):
            return EmbedValue(nouvelle, value.max_width, value.max_height)
        return block.clean(nouvelle)
