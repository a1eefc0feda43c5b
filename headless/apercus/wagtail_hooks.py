"""The way to « Partager le brouillon » from the page editor."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from headless.apercus.admin import Partager, may_share


@hooks.register("register_admin_urls")
def adresses() -> list[URLPattern]:
    return [path("brouillons/<int:pk>/partager/", Partager.as_view(), name="apercus_partager")]


@hooks.register("register_page_header_buttons")
def bouton(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if view_name == "edit" and may_share(page, user):
        yield Button(
            "Partager le brouillon", reverse("apercus_partager", args=[page.pk]), icon_name="link", priority=25
        )
