"""The secrets of the site beside its backup, sealed by a passphrase: scrypt makes the key, Fernet seals.

A backup travels; what opens the site should not travel with it in the clear. https://cryptography.io/en/latest/fernet/
"""

import base64
import json
import secrets
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.conf import settings

from cms.backups.failure import BackupError, told

FILE = "secrets.sealed"
SALT_BYTES = 16
SHORTEST = 12  # characters of a passphrase
#: What a restored site needs to be the same to others; webhooks are signed and known devices told by SECRET_KEY.
SEALED = (
    *("SECRET_KEY", "OIDC_RP_CLIENT_SECRET", "EMAIL_HOST_PASSWORD", "ELASTICSEARCH_API_KEY", "METRICS_TOKEN"),
    *("DATABASE_URL", "REDIS_URL", "ELASTICSEARCH_URL"),
)
#: Settings that are read from a variable of another name.
VARIABLES = {"OIDC_RP_CLIENT_SECRET": "OIDC_CLIENT_SECRET"}


def passphrase(path: str | Path) -> bytes:
    """The first line of the file. Raises BackupError where it is too short to protect anything."""
    with told(path):
        line = Path(path).read_text(encoding="utf-8").strip().partition("\n")[0].strip()
    if len(line) < SHORTEST:
        raise BackupError(f"La phrase de passe de {path} est trop courte : {SHORTEST} caractères au moins.")
    return line.encode()


def seal(folder: Path, phrase: bytes) -> None:
    """Write the secrets of these settings into a backup."""
    found = {VARIABLES.get(name, name): str(value) for name in SEALED if (value := getattr(settings, name, ""))}
    salt = secrets.token_bytes(SALT_BYTES)
    (folder / FILE).write_bytes(salt + _key(phrase, salt).encrypt(json.dumps(found).encode()))


def unseal(folder: Path, phrase: bytes) -> dict[str, str]:
    """The secrets by the names of their variables. Raises BackupError for another passphrase."""
    with told(folder / FILE):
        data = (folder / FILE).read_bytes()
    try:
        opened = _key(phrase, data[:SALT_BYTES]).decrypt(data[SALT_BYTES:])
    except InvalidToken as exc:
        raise BackupError("Cette phrase de passe n’ouvre pas les secrets de la sauvegarde.") from exc
    found: dict[str, str] = json.loads(opened)
    return found


def _key(phrase: bytes, salt: bytes) -> Fernet:
    # 64 MB and a fifth of a second for each guess.
    return Fernet(base64.urlsafe_b64encode(Scrypt(salt=salt, length=32, n=2**16, r=8, p=1).derive(phrase)))
