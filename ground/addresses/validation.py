"""The one rule for an outgoing address that an editor types."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

LONGUEUR_MAXIMALE = 2000
_syntaxe = URLValidator(schemes=["http", "https"])
#: The name of a site, perhaps a port, then the end or a path; two slashes before it, as some copy it.
_SITE = re.compile(r"(?://)?(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d{1,5})?(?=[/?#]|$)")


def with_scheme(value: str) -> str:
    """The address with the « https:// » that it lacks; as it is when it has a scheme, or is no site's address."""
    text = value.strip()
    return f"https://{text.removeprefix('//')}" if _SITE.match(text) else value


def validate_url(value: str) -> None:
    """Raise ValidationError, in French, unless `value` is a complete http(s) address without a password in it."""
    text = value.strip()
    if any(ord(character) < 32 for character in value) or len(value) > LONGUEUR_MAXIMALE:
        raise ValidationError("Cette adresse est trop longue ou contient des caractères invisibles.", code="url")
    try:
        parts = urlsplit(text)
        has_password = parts.username is not None or parts.password is not None
        _ = parts.port  # raises ValueError beyond 65535, which the validator’s pattern lets through
    except ValueError as exc:
        raise ValidationError("Cette adresse n’est pas une adresse internet valable.", code="url") from exc
    if parts.scheme.lower() not in ("http", "https"):
        raise ValidationError(
            "Indiquez une adresse complète, qui commence par « https:// » ou « http:// ».", code="url"
        )
    if has_password:
        raise ValidationError("Retirez le nom d’utilisateur ou le mot de passe de cette adresse.", code="url")
    try:
        _syntaxe(text)
    except ValidationError as exc:
        raise ValidationError(
            "Cette adresse n’est pas une adresse internet valable : vérifiez le nom du site.", code="url"
        ) from exc
