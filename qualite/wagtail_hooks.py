"""What checks add to Wagtail's admin: a report, and a piece of the editor."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from pages.admin.found import writes
from qualite.admin.report import QualiteDesPages
from qualite.admin.views import quality_of_page


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("qualite/", QualiteDesPages.as_view(), name="qualite"),
        path("qualite/resultats/", QualiteDesPages.as_view(results_only=True), name="qualite_results"),
        path("qualite/pages/<int:pk>/", quality_of_page, name="qualite_page"),
    ]


class ReportOfQuality(MenuItem):
    """Shown to whoever may work on pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return writes(request.user)


@hooks.register("register_reports_menu_item")
def menu_of_quality() -> MenuItem:
    return ReportOfQuality("Qualité des pages", reverse("qualite"), name="qualite", icon_name="tick-inverse", order=115)


@hooks.register("insert_editor_js")
def script() -> SafeString:
    return format_html('<script src="{}"></script>', static("admin/qualite.js"))
