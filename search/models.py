"""Where Django looks for the models of the search; each stands in the room that it serves."""

import search.frequent.models
import search.index.models
import search.lexique.models
import search.promotions.models
import search.spelling.models
import search.state.models
import search.temoins.models  # noqa: F401  Django reads them when it reads this module
