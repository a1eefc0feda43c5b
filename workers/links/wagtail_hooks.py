"""Where the links appear in the admin."""

from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from workers.links.admin import remplacement
from workers.links.admin.views import CheckNow, LienCard, LiensReport


@hooks.register("register_admin_urls")
def register_links_urls() -> list[URLPattern]:
    return [
        path("liens/", LiensReport.as_view(), name="links_report"),
        path("liens/resultats/", LiensReport.as_view(results_only=True), name="links_report_results"),
        path("liens/<int:pk>/", LienCard.as_view(), name="links_card"),
        path("liens/<int:pk>/verifier/", CheckNow.as_view(), name="links_check_now"),
    ]


@hooks.register("register_admin_urls")
def register_remplacement_urls() -> list[URLPattern]:
    return remplacement.urls


@hooks.register("register_admin_menu_item")
def register_links_menu() -> MenuItem:
    return MenuItem("Liens", reverse("links_report"), name="liens", icon_name="link", order=250)
