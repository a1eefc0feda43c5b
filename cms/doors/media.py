"""`/media/`: the pictures that editors add, served by the web process itself where no server in front does it.

WhiteNoise serves what was there at the start; these come and go. Only pictures go out: documents are asked for at
`/documents/`, where the rights on their collection are looked at, and what is half-way through an upload is nobody's.
Whatever is in a picture, a browser runs nothing of it.
"""

from collections.abc import Callable
from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.views.static import serve
from wagtail.images.utils import get_allowed_image_extensions

#: Wagtail’s folders: sizes of images, the images themselves, the pictures of accounts.
SHOWN = frozenset({"images", "original_images", "avatar_images"})
#: A replaced picture may keep its name.
KEPT = "public, max-age=3600"
NOTHING_RUNS = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
Suite = Callable[[HttpRequest], HttpResponseBase]


class ServeMedia:
    """A middleware outside of compression, sessions and rates: a picture needs none of them."""

    def __init__(self, get_response: Suite) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(settings.MEDIA_URL):
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        path = request.path_info.removeprefix(settings.MEDIA_URL)
        try:
            response = picture(request, path)
        # A name that is too long, or leads out of the folder, is no picture’s either.
        except (Http404, SuspiciousOperation, OSError, ValueError):
            return HttpResponse("Cette image n’existe pas.", status=404, content_type="text/plain; charset=utf-8")
        return without_body(response) if request.method == "HEAD" else response


def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """The file at this path below MEDIA_ROOT, or 304. Raises Http404 for what is there for nobody."""
    parts = PurePosixPath(path).parts
    kind = PurePosixPath(path).suffix.removeprefix(".").lower()
    if not parts or parts[0] not in SHOWN or kind not in get_allowed_image_extensions():
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response["Cache-Control"] = KEPT
    response["Content-Security-Policy"] = NOTHING_RUNS
    return response


def without_body(response: HttpResponseBase) -> HttpResponse:
    """What a HEAD is answered."""
    response.close()
    return HttpResponse(status=response.status_code, headers=dict(response.items()))
