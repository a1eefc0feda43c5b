"""The Content-Security-Policy: what a page of the site may load and run, in visitors' and in editors' browsers.

One policy for both: no script, style or frame but those that the site itself serves. Nothing within a page runs, so
whatever an editor pastes or a partner writes is text. docs/admin.md says what Wagtail's pages needed for it.
"""

from typing import Any

from csp.constants import NONE, SELF

EVERYWHERE: dict[str, Any] = {
    # Ninja's documentation of the API starts by a script within its page.
    "EXCLUDE_URL_PREFIXES": ["/api/v3/docs/"],
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    },
}


def beside_it_in_the_admin(front: str) -> dict[str, Any]:
    """An image is seen before it is sent; the preview may be that of another site, at `front`."""
    return {"img-src": ["blob:"], "frame-src": [SELF, *([front] if front else [])]}
