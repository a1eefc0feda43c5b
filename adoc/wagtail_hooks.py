"""What the A.D.O.C. adds to Wagtail’s admin."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from adoc.admin.gaps import Lacunes
from adoc.admin.verify import VerifyParcours
from adoc.models import ParcoursAdoc


@hooks.register("register_admin_urls")
def adresses() -> list[URLPattern]:
    """What pages add to the admin's addresses."""
    return [
        path("parcours/<int:pk>/verifier/", VerifyParcours.as_view(), name="parcours_verifier"),
        path("parcours/lacunes/", Lacunes.as_view(), name="parcours_lacunes"),
    ]


@hooks.register("register_reports_menu_item")
def menu_lacunes() -> MenuItem:
    """What the A.D.O.C. could not propose."""
    return MenuItem("Ce qui manque", reverse("parcours_lacunes"), name="lacunes", icon_name="help", order=850)


@hooks.register("register_page_header_buttons")
def verify_button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """« Vérifier le parcours », beside the other actions on a questionnaire."""
    is_one = isinstance(page, ParcoursAdoc) and page.profil_id is not None
    if is_one and view_name == "edit" and page.permissions_for_user(user).can_edit():
        yield Button(
            "Vérifier le parcours", reverse("parcours_verifier", args=[page.pk]), icon_name="tasks", priority=24
        )
