"""Every facet of terms narrows the lists of `/api/v3/contenus/`: whoever forgot one is told at the start."""

from typing import Any

from django.core.checks import CheckMessage, Error


def check_parameters(**kwargs: Any) -> list[CheckMessage]:
    """One error for each facet that is no parameter."""
    # The API is read once all applications are ready.
    from headless.contenus.api import ContenusParameters
    from headless.contenus.selection import PAR_TERMES

    hint = "Add it to ContenusParameters of headless/contenus/api.py."
    return [
        Error(f"« {facette} » is no parameter of /api/v3/contenus/.", hint=hint, id="contenus.E001")
        for facette in PAR_TERMES
        if facette not in ContenusParameters.model_fields
    ]
