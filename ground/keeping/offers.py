"""What an answer says of itself, so that it may be kept and given to the next who asks: see `cms.kept`.

A view offers its answer (`offer`); while it is made, whoever shows something that may change says what (`shows`) or
until when it holds (`holds_until`). The keys are those of `ground.news`, and go out as surrogate keys as well.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

#: What every page shows: what editors publish, the tree, the terms, the navigation.
CONTENT = "contenu"
#: How many links there are, and how many of them answered.
COUNTS_OF_LINKS = "releve-des-liens"
#: The home pages of partners, to which visitors are sent in the place of a link that is broken.
WAYS_OUT = "replis"
#: What the index holds.
INDEX = "index"
#: Something may not be read any more: it was withdrawn, restricted or deleted.
WITHDRAWN = "retrait"
#: All answers that are kept, and the one that shows whether a cache forgets what it is told to.
ALL_HTML, WITNESS = "html", "temoin"


def page_key(pk: int) -> str:
    """What is shown of one page beside what editors write: the state of its link."""
    return f"page-{pk}"


@dataclass(slots=True)
class Shown:
    """What an answer is made of, as far as it is told."""

    keys: set[str] = field(default_factory=set)
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Keeping:
    """An answer that may be kept. Of the address, it depends on the parameters `reads` alone.

    `again` is what is due each time that it is given, whoever made it. `shared` says whether a cache in front of the
    site may keep it too: it is told of pages that change, not of what is due.
    """

    shown: Shown
    reads: tuple[str, ...] = ()
    again: Callable[[HttpRequest], None] | None = None
    shared: bool = True


def shown_by(request: HttpRequest) -> Shown:
    """What the answer to this request shows so far."""
    found: Shown = request.__dict__.setdefault("_shown", Shown())
    return found


def shows(request: HttpRequest, *keys: str) -> None:
    """The answer to this request is out of date when one of these is."""
    shown_by(request).keys.update(keys)


def holds_until(request: HttpRequest, moment: datetime) -> None:
    """The answer to this request must not be given after `moment`."""
    shown = shown_by(request)
    shown.until = moment if shown.until is None else min(shown.until, moment)


def offer(
    request: HttpRequest,
    response: HttpResponseBase,
    *,
    reads: tuple[str, ...] = (),
    again: Callable[[HttpRequest], None] | None = None,
    shared: bool = True,
) -> None:
    """Say that this answer may be kept, and given to whoever asks the same."""
    kept: Any = response
    kept.keeping = Keeping(shown_by(request), reads, again, shared)


def offered(response: HttpResponseBase) -> Keeping | None:
    """What the answer says of being kept; None when it may not be."""
    found: Keeping | None = getattr(response, "keeping", None)
    return found
