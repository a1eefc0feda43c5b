"""Brotli for answers of the API, where the asker takes it; Django's gzip stays for all else.

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
Suite = Callable[[HttpRequest], HttpResponse]


class Brotli:
    """A middleware just inside Django's gzip, which leaves alone what is encoded already."""

    def __init__(self, get_response: Suite) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith(API) or response.streaming or len(response.content) < DES:
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if response.has_header("Content-Encoding") or not ACCEPTE.search(request.headers.get("Accept-Encoding", "")):
            return response
        response.content = brotli.compress(response.content, quality=QUALITE)
        response["Content-Length"] = str(len(response.content))
        response["Content-Encoding"] = "br"
        etag = response.get("ETag", "")
        if etag.startswith('"'):
            # Another form of the same: RFC 9110, 8.8.1.
            response["ETag"] = f"W/{etag}"
        return response
