"""Where the links appear in the admin."""

from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from workers.links.admin import replacing
from workers.links.admin.actions import ACTIONS
from workers.links.admin.deciding import Decide, Lift
from workers.links.admin.partners import Partner, Partners
from workers.links.admin.report import LiensReport
from workers.links.admin.sites import HostPage, IncidentsReport
from workers.links.admin.views import CheckNow, LienCard, Progress
from workers.links.moving import screens


@hooks.register("register_admin_urls")
def register_links_urls() -> list[URLPattern]:
    return [
        path("liens/", LiensReport.as_view(), name="links_report"),
        path("liens/resultats/", LiensReport.as_view(results_only=True), name="links_report_results"),
        path("liens/<int:pk>/", LienCard.as_view(), name="links_card"),
        path("liens/<int:pk>/verifier/", CheckNow.as_view(), name="links_check_now"),
        path("liens/<int:pk>/avancement/", Progress.as_view(), name="links_progress"),
        path("liens/<int:pk>/decider/", Decide.as_view(), name="links_decide"),
        path("liens/decisions/<int:pk>/lever/", Lift.as_view(), name="links_lift"),
        path("liens/incidents/", IncidentsReport.as_view(), name="links_incidents"),
        path("liens/incidents/resultats/", IncidentsReport.as_view(results_only=True), name="links_incidents_results"),
        path("liens/sites/<str:hote>/", HostPage.as_view(), name="links_host"),
        path("liens/partenaires/", Partners.as_view(), name="links_partners"),
        path("liens/partenaires/<int:pk>/", Partner.as_view(), name="links_partner"),
    ]


@hooks.register("register_admin_urls")
def register_remplacement_urls() -> list[URLPattern]:
    return [*replacing.urls, *screens.urls]


@hooks.register("register_admin_menu_item")
def register_links_menu() -> MenuItem:
    return MenuItem("Liens", reverse("links_report"), name="liens", icon_name="link", order=250)


for action in ACTIONS:
    hooks.register("register_bulk_action", action)
