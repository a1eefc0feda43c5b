"""Secrets that links carry: 128 bits, of which only the SHA-256 is kept."""

import hashlib
import secrets

OCTETS = 16
#: What `token_urlsafe(16)` writes.
LONGUEUR = 22


def nouveau_secret() -> str:
    """What a link carries."""
    return secrets.token_urlsafe(OCTETS)


def empreinte(secret: str) -> str:
    """What is kept of it."""
    return hashlib.sha256(secret.encode()).hexdigest()
