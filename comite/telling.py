"""Who is told by mail of a role given or taken away: who has it. Of pages on their way: `pages/workflow/telling.py`."""

from django.conf import settings
from django.urls import reverse

from acces.accounts.naming import nom_de
from acces.invitations.inviting import is_waiting
from acces.notices import tell
from comite.models import Appartenance


def tell_of_role(one: Appartenance) -> None:
    """Write to whoever was given this role, or had it taken away; whoever was just invited has another letter."""
    if is_waiting(one.compte):
        return
    action = ("Ouvrir l’administration", settings.SITE_URL + reverse("wagtailadmin_home"))
    place = f"chez {one.partenaire}" if one.partenaire else "pour tout le site"
    role = f"Votre rôle «\u00a0{one.get_role_display()}\u00a0» {place}"
    if one.retire_le is not None:
        sentence = f"{role} a pris fin. Ce que vous avez écrit reste, et d’autres le reprennent."
        tell(one.compte, subject="Un de vos rôles a pris fin", sentences=(sentence,), action=action)
        return
    until = f", jusqu’au {one.au:%d/%m/%Y} compris" if one.au else ""
    by = f" {nom_de(one.par)} vous l’a donné." if one.par else ""
    tell(
        one.compte,
        subject="Un rôle vous est donné",
        sentences=(f"{role} commence le {one.du:%d/%m/%Y}{until}.{by}",),
        action=action,
    )
