"""What the Comité wants corrected before a page is published, asked at every door.

`pages.registry.held_back` is the one place: the editor's form asks it of what was typed, `PageEditoriale.clean` of
whatever is published by another way. While the Comité asks for nothing more, a page is not even read.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils import timezone

from pages.publication_rules import TO_CORRECT
from qualite.checks.table import CHECKS, remarks_on
from qualite.enums import Verification
from qualite.examining import around_of
from qualite.models import ReglagesDeQualite
from qualite.reading import read_page
from qualite.remarks import Remark


def blocking() -> frozenset[Verification]:
    """The checks that hold a publication back; what was chosen and is no check any more holds nothing back."""
    chosen = ReglagesDeQualite.objects.values_list("bloquantes", flat=True).first() or []
    return frozenset(one for one in Verification if one.value in chosen)


def holds_back(page: Callable[[], Any]) -> dict[str, list[str]]:
    """What stands against publishing this page, in sentences, by field. A `pages.registry.Gate`."""
    asked = blocking()
    if not asked:
        return {}
    told: dict[str, list[str]] = {}
    for one in remarks_before_publication(page(), asked):
        told.setdefault(one.field or NON_FIELD_ERRORS, []).append(sentence(one))
    return told


def remarks_before_publication(page: Any, asked: frozenset[Verification]) -> list[Remark]:
    """What these checks find. Whoever publishes a page has read it: that it is to be read again holds nothing back."""
    today = timezone.localdate()
    read = read_page(page, today=today)
    read = replace(read, freshness=replace(read.freshness, read_on=today))
    if any(CHECKS[one].asks_around for one in asked):
        read = replace(read, around=around_of({0: page}, {0: read})[0])
    return remarks_on(read, asked)


def sentence(one: Remark) -> str:
    """« À corriger avant de publier (Contenu › Bloc n° 1 (Paragraphes)) : … »."""
    where = f" ({one.ou})" if one.ou else ""
    return f"{TO_CORRECT}{where}\u00a0: {one.phrase}"
