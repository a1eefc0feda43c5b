"""The Content-Security-Policy: what a page of the site may load and run, in visitors' and in editors' browsers.

One policy for both: no script, style or frame but those that the site itself serves. Nothing within a page runs, so
whatever an editor pastes or a partner writes is text. docs/admin.md says what Wagtail's pages needed for it.
"""

from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF, UNSAFE_HASHES, UNSAFE_INLINE

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


#: The two attributes `style` that Wagtail’s scripts write: the field behind tags (`display:none;`), and what Draftail
#: puts on the clipboard (`white-space: pre-wrap;`).
STYLES_OF_WAGTAIL = (
    "'sha256-0EZqoz+oBhx7gF4nvY2bSqoGyy4zLjNF+SDQXGp/ZrY='",
    "'sha256-7kiMZ7dRwS7ki6fPwMfIFws2+Hf0JQNLICbgISNJZ+g='",
)


def beside_it_in_the_admin(front: str, provider: str = "") -> dict[str, Any]:
    """What Wagtail's own pages need; `front` is the preview of another site, `provider` the one that signs in.

    Leaving is a form, which ends at the provider for who came by it.
    """
    return {
        **({"form-action": [f"{urlsplit(provider).scheme}://{urlsplit(provider).netloc}"]} if provider else {}),
        # An image is seen before it is sent.
        "img-src": ["blob:"],
        "frame-src": [SELF, *([front] if front else [])],
        # Draftail writes elements `style` for what its empty blocks show, with numbers drawn anew each time.
        "style-src-elem": [SELF, UNSAFE_INLINE],
        "style-src-attr": [UNSAFE_HASHES, *STYLES_OF_WAGTAIL],
    }
