"""Writes one page in the place of another one wherever the content of a page names it. Pure: on values, no database.

A page is named by a chooser inside a block, by a link of a rich text (`<a linktype="page" id="…">`), by a key of one of
its children. Content is read as the database and the versions keep it, so that an old version whose terms are gone is
rewritten as well.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import RichTextField, StreamField

from doublons.merging.following import citing_keys

_LINK = re.compile(r"<(?:a|embed)\b[^>]*>", re.IGNORECASE)
_ID = re.compile(r'(\bid=")(\d+)(")')
Content = dict[str, Any]


@dataclass(slots=True)
class PageWriter:
    """Puts `cible` where `source` stands, keys of pages, and counts the places."""

    source: int
    cible: int
    places: int = 0

    def content(self, model: type[models.Model], content: Content) -> int:
        """Change the content of a row of this model, as versions keep it; how many places changed."""
        before = self.places
        for field in model._meta.concrete_fields:
            if field.name in content:
                content[field.name] = self.field(field, content[field.name])
        for relation in get_all_child_relations(model):
            for child in content.get(relation.get_accessor_name() or "") or ():
                self.content(relation.related_model, child)
        return self.places - before

    def field(self, field: models.Field, value: Any) -> Any:
        """The value of one field, as the database keeps it, with the page that stays."""
        if not value:
            return value
        if isinstance(field, StreamField):
            raw = json.loads(value)
            before = self.places
            raw = self._stream(field.stream_block, raw)
            return json.dumps(raw) if self.places > before else value
        if isinstance(field, RichTextField):
            return self.rich_text(value)
        if (field.model, field.name) in citing_keys() and value == self.source:
            self.places += 1
            return self.cible
        return value

    def rich_text(self, source: str) -> str:
        """The same HTML, its links to the one page leading to the other."""
        return _LINK.sub(self._link, source) if 'linktype="page"' in source else source

    def _link(self, match: re.Match[str]) -> str:
        tag = match[0]
        found = _ID.search(tag)
        if 'linktype="page"' not in tag or found is None or int(found[2]) != self.source:
            return tag
        self.places += 1
        return f"{tag[: found.start(2)]}{self.cible}{tag[found.end(2) :]}"

    def _stream(self, block: blocks.BaseStreamBlock, raw: list[Any]) -> list[Any]:
        for child in raw:
            kind = block.child_blocks.get(child.get("type")) if isinstance(child, dict) else None
            if kind is not None:
                child["value"] = self._block(kind, child.get("value"))
        return raw

    def _block(self, block: blocks.Block, raw: Any) -> Any:
        if not raw:
            return raw
        if isinstance(block, blocks.PageChooserBlock):
            return self._chosen(raw)
        if isinstance(block, blocks.RichTextBlock):
            return self.rich_text(raw)
        if isinstance(block, blocks.BaseStreamBlock):
            return self._stream(block, raw)
        if isinstance(block, blocks.BaseStructBlock):
            return {
                name: self._block(block.child_blocks[name], value) if name in block.child_blocks else value
                for name, value in raw.items()
            }
        if isinstance(block, blocks.ListBlock):
            return [self._item(block.child_block, one) for one in raw]
        return self._table(block, raw) if isinstance(block, TypedTableBlock) else raw

    def _chosen(self, raw: Any) -> Any:
        if raw != self.source:
            return raw
        self.places += 1
        return self.cible

    def _item(self, block: blocks.Block, one: Any) -> Any:
        if isinstance(one, dict) and one.get("type") == "item":
            return {**one, "value": self._block(block, one.get("value"))}
        return self._block(block, one)

    def _table(self, block: TypedTableBlock, raw: Content) -> Content:
        kinds = [block.child_blocks.get(column["type"]) for column in raw["columns"]]
        for row in raw["rows"]:
            row["values"] = [
                self._block(kind, cell) if kind is not None else cell
                for kind, cell in zip(kinds, row["values"], strict=False)
            ]
        return raw
