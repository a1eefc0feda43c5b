"""Signatures as « Standard Webhooks » defines them, so that published libraries verify our messages.

https://github.com/standard-webhooks/standard-webhooks, version 1 (HMAC-SHA256, `whsec_` secrets). A secret is derived
from SECRET_KEY and a random salt: the database alone gives none away. Another SECRET_KEY makes other secrets.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

from django.utils.crypto import salted_hmac

SECRET_PREFIX = "whsec_"  # noqa: S105  the public prefix of every secret
SALT = "workers.webhooks"


def nouveau_sel() -> str:
    """What makes a new secret."""
    return secrets.token_urlsafe(32)


def secret_de(sel: str) -> str:
    """The secret as its owner keeps it: `whsec_…`."""
    return SECRET_PREFIX + base64.b64encode(_cle(sel)).decode()


def signature(sels: Iterable[str], *, identifiant: str, horodatage: int, corps: str) -> str:
    """The header `webhook-signature`: one signature for each secret that is valid now. `horodatage` in Unix seconds."""
    signed = f"{identifiant}.{horodatage}.{corps}".encode()
    made = (hmac.new(_cle(sel), signed, hashlib.sha256).digest() for sel in sels)
    return " ".join(f"v1,{base64.b64encode(one).decode()}" for one in made)


def _cle(sel: str) -> bytes:
    return salted_hmac(SALT, sel, algorithm="sha256").digest()
