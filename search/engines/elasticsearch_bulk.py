"""Writes to Elasticsearch: many pages in one request, by count and by bytes, with a growing pause when it is busy."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from elasticsearch import Elasticsearch, helpers

from search.documents.document import Document
from search.engines.base import EngineError, EngineUnavailableError, Rebuild
from search.engines.elasticsearch_client import is_passing
from search.engines.elasticsearch_index import source_of

LOT, OCTETS = 500, 8_000_000
_CONFLICT, _ABSENT = 409, 404


def send(client: Elasticsearch, name: str, actions: Iterable[dict[str, Any]]) -> None:
    """Write to the index `name`. An older version than what is there, or a page already gone, is no error.

    Raises EngineUnavailableError when the server could not write anything now (busy, out of disk, locked), and
    EngineError when it refused some pages for what they hold.
    """
    outcomes = helpers.streaming_bulk(
        client,
        actions,
        index=name,
        chunk_size=LOT,
        max_chunk_bytes=OCTETS,
        max_retries=5,
        initial_backoff=0.2,
        max_backoff=10,
        raise_on_error=False,
    )
    refused = [outcome for ok, item in outcomes if not ok and not _is_nothing(outcome := _of(item))]
    passing = next((one for one in refused if one["status"] == _ABSENT or is_passing(one["status"])), None)
    if passing:
        raise EngineUnavailableError(f"Elasticsearch n’a pas pu écrire : {_why(passing)}")
    if refused:
        many = f"{len(refused)} pages" if len(refused) > 1 else "une page"
        raise EngineError(f"Elasticsearch a refusé {many} : {_why(refused[0])}")


def counted(rebuild: Rebuild) -> Iterator[Document]:
    """The documents of a rebuild, which is told how many have gone by."""
    for count, document in enumerate(rebuild.documents, start=1):
        if count % LOT == 0:
            rebuild.progress(count)
        yield document


def indexing(name: str, documents: Iterable[Document], version: int) -> Iterator[dict[str, Any]]:
    """What writes these pages, unless a later version is there."""
    for document in documents:
        yield {
            "_op_type": "index",
            "_index": name,
            "_id": str(document.id),
            "version": version,
            "version_type": "external_gte",
            "_source": source_of(document, version),
        }


def deleting(name: str, ids: Collection[int], version: int) -> Iterator[dict[str, Any]]:
    """What removes these pages, unless a later version is there."""
    for page_id in ids:
        yield {
            "_op_type": "delete",
            "_index": name,
            "_id": str(page_id),
            "version": version,
            "version_type": "external_gte",
        }


def _of(item: Mapping[str, Any]) -> dict[str, Any]:
    """The outcome of one action, with the name of the action beside it."""
    operation, outcome = next(iter(item.items()))
    return {"status": 0, **outcome, "operation": operation}


def _is_nothing(outcome: Mapping[str, Any]) -> bool:
    """Whether what is there is newer, or is gone already."""
    gone = outcome["operation"] == "delete" and outcome["status"] == _ABSENT and "error" not in outcome
    return gone or outcome["status"] == _CONFLICT


def _why(outcome: Mapping[str, Any]) -> str:
    error = outcome.get("error", "")
    reason = error.get("reason", error) if isinstance(error, Mapping) else error
    return f"page {outcome.get('_id', '?')}, {outcome['status']} {reason}"[:200]
