"""The addresses of the stock site."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as admin_urls
from wagtail.contrib.sitemaps.views import sitemap

urlpatterns = [
    path("admin/", include(admin_urls)),
    path("sitemap.xml", sitemap),
    path("", include(wagtail_urls)),
]
