"""The links that organisations put into their C.A.P. themselves: checked as all others are, shown to them alone."""

from collections.abc import Iterable

from pages.liens.cles import cle_de
from pages.liens.registre import liens_decouverts, liens_pour
from pages.models.liens import Lien


def suivre(url: str) -> Lien | None:
    """The registry's row of this address, made if need be; None for what no checker can read."""
    cle = cle_de(url)
    if cle is None:
        return None
    liens, new = liens_pour({cle}, prive=True)
    if new:
        liens_decouverts.send(sender=Lien, ids=new)
    return liens[cle[0]]


def oublier(ids: Iterable[int]) -> None:
    """Forget those of these links that neither a page nor a C.A.P. holds any more, with all that was seen of them."""
    Lien.objects.filter(pk__in=list(ids), prive=True, occurrences__isnull=True, elements_de_cap__isnull=True).delete()
