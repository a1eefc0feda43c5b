"""Reports that somebody receives, when they leave."""

from typing import Any

from comite.staff.holdings import Holding
from workers.links.reports.models import Destinataire


def _in_words(account: Any) -> list[tuple[str, str]]:
    rows = Destinataire.objects.filter(compte=account).select_related("partenaire")
    return [(f"Rapport : {one.partenaire or 'ensemble du site'}", "") for one in rows]


def _hand(account: Any, to: Any) -> None:
    """Whoever receives the same report already does not receive it twice."""
    theirs = set(Destinataire.objects.filter(compte=to).values_list("partenaire", flat=True))
    for one in Destinataire.objects.filter(compte=account):
        if one.partenaire_id in theirs or not to.email:
            one.delete()
        else:
            one.compte = to
            one.save(update_fields=["compte"])


KIND = Holding("Rapports par courriel", "vont à son successeur", _in_words, _hand)
