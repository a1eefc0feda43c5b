"""Every address of the site, found by walking its URL conf: what is added tomorrow is tried as well."""

from dataclasses import dataclass

from django.urls import get_resolver
from django.urls.resolvers import URLResolver
from django.utils.regex_helper import normalize


@dataclass(frozen=True)
class Address:
    """`form` is a path with its arguments as `%(name)s`; `route` is how the URL conf writes it."""

    route: str
    form: str
    arguments: tuple[str, ...]

    def path(self, values):
        """The path, each argument being what `values` gives for its name."""
        return "/" + self.form % {name: values(name) for name in self.arguments}


def every_address():
    """All of them, once each, whatever methods they take."""
    found = {}
    for one in _walk(get_resolver(), "", "", ()):
        found.setdefault(one.route, one)
    return list(found.values())


def admin_addresses():
    """Those of the admin, but for the one that answers whatever is not there."""
    return [one for one in every_address() if one.route.startswith("admin/") and ".*" not in one.route]


def _walk(resolver, route, form, arguments):
    for pattern in resolver.url_patterns:
        part, names = normalize(pattern.pattern.regex.pattern)[0]
        here = (f"{route}{pattern.pattern}", form + part, (*arguments, *names))
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, *here)
        else:
            yield Address(*here)
