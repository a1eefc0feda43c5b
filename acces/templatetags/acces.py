"""Which ways in there are beside the password."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.http import HttpRequest

from acces.second_factor.passkeys import are_taken_here

register = template.Library()


@dataclass(frozen=True, slots=True)
class Ways:
    """`keys`: whether a passkey signs in at this address. `provider`: the name of one that does, "" without."""

    keys: bool
    provider: str


@register.simple_tag
def ways_in(request: HttpRequest) -> Ways:
    """The ways in at this address."""
    return Ways(are_taken_here(request), settings.OIDC_NAME if settings.OIDC_ISSUER else "")
