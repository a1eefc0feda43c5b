"""The routers of the API, beside those that Wagtail brings."""

from wagtail.api.v3.urls import api

from cms.api_errors import register_database_refusals
from pages.api_apercu import router as apercu_router
from search.api import router as search_router
from search.api_suggestions import router as suggestions_router

api.add_router("/recherche/", search_router)
api.add_router("/recherche/suggestions/", suggestions_router)
api.add_router("/apercu/", apercu_router)
register_database_refusals(api)

__all__ = ["api"]
