"""Where subscriptions appear in the admin."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path
from wagtail import hooks

from headless.webhooks.admin.viewsets import AbonnementViewSet, Agir, abonnements


@hooks.register("register_admin_viewset")
def liste_des_abonnements() -> AbonnementViewSet:
    return abonnements


@hooks.register("register_admin_urls")
def gestes() -> list[URLPattern]:
    return [path("abonnements/<int:pk>/<slug:geste>/faire/", Agir.as_view(), name="webhooks_agir")]


@hooks.register("register_permissions")
def droits() -> "QuerySet[Permission]":
    """What a group may be given."""
    return Permission.objects.filter(content_type__app_label="webhooks", content_type__model="abonnement")
