"""Brotli for answers of the API, where the asker takes it; Django's gzip stays for all else that is not kept ready.

Only there: an answer of the API never holds a secret of the asker beside what somebody else chose, so its length tells
nothing (the BREACH attack, against which Django pads what it compresses itself).
"""

import re
from collections.abc import Callable

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

API = "/api/"
#: Bytes from which it is worth it, as for Django’s gzip.
DES = 200
#: As small as gzip’s best at the cost of its fastest.
QUALITE = 4
ACCEPTE = re.compile(r"(?:^|,)\s*br\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[\d.]+\s*)?(?=,|$)")
CODED = re.compile(r"\b(?:br|gzip)\b")
Suite = Callable[[HttpRequest], HttpResponse]


class BrotliMiddleware:
    """A middleware just inside Django's gzip, which leaves alone what is encoded already."""

    def __init__(self, get_response: Suite) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith(API) or response.streaming:
            return response
        # Short answers, a HEAD and a 304 say so too, with nothing to compress.
        patch_vary_headers(response, ("Accept-Encoding",))
        accepts = request.headers.get("Accept-Encoding", "")
        if response.status_code == 304:
            _like_its_200(response, accepts, request.headers.get("If-None-Match", ""))
        elif len(response.content) >= DES and not response.has_header("Content-Encoding") and ACCEPTE.search(accepts):
            _compress(response)
        return response


def _compress(response: HttpResponse) -> None:
    response.content = brotli.compress(response.content, quality=QUALITE)
    response["Content-Length"] = str(len(response.content))
    response["Content-Encoding"] = "br"
    _weaken(response)


def _like_its_200(response: HttpResponse, accepts: str, known: str) -> None:
    """To who has a compressed answer, a 304 names that form: no cache refreshes another (RFC 9111, 4.3.4)."""
    if CODED.search(accepts) and f"W/{response.get('ETag', '')}" in known:
        _weaken(response)


def _weaken(response: HttpResponse) -> None:
    """Another form of the same has a weak ETag: RFC 9110, 8.8.1."""
    etag = response.get("ETag", "")
    if etag.startswith('"'):
        response["ETag"] = f"W/{etag}"
