"""Who decides on a link: whoever may for one of the pages that cite it; for what no page cites, the secrétariat."""

from typing import Any

from comite.enums import Act
from comite.rights import Held, may
from comite.standings import governed
from liens.models import Lien

NOT_YOURS = "Aucune page de votre organisation ne cite ce lien, ou votre rôle ne permet pas d’en décider."


def may_not_decide(*, lien: Lien, par: Any) -> bool:
    """Whether roles stand against a decision of this account on the link; False where groups decide."""
    if par is None or not governed(par):
        return False
    citing = lien.occurrences.filter(page__isnull=False).order_by()
    holders = [Held(*one) for one in citing.values_list("page__responsable", "page__adjoint").distinct()]
    return not any(may(user=par, act=Act.DECIDE_LINKS, page=one) for one in holders or [Held()])
