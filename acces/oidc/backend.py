"""Who the provider says that somebody is: an account that there is, found by a verified address of an allowed domain.

mozilla-django-oidc asks, and checks signatures and the nonce. Checked here is what it leaves out: for whom and by whom
a token was made, that both answers are about the same person, how he signed in. Rights are never given.
"""

import logging
import time
from collections.abc import Mapping
from typing import Any

import jwt
import requests
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from acces.oidc import provider
from acces.proof import ProofKind, not_proven

logger = logging.getLogger(__name__)
#: Seconds since which somebody must have signed in at the provider who is asked to show anew who he is.
RECENT = 300
Claims = Mapping[str, Any]


class RefusedError(SuspiciousOperation):
    """Nobody is let in; `sentence` says why, in French."""

    def __init__(self, sentence: str) -> None:
        super().__init__("the answer of the provider was refused")
        self.sentence = sentence


NOT_OURS = (
    "La réponse de {name} n’est pas pour ce site, ou a été changée en route. "
    "Personne n’a été connecté\u00a0: recommencez."
)
TOO_OLD = "La réponse de {name} a expiré. Recommencez."
TOO_WEAK = "{name} vous a reconnu, mais pas de la manière que ce site demande. Recommencez avec un moyen plus sûr."
NO_MAIL = "{name} n’a pas donné d’adresse vérifiée. Vérifiez-la chez votre organisation, puis recommencez."
OTHER_DOMAIN = "{name} a donné l’adresse {mail}, qui n’est pas d’une organisation admise ici."
NO_ACCOUNT = "{name} vous a reconnu, mais aucun compte n’est ouvert ici à l’adresse {mail}. Demandez une invitation."
SEVERAL = "Plusieurs comptes ont l’adresse {mail}\u00a0: prévenez l’administration du site, qui n’en gardera qu’un."
NOT_AGAIN = "{name} ne vous a pas redemandé qui vous êtes. Recommencez, ou confirmez par votre mot de passe."


class SignedBackend(OIDCAuthenticationBackend):
    """The library’s, which then knows nothing until somebody comes back from the provider."""

    way = "provider"

    def __init__(self) -> None:
        # Every sign-in makes all backends: the endpoints are asked for when they are needed.
        self.UserModel = get_user_model()

    @staticmethod
    def get_settings(attr: str, *args: Any) -> Any:
        return provider.setting(attr, *args)

    def authenticate(self, request: HttpRequest | None, **kwargs: Any) -> User | None:
        """The account of who comes back; None for who signs in otherwise. Raises RefusedError and ProviderError."""
        if request is None or "nonce" not in kwargs:
            return None
        self.refusal: RefusedError | None = None
        try:
            super().__init__()
            found: User | None = super().authenticate(request, **kwargs)
        except RefusedError:
            raise
        except requests.RequestException as exc:
            raise provider.ProviderError from exc
        except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError) as exc:
            raise refused(TOO_OLD) from exc
        except (SuspiciousOperation, jwt.PyJWTError, KeyError, ValueError, TypeError) as exc:
            raise refused(NOT_OURS) from exc
        if found is None:
            # Refusals of what follows the token are swallowed by the library.
            raise self.refusal or refused(NOT_OURS)
        return found

    def _get_permissions(self, *args: Any) -> set[str]:
        """None: the library’s class gives those of groups, whatever the site’s own says."""
        return set()

    def verify_token(self, token: str, **kwargs: Any) -> Claims:
        """The claims of a token that this provider made for this site."""
        claims: Claims = super().verify_token(token, **kwargs)
        audience = claims.get("aud")
        for_us = audience == self.OIDC_RP_CLIENT_ID or audience == [self.OIDC_RP_CLIENT_ID]
        if not for_us or str(claims.get("iss", "")).rstrip("/") != settings.OIDC_ISSUER:
            raise refused(NOT_OURS)
        return claims

    def get_or_create_user(self, access_token: str, id_token: str, payload: Claims) -> User | None:
        try:
            self._check_way(payload)
            found: User | None = super().get_or_create_user(access_token, id_token, payload)
        except RefusedError as exc:
            self.refusal = exc
            return None
        if found is None:
            self.refusal = self.refusal or refused(NO_ACCOUNT, self.mail)
        return found

    def get_userinfo(self, access_token: str, id_token: str, payload: Claims) -> Claims:
        """What is told of the person: of the one whose token it is, or of nobody."""
        told: Claims = super().get_userinfo(access_token, id_token, payload)
        if not payload.get("sub") or told.get("sub") != payload["sub"]:
            raise refused(NOT_OURS)
        return told

    def verify_claims(self, claims: Claims) -> bool:
        """True; raises RefusedError unless there is a verified address of an allowed domain."""
        self.mail = str(claims.get("email") or "").strip().lower()
        # ProConnect tells only addresses that it has verified, and does not say so: a setting does.
        is_verified = claims.get("email_verified", settings.OIDC_MAIL_IS_VERIFIED) is True
        name, _, domain = self.mail.rpartition("@")
        if not name or not is_verified:
            raise refused(NO_MAIL)
        if domain not in settings.OIDC_DOMAINS:
            raise refused(OTHER_DOMAIN, self.mail)
        return True

    def filter_users_by_claims(self, claims: Claims) -> Any:
        found = self.UserModel.objects.filter(email__iexact=self.mail, is_active=True)
        if len(found) > 1:
            raise refused(SEVERAL, self.mail)
        return found

    def _check_way(self, claims: Claims) -> None:
        if settings.OIDC_ACR_VALUES and claims.get("acr") not in settings.OIDC_ACR_VALUES:
            raise refused(TOO_WEAK)
        if self.request.session.pop(AGAIN, False) and time.time() - int(claims.get("auth_time") or 0) > RECENT:
            raise refused(NOT_AGAIN)


#: In the session of who was sent to the provider to show anew who he is.
AGAIN = "acces.oidc_encore"


def refused(sentence: str, mail: str = "") -> RefusedError:
    """The refusal, with the provider’s name, written to the log without the address."""
    not_proven.send(ProofKind.PROVIDER)
    logger.warning("A sign-in by the provider was refused: %s", sentence)
    return RefusedError(sentence.format(name=settings.OIDC_NAME, mail=mail))
