"""The routers of the API, beside those that Wagtail brings."""

from wagtail.api.v3.urls import api

from cms.api_errors import register_refusals, unknown_address
from cms.api_parameters import register_parameters
from pages.api_apercu import router as apercu_router
from search.api import router as search_router

api.add_router("/recherche/", search_router)
api.add_router("/apercu/", apercu_router)
register_refusals(api)
register_parameters(api)

__all__ = ["api", "unknown_address"]
