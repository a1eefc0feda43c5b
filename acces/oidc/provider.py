"""Where the provider’s endpoints are, as it says itself: asked for at the first sign-in, and kept for an hour.

Nothing is asked at the start of the site: a provider that is down keeps nobody from a password.
https://openid.net/specs/openid-connect-discovery-1_0.html
"""

from typing import Any
from urllib.parse import urlencode

import requests
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import get_random_string
from mozilla_django_oidc.utils import import_from_settings

HOUR = 3_600
#: What mozilla-django-oidc asks of the settings, by the provider’s own names.
ENDPOINTS = {
    "OIDC_OP_AUTHORIZATION_ENDPOINT": "authorization_endpoint",
    "OIDC_OP_TOKEN_ENDPOINT": "token_endpoint",
    "OIDC_OP_USER_ENDPOINT": "userinfo_endpoint",
    "OIDC_OP_JWKS_ENDPOINT": "jwks_uri",
}


class ProviderError(Exception):
    """The provider does not answer, or not as one does. `sentence` says so in French."""

    def __init__(self) -> None:
        super().__init__("the provider does not answer as one does")
        self.sentence = (
            f"{settings.OIDC_NAME} ne répond pas pour le moment. "
            "Réessayez plus tard, ou entrez par votre mot de passe si vous en avez un."
        )


def setting(name: str, *default: Any) -> Any:
    """What the library asks for: an endpoint, or a setting of ours. Raises ProviderError."""
    return _told()[ENDPOINTS[name]] if name in ENDPOINTS else import_from_settings(name, *default)


def address_to_leave(request: HttpRequest, id_token: str) -> str:
    """Where the provider ends its own session, and sends back to our login; "" where it does not, or is away.

    https://openid.net/specs/openid-connect-rpinitiated-1_0.html
    """
    try:
        end = _told().get("end_session_endpoint")
    except ProviderError:
        return ""
    if not end:
        return ""
    query = {
        "id_token_hint": id_token,
        "post_logout_redirect_uri": request.build_absolute_uri(reverse(settings.LOGIN_URL)),
        "state": get_random_string(32),
    }
    return f"{end}?{urlencode(query)}"


def _told() -> dict[str, Any]:
    key = f"acces.oidc:{settings.OIDC_ISSUER}"
    found: dict[str, Any] | None = cache.get(key)
    if found is None:
        found = _asked()
        cache.set(key, found, HOUR)
    return found


def _asked() -> dict[str, Any]:
    address = f"{settings.OIDC_ISSUER}/.well-known/openid-configuration"
    try:
        answer = requests.get(address, timeout=settings.OIDC_TIMEOUT)
        answer.raise_for_status()
        said = answer.json()
    except (requests.RequestException, ValueError) as exc:
        raise ProviderError from exc
    if not isinstance(said, dict) or str(said.get("issuer", "")).rstrip("/") != settings.OIDC_ISSUER:
        raise ProviderError
    if any(not said.get(name) for name in ENDPOINTS.values()):
        raise ProviderError
    return said
