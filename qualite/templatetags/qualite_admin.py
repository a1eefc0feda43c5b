"""What « Vérifications » of the editor shows of a page, as it was last saved."""

from typing import Any

from django import template

from pages.models import PageEditoriale
from qualite.admin.panel import said_of

register = template.Library()


@register.inclusion_tag("qualite/panneau.html")
def quality_of(page: Any) -> dict[str, Any]:
    """The score, and each remark with its place; nothing for what is no page of ours."""
    return said_of(page) if isinstance(page, PageEditoriale) else {}
