"""The public address of shared previews."""

from django.urls import path

from parutions.preview.views import shared

urlpatterns = [
    path("<str:secret>/", shared, name="parutions_partagee"),
    path("<str:secret>/<path:path>", shared, name="parutions_partagee"),
]
