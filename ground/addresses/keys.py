"""Under which key an address is known to the registry: the same for every spelling of it."""

from ground.addresses.urls import InvalidUrlError, normalise, scheme_of, without_secrets

SCHEMAS_NON_SUIVIS = frozenset({"mailto", "tel", "sms"})
LONGUEUR = 2048


def cle_de(url: str) -> tuple[str, str] | None:
    """(normalised address, host) of an address as typed; None for anchors, own paths, mail and phone."""
    text = url.strip()
    if text.startswith(("#", "/")) or scheme_of(text) in SCHEMAS_NON_SUIVIS:
        return None
    try:
        target = normalise(text)
    except InvalidUrlError:
        return without_secrets(text)[:LONGUEUR], ""
    return target.text[:LONGUEUR], target.host
