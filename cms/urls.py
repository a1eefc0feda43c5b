"""Every address of the site, in one screen."""

from django.conf import settings
from django.conf.urls.static import static
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as documents_urls
from wagtail.images import urls as images_urls

from cms.api.routers import api, unknown_address
from cms.kept.openapi import openapi_json

urlpatterns = [
    path("admin/", include(admin_urls)),
    path("documents/", include(documents_urls)),
    path("images/", include(images_urls)),
    path("api/v3/openapi.json", openapi_json),
    path("api/v3/", api.urls),
    re_path(r"^api/", unknown_address),
    path("sante/", include("cms.health")),
    path("brouillon/", include("headless.apercus.urls")),
    path("cap/", include("cap.screens.urls")),
    path("recherche/", include("search.faces.urls")),
    path("liens/fonctionne/", include("workers.links.reports.urls")),
    path("", include("public.urls")),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    path("", include(wagtail_urls)),
]
