"""What a page type must say of itself (`pages.models.facts`): whoever forgot it is told at the start, by name."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.exceptions import FieldDoesNotExist
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from pages.models import PageEditoriale
from pages.page_types import kinds, page_types
from taxonomy.models import Nature, Terme


def check_page_types(**kwargs: Any) -> list[CheckMessage]:
    """One error for each fact that a type forgot, or that cannot be true."""
    found: list[CheckMessage] = []
    for model in page_types():
        for number, sentence, hint in _faults(model):
            found.append(Error(f"{model.__name__}: {sentence}", hint=hint, obj=model, id=f"pages.E{number:03}"))
    for one, other in combinations(sorted(kinds(), key=lambda kind: kind.name), 2):
        if one.slug == other.slug or one.rank == other.rank:
            found.append(
                Error(
                    f"Two kinds of pages share a slug or a rank: {one.name}, {other.name}.",
                    hint="Types of one kind share one `Kind`; other kinds have a slug and a rank of their own.",
                    id="pages.E006",
                )
            )
    return found


def _faults(model: type[PageEditoriale]) -> Iterator[tuple[int, str, str]]:
    if not model.page_description:
        yield 1, "it has no page_description.", "Say in one French sentence what the page is: editors choose by it."
    if not _exists(str(model.template)):
        yield 2, f"its template « {model.template} » does not exist.", "Write it, or set `template`."
    carried = _related(model, model.own_term) if model.own_term else None
    if model.own_term and (carried is None or not issubclass(carried, Terme)):
        yield 3, f"its own_term « {model.own_term} » is no key to a term.", "Name a field of the type, or leave it out."
    if model.se_cherche and model.kind is None and carried is not Nature:
        yield 4, "it is searched without a nature.", "Give it a `kind`, or a nature as its `own_term`."
    for name in {model.main_link.partition(".")[0], *model.searched_lists} - {""}:
        if not _has(model, name):
            yield 5, f"it has no field « {name} ».", "`main_link` and `searched_lists` name fields of the type."


def _exists(template: str) -> bool:
    try:
        get_template(template)
    except TemplateDoesNotExist:
        return False
    return True


def _has(model: type[PageEditoriale], name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def _related(model: type[PageEditoriale], name: str) -> type | None:
    found: Any = model._meta.get_field(name).related_model if _has(model, name) else None
    return found if isinstance(found, type) else None
