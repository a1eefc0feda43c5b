"""The public address of shared drafts."""

from django.urls import path

from headless.apercus.views import brouillon

urlpatterns = [path("<str:secret>/", brouillon, name="brouillon")]
