"""The routers of the API, beside those that Wagtail brings."""

from wagtail.api.v3.urls import api

from search.api import router as search_router

api.add_router("/recherche/", search_router)

__all__ = ["api"]
