"""Where reports appear in the admin."""

from typing import Any

from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from workers.links.reports.admin import views
from workers.links.reports.admin.viewsets import destinataires


@hooks.register("register_admin_urls")
def adresses() -> list[URLPattern]:
    return [
        path("rapports/", views.Rapports.as_view(), name="rapports"),
        path("rapports/<int:numero>/", views.Apercu.as_view(), name="rapports_apercu"),
        path("rapports/<int:numero>/html/", views.ApercuHtml.as_view(), name="rapports_apercu_html"),
        path("rapports/<int:numero>/tableau/", views.ApercuTableau.as_view(), name="rapports_apercu_tableau"),
        path("rapports/<int:numero>/essai/", views.Essai.as_view(), name="rapports_essai"),
        path("rapports/messages/<int:pk>/", views.MessageEnvoye.as_view(), name="rapports_message"),
        path("rapports/messages/<int:pk>/html/", views.MessageHtml.as_view(), name="rapports_message_html"),
        path("rapports/messages/<int:pk>/tableau/", views.MessageTableau.as_view(), name="rapports_message_tableau"),
        path("rapports/courriels/<int:pk>/renvoyer/", views.Renvoyer.as_view(), name="rapports_renvoyer"),
    ]


@hooks.register("register_admin_viewset")
def listes() -> list[Any]:
    return [destinataires]


@hooks.register("register_admin_menu_item")
def menu() -> MenuItem:
    return MenuItem("Courriels", reverse("rapports"), name="courriels", icon_name="mail", order=255)
