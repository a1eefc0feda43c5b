"""Bodies of pages as plain text, as long as they are nothing but paragraphs."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape
from typing import Any
from uuid import uuid4

import orjson

from sheets.meaning.cells import Cell, CellError, as_line
from sheets.meaning.columns import Building, Column
from sheets.meaning.looking import Looking

_PARAGRAPH = re.compile(r"<p(?: data-block-key=\"[^\"]*\")?>(.*?)</p>", re.DOTALL)
FORMATTED = (
    "Le contenu de cette page a une mise en forme qu’une feuille ne sait pas garder\u00a0: changez-le dans l’éditeur."
)


@dataclass(frozen=True)
class BodyColumn(Column):
    """A body made of paragraphs alone, as a text; one that has more is neither shown nor changed."""

    field: str = "corps"

    def read(self, cell: Cell, building: Building) -> None:
        before = plain_body(building.current.get(self.field) or "[]")
        if before is None:
            raise CellError(FORMATTED)
        said = "\n".join(as_line(one) for one in cell.text.split("\n") if one.strip())
        if said != before:
            building.values[self.field] = body_of(said)

    def show(self, values: Mapping[str, Any], look: Looking) -> str:
        return plain_body(values.get(self.field) or "[]") or ""


def plain_body(stream: str) -> str | None:
    """The paragraphs of a body, one on each line; None when it holds more than plain paragraphs."""
    if stream == "[]":
        return ""
    lines: list[str] = []
    for block in orjson.loads(stream):
        value = block["value"]
        if block["type"] != "paragraphe" or not isinstance(value, str):
            return None
        paragraphs = _PARAGRAPH.findall(value)
        if _PARAGRAPH.sub("", value).strip() or any("<" in one for one in paragraphs):
            return None
        lines += [as_line(unescape(one)) for one in paragraphs]
    return "\n".join(lines)


def body_of(text: str) -> str:
    """A body of one paragraph for each line, as the editor keeps it."""
    html = "".join(f"<p>{escape(line, quote=False)}</p>" for line in text.split("\n") if line)
    return json.dumps([{"type": "paragraphe", "value": html, "id": str(uuid4())}] if html else [])
