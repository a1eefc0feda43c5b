"""What partners' desks add to Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from comite.traces.wording import says
from propositions.accesses.noting import WORDS
from propositions.admin import accesses, proposals
from propositions.rights import reads


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("espaces/", proposals.PropositionsDesPartenaires.as_view(), name="espace_propositions"),
        path("espaces/<int:pk>/", proposals.DeciderDUnePartenaire.as_view(), name="espace_proposition"),
        path("espaces/acces/", accesses.AccesDesPartenaires.as_view(), name="espace_acces"),
        path("espaces/acces/donner/", accesses.DonnerUnAcces.as_view(), name="espace_donner"),
        path("espaces/acces/<int:pk>/retirer/", accesses.withdraw, name="espace_retirer"),
    ]


class MenuOfDesks(MenuItem):
    """Shown to whoever reads drafts."""

    def is_shown(self, request: HttpRequest) -> bool:
        return reads(request.user)


@hooks.register("register_admin_menu_item")
def menu_of_desks() -> MenuItem:
    return MenuOfDesks("Propositions", reverse("espace_propositions"), name="espaces", icon_name="group", order=175)


@hooks.register("register_log_actions")
def name_acts(actions: Any) -> None:
    """So that the log says what was done with links and proposals."""
    for action, words in WORDS.items():
        actions.register_action(action)(says(*words))
