"""The two secret links of a C.A.P.: 128 bits each, hashed at rest.

Who edits may hand out the reading link: its secret is kept under a mask made of the editing one (HMAC-SHA-256 as a
one-time pad: each mask covers one secret once), so that the database alone opens nothing.
"""

import base64
import binascii
import hashlib
import hmac

from ground.secrets import LONGUEUR, OCTETS


def mask(lecture: str, *, edition: str) -> str:
    """The reading secret as it is kept."""
    return _xor(_octets(lecture), edition).hex()


def unmask(masque: str, *, edition: str) -> str:
    """The reading secret again, for who has the editing one."""
    return base64.urlsafe_b64encode(_xor(bytes.fromhex(masque), edition)).decode().rstrip("=")


def est_un_secret(text: str) -> bool:
    """Whether the text may be a secret at all."""
    if len(text) != LONGUEUR or not text.isascii():
        return False
    try:
        return len(_octets(text)) == OCTETS
    except (binascii.Error, ValueError):
        return False


def _octets(secret: str) -> bytes:
    return base64.urlsafe_b64decode(secret + "==")


def _xor(octets: bytes, edition: str) -> bytes:
    pad = hmac.new(edition.encode(), b"cap.lecture", hashlib.sha256).digest()
    return bytes(one ^ other for one, other in zip(octets, pad[:OCTETS], strict=True))
