"""Every address of the site, in one screen."""

from csp.decorators import csp_update
from django.conf import settings
from django.urls import include, path, re_path
from django.views.decorators.cache import cache_control
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as documents_urls
from wagtail.images import urls as images_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from acces.oidc.views import Logout
from acces.urls import urlpatterns as sign_in_urls
from cms.api.routers import api, unknown_address
from cms.kept.openapi import openapi_json
from ground.facts import weighs

handler500 = "cms.refusals.broken"
# Who may read a document is asked each time: no cache that others share answers for it.
unshared = cache_control(private=True, no_cache=True)

urlpatterns = [
    path("admin/connexion/", include(decorate_urlpatterns(sign_in_urls, csp_update(settings.ADMIN_POLICY)))),
    # In the place of Wagtail’s: who came by a provider leaves it as well.
    path("admin/logout/", weighs()(Logout.as_view()), name="wagtailadmin_logout"),
    path("admin/", include(decorate_urlpatterns(admin_urls.urlpatterns, csp_update(settings.ADMIN_POLICY)))),
    path("documents/", include(decorate_urlpatterns(documents_urls.urlpatterns, unshared))),
    path("images/", include(images_urls)),
    path("api/v3/openapi.json", openapi_json),
    path("api/v3/", api.urls),
    re_path(r"^api/", unknown_address),
    path("sante/", include("cms.health")),
    path("brouillon/", include("headless.apercus.urls")),
    path("parution/", include("parutions.urls")),
    path("cap/", include("cap.screens.urls")),
    path("espace-partenaire/", include("propositions.desk.urls")),
    path("recherche/", include("search.faces.urls")),
    path("recherche/", include("sheets.urls")),
    path("couverture/", include("couverture.urls")),
    path("liens/fonctionne/", include("workers.links.reports.urls")),
    path("", include("public.urls")),
    path("", include(wagtail_urls)),
]
