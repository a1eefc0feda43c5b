"""The address of the public table."""

from django.urls import path

from couverture.visitors import coverage

urlpatterns = [path("", coverage, name="couverture_publique")]
