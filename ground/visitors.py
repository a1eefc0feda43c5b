"""Who is asking, in a form to count by. The address itself is never kept."""

import hashlib
from datetime import date

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The caller's address. Of a chain of proxies only as many are believed as the operator has."""
    chain = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    trusted = settings.TRUSTED_PROXIES
    if trusted and len(chain) >= trusted:
        return chain[-trusted]
    return str(request.META.get("REMOTE_ADDR", ""))


def adresse_du_jour(address: str, day: date) -> str:
    """What an address is counted under: nobody gets it back from that, nor follows it to the next day."""
    salted = f"{settings.SECRET_KEY}{day.isoformat()}{address}"
    return hashlib.blake2b(salted.encode(), digest_size=12, person=b"cadence").hexdigest()
