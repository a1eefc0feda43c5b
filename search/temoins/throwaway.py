"""A throwaway index of bare titles, with the real analysis, on either engine. It leaves nothing behind."""

import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from search.contract.plan import QueryPlan
from search.contract.query import SearchQuery, Visibility
from search.documents.document import Document
from search.engines.base import Rebuild, SearchEngine
from search.engines.embedded import EmbeddedEngine
from search.enums import Facette

MOTEURS = ("embedded", "elasticsearch")
_LOT = 1_000


class PasDeServeurError(Exception):
    """Elasticsearch was asked for and no setting says where it is."""


def moteur_des_reglages() -> str:
    """The name of the engine that the settings choose."""
    return "elasticsearch" if settings.ELASTICSEARCH_URL else "embedded"


@contextmanager
def index_jetable(nom: str, titres: Sequence[str]) -> Iterator[SearchEngine]:
    """An index that holds these titles and nothing else, under the ids 1, 2, 3 …"""
    with empty_index(nom) as engine:
        documents = (document(number, titre) for number, titre in enumerate(titres, start=1))
        engine.rebuild(Rebuild(documents, 1, lambda: (2, [], set())))
        yield engine


@contextmanager
def empty_index(nom: str) -> Iterator[SearchEngine]:
    """An engine without an index yet, which is gone afterwards. Raises `PasDeServeurError`."""
    if nom == "embedded":
        with tempfile.TemporaryDirectory(prefix="odd17-cas-") as folder:
            yield EmbeddedEngine(Path(folder))
        return
    if not settings.ELASTICSEARCH_URL:
        raise PasDeServeurError("Aucun serveur Elasticsearch : donnez son adresse dans ELASTICSEARCH_URL.")
    from search.engines.elasticsearch import ElasticsearchEngine  # heavy, and needed for this engine alone

    engine = ElasticsearchEngine(base=f"odd17-cas-{uuid.uuid4().hex[:10]}")
    try:
        yield engine
    finally:
        # By name: servers refuse to delete what a pattern names.
        for name in list(engine.client.indices.get(index=f"{engine.base}-*", expand_wildcards="all")):
            engine.client.options(ignore_status=404).indices.delete(index=name)
        engine.client.close()


def document(number: int, titre: str) -> Document:
    """A public page with a title and nothing else."""
    return Document(
        id=number,
        url=f"/{number}/",
        titre=titre,
        chapo="",
        corps="",
        termes=(),
        type_de_page="",
        nature="",
        facettes=dict.fromkeys(Facette, ()),
        sommets=(),
        lignee_des_sommets=(),
        propres=(),
        territoires=(),
        acteurs=(),
        domaines=(),
        partenaires=(),
        etat_lien="",
        verifie_le=None,
        publie_le=None,
        valable_jusqu_au=None,
    )


def trouves(engine: SearchEngine, text: str, plan: QueryPlan) -> set[int]:
    """The ids of everything that the plan finds."""
    visibility = Visibility(today=timezone.localdate().isoformat())
    found: set[int] = set()
    page = 1
    while True:
        raw = engine.search(SearchQuery(text=text, page=page, size=_LOT, visibility=visibility), plan)
        found |= {hit.id for hit in raw.hits}
        if page * _LOT >= raw.total:
            return found
        page += 1
