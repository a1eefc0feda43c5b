"""What a spreadsheet is given."""

from typing import Any

#: With their full-width forms, which spreadsheets of some languages read as formulas too.
DEBUTS_DE_FORMULE = frozenset("=+-@＝＋－＠\t\r\n")


def sans_formule(cell: Any) -> Any:
    """A text that begins like a formula would be run by a spreadsheet: it is marked as text."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in DEBUTS_DE_FORMULE else cell
