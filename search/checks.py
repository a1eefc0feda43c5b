"""What a facet, or a value of an answer, must be told in each of its places: who forgot one is named at the start."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from django.core.checks import CheckMessage, Error


def check_search(**kwargs: Any) -> list[CheckMessage]:
    """One error for each place that was forgotten."""
    return [
        Error(sentence, hint=hint, id=f"search.E{number:03}")
        for number, sentence, hint in (*facet_faults(), *shape_faults(), *term_faults(), *meaning_faults())
    ]


def facet_faults() -> Iterator[tuple[int, str, str]]:
    """Facets that are missing somewhere."""
    # The API can be described once all applications are ready.
    from search.documents.builder import VALUES_OF_A_PAGE
    from search.enums import Facette
    from search.faces.api import StateParameters
    from search.faces.browsing import SANS_INDEX_RIEN, TERMS
    from search.facets.values import NAMES, READ_APART
    from search.suggestions.terms import PAS_ICI, SUGGEREES

    for facette in Facette:
        name = f"The facet « {facette.value} »"
        if facette not in {*NAMES, *READ_APART}:
            yield 1, f"{name} has no values.", "Say in NAMES of search/facets/values.py how they are read."
        if facette not in VALUES_OF_A_PAGE:
            yield (
                2,
                f"{name} finds no page.",
                "Say in VALUES_OF_A_PAGE of search/documents/builder.py which values a page has.",
            )
        if facette.value not in StateParameters.model_fields:
            yield 3, f"{name} is no parameter of the API.", "Add it to StateParameters of search/faces/api.py."
        if facette not in {*SUGGEREES, *PAS_ICI}:
            yield (
                4,
                f"{name} is neither suggested nor left out.",
                "Name it in SUGGEREES or in PAS_ICI of search/suggestions/terms.py.",
            )
        if facette not in {*TERMS, *SANS_INDEX_RIEN}:
            yield (
                5,
                f"{name} is forgotten while no index answers.",
                "Name it in TERMS or in SANS_INDEX_RIEN of search/faces/browsing.py.",
            )


def shape_faults() -> Iterator[tuple[int, str, str]]:
    """Answers are written as they are: what the contract of the API does not say would leave unseen."""
    from search.contract import results
    from search.faces import api, api_suggestions
    from search.suggestions import answer

    for value, schema in (
        (results.Hit, api.HitSchema),
        (results.FacetResult, api.FacetSchema),
        (results.FacetValue, api.FacetValueSchema),
        (results.Rung, api.RungSchema),
        (results.Relance, api.RelanceSchema),
        (answer.SuggestionGroup, api_suggestions.GroupeSchema),
        (answer.Suggestion, api_suggestions.SuggestionSchema),
    ):
        apart = {field.name for field in fields(value)} ^ set(schema.model_fields)
        if apart:
            yield (
                6,
                f"{value.__name__} and {schema.__name__} do not say the same: {', '.join(sorted(apart))}.",
                "What the search answers stands in both, under one name.",
            )


def meaning_faults() -> Iterator[tuple[int, str, str]]:
    """An encoder that the settings name and that is not here: every search would fail."""
    from django.conf import settings

    from search.vectors import vectors_in_use

    try:
        vectors_in_use()
    except ImportError as exc:
        yield (
            8,
            f"The encoder « {settings.SEARCH_VECTORS} » of SEARCH_VECTORS cannot be loaded.",
            f"{exc}. Its package: pip install --require-hashes -r requirements-vectors.txt",
        )


def term_faults() -> Iterator[tuple[int, str, str]]:
    """Lists of terms that pages have and the index does not read."""
    from pages.carrying import LISTS
    from search.documents.gathering import READ, Gathered, list_of

    gathered = {field.name for field in fields(Gathered)}
    for model in LISTS:
        if model not in READ:
            yield (
                7,
                f"The index does not read the list of pages that holds {model.__name__}.",
                "Say in READ of search/documents/gathering.py what is read of its terms.",
            )
        if list_of(model) not in gathered:
            yield (
                7,
                f"The index has no place for what it reads of {model.__name__}.",
                f"Add `{list_of(model)}` to Gathered of search/documents/gathering.py.",
            )
