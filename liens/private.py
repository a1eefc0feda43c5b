"""The links that organisations put into their C.A.P. themselves: checked as all others are, shown to them alone."""

from collections.abc import Iterable

from ground.addresses.keys import cle_de
from liens.holding import held
from liens.models.lien import Lien
from liens.recording import liens_pour
from liens.signals import links_discovered


def follow(url: str) -> Lien | None:
    """The registry's row of this address, made if need be; None for what no checker can read."""
    cle = cle_de(url)
    if cle is None:
        return None
    liens, new = liens_pour({cle}, prive=True)
    if new:
        links_discovered.send(sender=Lien, ids=new)
    return liens[cle[0]]


def forget_unheld(ids: Iterable[int]) -> None:
    """Forget those of these links that nobody holds any more, with all that was seen of them."""
    Lien.objects.filter(pk__in=list(ids), prive=True, occurrences__isnull=True).exclude(held()).delete()
