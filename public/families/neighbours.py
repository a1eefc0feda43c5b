"""« Voir aussi »: the few pages that are closest to one."""

from collections.abc import Mapping
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q

from pages.carrying import own_ids
from pages.models import PageEditoriale
from pages.page_types import put_forward
from public.rows import ListedPage, RowBook
from taxonomy.models import Domaine

VOISINS = 4


def see_also(page: PageEditoriale, triptyque: Mapping[str, Any], carnet: RowBook) -> list[ListedPage]:
    """Resources and stories that share a domaine: those of the same shelf first, then those that share the most.

    What a page presents is one of its domaines; nothing that is shown here presents one.
    """
    domaines = {terme.id for terme in triptyque["domaines"]} | own_ids(page, Domaine)
    if not domaines or not page.path:
        return []
    etagere = page.path[: -PageEditoriale.steplen]
    near = PageEditoriale.objects.type(*put_forward()).filter(domaines__in=domaines)
    # Grouped by their ids: by all that a row shows, the database would sort thousands of rows whole.
    near = (
        near.exclude(pk=page.pk)
        .values("pk")
        .annotate(
            meme_etagere=ExpressionWrapper(Q(path__startswith=etagere), output_field=BooleanField()),
            en_commun=Count("domaines"),
        )
    )
    return carnet.premieres(near.order_by("-meme_etagere", "-en_commun", "-relu_le", "path"), VOISINS)
