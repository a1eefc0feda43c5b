"""A partner, or a member of the Comité, that was merged into another one: what was its own is the other’s."""

from typing import Any

from propositions.enums import EtatDeDemarche, SorteDeDemarche
from propositions.models import AccesDePartenaire, PropositionDePartenaire
from taxonomy.models import Partenaire


def follow(*, former: str, to: Any) -> None:
    """Give links and proposals of the partner with this slug, which is about to go, to the one that stays."""
    gone = Partenaire.objects.filter(slug=former).exclude(pk=to.pk).first()
    if gone is None:
        return
    waits = {"sorte": SorteDeDemarche.VALABLE, "etat": EtatDeDemarche.ATTENTE, "page__isnull": False}
    said = PropositionDePartenaire.objects.filter(partenaire=to, **waits).values("page")
    # Both said it of a page: once is enough.
    PropositionDePartenaire.objects.filter(partenaire=gone, page__in=list(said.values_list("page", flat=True))).filter(
        **waits
    ).delete()
    for model in (AccesDePartenaire, PropositionDePartenaire):
        rows: Any = model._default_manager
        rows.filter(partenaire=gone).update(partenaire=to)
        rows.filter(organisation=gone.pk).update(organisation=to.pk)
