"""What rooms above keep of a page, and what becomes of it when another page takes its place: they say so at start.

A key to a page that an editor or a visitor chose follows by `cites_pages`; what needs more than another key is moved by
a `Follower`. Keys that say what belongs to the page itself (its links, its drafts, its log) are named by nobody: they
stay with the page that is withdrawn.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model

from pages.models import PageEditoriale

Counter = Callable[[PageEditoriale], int]
Mover = Callable[[PageEditoriale, PageEditoriale], int]


@dataclass(frozen=True, slots=True)
class Follower:
    """`words`: what moves, for one and for many. `count(source)`: how many there are; `move(source, cible)` moves
    them, in the transaction of the merge, and says how many."""

    words: tuple[str, str]
    count: Counter
    move: Mover

    def says(self, count: int) -> str:
        """« 3 éléments de C.A.P. »."""
        return f"{count} {self.words[count > 1]}"


_followers: dict[str, Follower] = {}
_keys: dict[tuple[type[Model], str], tuple[str, str]] = {}


def follows(name: str, follower: Follower) -> None:
    """Have this follower called at each merge."""
    _followers[name] = follower


def cites_pages(model: type[Model], field: str, words: tuple[str, str]) -> None:
    """Have this key to a page lead to the page that stays, in rows and in versions. `words` as of a `Follower`."""
    _keys[model, field] = words


def followers() -> list[Follower]:
    """Those who were named, in the order of their names."""
    return [_followers[name] for name in sorted(_followers)]


def citing_keys() -> dict[tuple[type[Model], str], tuple[str, str]]:
    """The keys that were named."""
    return dict(_keys)
