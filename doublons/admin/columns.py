"""One page as it stands beside another one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from doublons.admin.rows import address_of, changeable
from doublons.recording import text_of
from pages.models import PageEditoriale


@dataclass(frozen=True, slots=True)
class Side:
    """`lines`: (name, value) of what is compared, values in words; `refused`: why the other cannot go into it."""

    page: PageEditoriale
    other: PageEditoriale
    titre: str
    url: str
    lines: tuple[tuple[str, tuple[str, ...]], ...]
    refused: str


def side_of(page: PageEditoriale, user: Any, *, other: PageEditoriale, refused: str) -> Side:
    """The side of a page, as its latest draft has it."""
    draft: Any = page.get_latest_revision_as_object()
    links = [f"{one.libelle} : {one.url}" for one in draft.liens.all()] if hasattr(draft, "liens") else []
    at = page.last_published_at
    lines = (
        ("Ce qu’elle dit", _words([text_of(draft.chapo, draft.corps)])),
        ("Liens", tuple(links or [one for one in (getattr(draft, "url", ""),) if isinstance(one, str) and one])),
        ("Nature", _words([getattr(draft, "nature", None)])),
        ("Territoires", _words(draft.territoires)),
        ("Acteurs", _words(draft.acteurs.all())),
        ("Domaines", _words(draft.domaines.all())),
        ("Partenaires", _words(draft.partenaires)),
        ("Responsable", _words([page.responsable])),
        ("Rangée sous", _words([page.get_parent()])),
        (
            "Pour les visiteurs",
            (f"en ligne depuis le {timezone.localtime(at):%d/%m/%Y}" if page.live and at else "pas en ligne",),
        ),
    )
    return Side(page, other, draft.title, address_of(page.pk, changeable(user, [page.pk])), lines, refused)


def _words(values: Iterable[Any]) -> tuple[str, ...]:
    return tuple(str(value) for value in values if value)
