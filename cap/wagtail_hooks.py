"""What the C.A.P. add to Wagtail's admin."""

from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cap.admin.report import TableauDesCaps


@hooks.register("register_admin_urls")
def adresses() -> list[URLPattern]:
    """The Comité's board."""
    return [path("cap/", TableauDesCaps.as_view(), name="cap_tableau")]


@hooks.register("register_reports_menu_item")
def menu_des_caps() -> MenuItem:
    """Among the reports, before what is missing."""
    return MenuItem("Les C.A.P. 2030", reverse("cap_tableau"), name="cap", icon_name="list-ul", order=840)
