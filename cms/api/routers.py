"""The routers of the API, beside those that Wagtail brings."""

from wagtail.api.v3.urls import api

from adoc.api import router as adoc_router
from cap.api import router as cap_router
from cms.api.contract import register_contract
from cms.api.errors import register_refusals, unknown_address
from cms.api.keys import register_keys
from cms.api.parameters import register_parameters
from cms.api.places import register_places
from cms.api.rates import register_rates
from cms.api.tokens import register_tokens
from cms.api.writes import register_writes
from headless.apercus.api import router as apercu_router
from headless.contenus.api import router as contenus_router
from headless.contenus.api_navigation import router as navigation_router
from headless.journal.api import router as modifications_router
from pages.workflow.api import router as relecture_router
from search.faces.api import router as search_router
from search.faces.api_suggestions import router as suggestions_router
from taxonomy.api import router as termes_router
from workers.links.api import router as liens_router

api.title = "L’ODD 17 en pratique"
api.description = (
    "Pages, termes, liens, recherche par facettes et aperçus pour d’autres sites. La lecture est ouverte à tous ; "
    "l’écriture demande un compte de l’administration. Le guide : docs/api.md."
)
api.add_router("/contenus/", contenus_router)
api.add_router("/", navigation_router)
api.add_router("/pages/", relecture_router)
api.add_router("/modifications/", modifications_router)
api.add_router("/adoc/", adoc_router)
api.add_router("/cap/", cap_router)
api.add_router("/recherche/", search_router)
api.add_router("/termes/", termes_router)
api.add_router("/recherche/suggestions/", suggestions_router)
api.add_router("/apercu/", apercu_router)
api.add_router("/liens/", liens_router)
register_refusals(api)
register_places(api)
register_keys(api)
register_parameters(api)
register_writes(api)
register_tokens(api)
register_rates(api)
register_contract(api)

__all__ = ["api", "unknown_address"]
