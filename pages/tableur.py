"""What a spreadsheet is given."""

from typing import Any


def sans_formule(cell: Any) -> Any:
    """A text that begins like a formula would be run by a spreadsheet: it is marked as text."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell
