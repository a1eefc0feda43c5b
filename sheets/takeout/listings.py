"""The lists of the admin that are taken out in the columns of the templates: ressources, exemples, partenaires."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpResponse

from pages.models import ExempleInspirant, Ressource
from sheets.enums import SorteDeFeuille
from sheets.rights import takes_out as may_take_out
from sheets.takeout.formats import answer
from sheets.takeout.tables import exported, file_name
from taxonomy.admin.listings import takes_out
from taxonomy.models import Partenaire

LISTED: dict[type[Model], SorteDeFeuille] = {
    Ressource: SorteDeFeuille.RESSOURCES,
    ExempleInspirant: SorteDeFeuille.EXEMPLES,
    Partenaire: SorteDeFeuille.PARTENAIRES,
}


def register() -> None:
    """Say who writes these lists."""
    for model, sort in LISTED.items():
        takes_out(model, partial(_write, sort.value))


def _write(sort: str, form: str, keys: Sequence[int], user: Any) -> HttpResponse:
    if not may_take_out(user):
        raise PermissionDenied
    return answer(form, file_name(sort), exported(sort, form, keys))
