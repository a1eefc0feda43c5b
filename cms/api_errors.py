"""What the API answers to a value that only the database finds wrong, such as an offset beyond its integers."""

from django.db import DataError, IntegrityError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from wagtail.api.v3.errors import problem_response

HORS_LIMITES = "Une des valeurs demandées est hors des limites : un nombre est sans doute trop grand."


def register_database_refusals(api: NinjaAPI) -> None:
    """Answer 422 to reads that the database refuses; a refused write keeps failing loudly."""

    @api.exception_handler(DataError)
    @api.exception_handler(IntegrityError)
    @api.exception_handler(OverflowError)
    def refused(request: HttpRequest, exc: Exception) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            raise exc
        return problem_response(status=422, detail=HORS_LIMITES)
