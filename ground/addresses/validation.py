"""The one rule for an outgoing address that an editor types."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

LONGUEUR_MAXIMALE = 2000
_syntaxe = URLValidator(schemes=["http", "https"])


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
