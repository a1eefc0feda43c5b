"""The sample C.A.P. of the demonstration: an organisation that does not exist, half-way through its roadmap."""

from typing import Any

from django.db import transaction

from cap import editing
from cap.models import Cap, Element
from demo.content.files import read_content
from pages.models import PageEditoriale
from taxonomy.models import Territoire


@transaction.atomic
def create_sample() -> str:
    """Make it from `content/cap_exemple.toml`; the secret of its editing link. Pages that are gone are left out."""
    [told] = read_content()["cap"]
    cap, secret = editing.create_cap()
    region = Territoire.objects.get(nom=told["region"], niveau="region")
    voulu = {champ: told[champ] for champ in ("nom", "objectifs", "moyens", "profil")} | {"region": region.slug}
    editing.write_texts(cap, vu={}, voulu=voulu)
    for one in told["elements"]:
        element = _ajoute(cap, one)
        if element is not None:
            champs = {champ: str(one.get(champ, "")) for champ in ("statut", "note", "echeance")}
            editing.change_element(cap, element.cle, vu={"statut": element.statut}, voulu=champs)
    return secret


def _ajoute(cap: Cap, one: dict[str, Any]) -> Element | None:
    if "page" not in one:
        return editing.add_link(cap, famille=one["famille"], titre=one["titre"], url="")
    page = PageEditoriale.objects.filter(slug=one["page"]).first()
    if page is None:
        return None
    editing.add_pages(cap, [page])
    return cap.elements.get(page=page)
