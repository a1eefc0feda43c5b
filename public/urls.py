"""The addresses of the public site that are no pages."""

from django.urls import path

from public.sitemaps import sitemap, sitemap_part
from public.views import favicon, robots, security

urlpatterns = [
    path("robots.txt", robots, name="robots"),
    path("favicon.ico", favicon, name="favicon"),
    path(".well-known/security.txt", security, name="security"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<int:part>.xml", sitemap_part, name="sitemap-part"),
]
