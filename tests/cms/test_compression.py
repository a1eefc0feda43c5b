"""Brotli for who takes it, gzip for who does not, the same bytes for all."""

import gzip

import brotli
import pytest

from tests.factories import pages

pytestmark = pytest.mark.django_db
ADRESSE = "/api/v3/contenus/?fields=*"


@pytest.fixture
def arbre():
    return pages.arbre()


@pytest.mark.parametrize(
    ("accepts", "coding"),
    [
        ("br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0.5", "br"),
        ("br ; q=0.001", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.000,gzip", "gzip"),
        ("brotli, gzip", "gzip"),
        ("", None),
        ("identity", None),
    ],
)
def test_answer_is_coded_as_the_asker_takes_it(arbre, client, accepts, coding):
    plain = client.get(ADRESSE)
    answered = client.get(ADRESSE, headers={"accept-encoding": accepts})

    assert answered.headers.get("Content-Encoding") == coding
    decode = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding]
    assert decode(answered.content) == plain.content
    assert answered["Content-Length"] == str(len(answered.content))
    assert answered["ETag"] == ("W/" if coding else "") + plain["ETag"]
    assert "Accept-Encoding" in answered["Vary"]


def test_weak_etag_of_a_coded_answer_gives_a_304(arbre, client):
    coded = client.get(ADRESSE, headers={"accept-encoding": "br"})
    again = client.get(ADRESSE, headers={"accept-encoding": "br", "if-none-match": coded["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", coded["ETag"])


@pytest.mark.parametrize("accepts", ["br", "gzip", "identity", ""])
@pytest.mark.parametrize("adresse", [ADRESSE, "/api/v3/termes/", "/api/v3/termes/odd/", "/api/v3/navigation/"])
def test_304_has_the_headers_of_its_200(arbre, client, adresse, accepts):
    names = ("ETag", "Vary", "Cache-Control", "Surrogate-Key")
    whole = client.get(adresse, headers={"accept-encoding": accepts})
    again = client.get(adresse, headers={"accept-encoding": accepts, "if-none-match": whole["ETag"]})
    # The second time it comes from the cache.
    kept = client.get(adresse, headers={"accept-encoding": accepts, "if-none-match": whole["ETag"]})
    told = [[one.headers.get(name) for name in names] for one in (whole, again, kept)]
    assert [one.status_code for one in (whole, again, kept)] == [200, 304, 304]
    assert (told[1], told[2]) == (told[0], told[0])
    assert all(told[0])


def test_pages_of_the_site_keep_to_gzip(arbre, client):
    assert client.get("/", headers={"accept-encoding": "br, gzip"})["Content-Encoding"] == "gzip"
