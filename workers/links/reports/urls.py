"""The public addresses of reports: one."""

from django.urls import path

from workers.links.reports.confirmation import LienFonctionne

urlpatterns = [path("<str:jeton>/", LienFonctionne.as_view(), name="lien_fonctionne")]
