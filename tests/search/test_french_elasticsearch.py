"""The Elasticsearch settings and the Python chain must give the same terms at the same positions."""

import json
import urllib.request
import uuid
from operator import attrgetter
from pathlib import Path

import pytest

from search.french import elasticsearch_analysis, words
from search.french.analyser import accent_form
from search.french.es_analysis import ACCENTS_ANALYSER, EXACT_ANALYSER, INDEX_ANALYSER
from search.french.lexicon import OVERRIDES, PROTECTED
from tests.search.french_texts import TITLES, WEIRD

pytestmark = pytest.mark.elasticsearch

ORACLE = Path(__file__).parents[2] / "search" / "data" / "light_french_stems.tsv"


def _call(url, method, body=None):
    request = urllib.request.Request(
        url,
        json.dumps(body).encode() if body is not None else None,
        {"Content-Type": "application/json"},
        method=method,
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


@pytest.fixture(scope="module")
def index(elasticsearch_url):
    address = f"{elasticsearch_url.rstrip('/')}/test-francais-{uuid.uuid4().hex[:8]}"
    settings = {"number_of_replicas": 0, "analysis": elasticsearch_analysis()}
    _call(address, "PUT", {"settings": settings})
    yield address
    _call(address, "DELETE")


def _oracle_lines():
    """The oracle's words, a hundred to a line: one call each is slow."""
    known = [line.split("\t")[0] for line in ORACLE.read_text(encoding="utf-8").splitlines()]
    known += sorted(OVERRIDES) + sorted(PROTECTED)
    return [" ".join(known[at : at + 100]) for at in range(0, len(known), 100)]


@pytest.mark.parametrize(
    ("analyser", "form"),
    [
        (INDEX_ANALYSER, attrgetter("stem")),
        (EXACT_ANALYSER, attrgetter("exact")),
        (ACCENTS_ANALYSER, lambda word: accent_form(word.accented)),
    ],
    ids=["stem", "exact", "accents"],
)
def test_python_chain_equals_elasticsearch(index, analyser, form):
    for text in [*WEIRD, *TITLES, *_oracle_lines()]:
        answer = _call(f"{index}/_analyze", "POST", {"analyzer": analyser, "text": text})
        given = [(token["token"], token["position"]) for token in answer["tokens"]]
        assert given == [(form(word), word.position) for word in words(text)], text
