"""Why a page should be read again, as editors are told."""

from datetime import date
from typing import Any

from ground.templatetags.typography import jour_long
from pages.freshness.rules import MotifRelecture


def why_again(page: Any, today: date) -> str:
    """Why a page should be read again, in a few words; "" when it need not be yet. Asks nothing of the database."""
    why = page.why_again(today)
    return WORDS[why](page) if why is not None else ""


def _perimee(page: Any) -> str:
    return f"N’est plus valable depuis le {jour_long(page.valable_jusqu_au)}"


def _validite(page: Any) -> str:
    return f"Valable jusqu’au {jour_long(page.valable_jusqu_au)}"


def _rythme(page: Any) -> str:
    due = page.freshness.due_days()[MotifRelecture.RYTHME]
    return f"Relecture attendue depuis le {jour_long(due)}"


def _donnees(page: Any) -> str:
    return f"Ses données datent de {page.millesime}"


WORDS = {
    MotifRelecture.PERIMEE: _perimee,
    MotifRelecture.VALIDITE: _validite,
    MotifRelecture.RYTHME: _rythme,
    MotifRelecture.DONNEES: _donnees,
}
