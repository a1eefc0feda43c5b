"""The routers of the API, beside those that Wagtail brings."""

from wagtail.api.v3.urls import api

from cms.api_errors import register_database_refusals
from pages.api_apercu import router as apercu_router
from search.api import router as search_router
from workers.links.api import router as liens_router

api.add_router("/recherche/", search_router)
api.add_router("/apercu/", apercu_router)
api.add_router("/liens/", liens_router)
register_database_refusals(api)

__all__ = ["api"]
