"""What coverage adds to Wagtail's admin: a report, its cells, and what is asked of partners."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from couverture.admin.cases import Case
from couverture.admin.demands import CloreUneDemande, DemanderAuPartenaire, Demandes, UneDemande
from couverture.admin.report import RapportDeCouverture
from pages.admin.found import writes


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("couverture/", RapportDeCouverture.as_view(), name="couverture"),
        path("couverture/case/", Case.as_view(), name="couverture_case"),
        path("couverture/demandes/", Demandes.as_view(), name="couverture_demandes"),
        path("couverture/demander/", DemanderAuPartenaire.as_view(), name="couverture_demander"),
        path("couverture/demandes/<int:pk>/", UneDemande.as_view(), name="couverture_demande"),
        path("couverture/demandes/<int:pk>/clore/", CloreUneDemande.as_view(), name="couverture_clore"),
    ]


class ReportOfCoverage(MenuItem):
    """Shown to whoever may work on pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return writes(request.user)


@hooks.register("register_reports_menu_item")
def menu_of_coverage() -> MenuItem:
    return ReportOfCoverage("Couverture", reverse("couverture"), name="couverture", icon_name="table", order=130)
