"""How a row of the fault table is written: its makers by verdict, and the answers that many rows share."""

from typing import TypedDict, Unpack

from scripts.world.behaviours import answers
from scripts.world.exchange import Behaviour
from scripts.world.names import Answer
from scripts.world.server import HelloAnswer, Row
from workers.links.client.classes import AttentionReason as R
from workers.links.client.classes import LienState as S
from workers.links.client.classes import ObservationClass as C

PATH = "/guides/alliances"
HTTPS = "https://{host}:{port}/guides/alliances"
FINE = answers(200)
NOT_FOUND = answers(404, "<h1>Page introuvable</h1>")


class More(TypedDict, total=False):
    """What a row may say beside its behaviour; see `Row`."""

    path: str
    url: str
    tls: str
    robots: Behaviour
    names: Answer
    more_names: tuple[str, ...]
    exists: bool
    listens: bool
    blackhole: bool
    to_tls_hello: HelloAnswer
    known_as: tuple[str, ...]
    dead_beside: bool
    on_ipv6: bool


def ok(slug: str, behaviour: Behaviour, **more: Unpack[More]) -> Row:
    return Row(slug, C.OK, S.OK, S.OK, behaviour, **more)


def broken(slug: str, expected: C, behaviour: Behaviour = FINE, **more: Unpack[More]) -> Row:
    return Row(slug, expected, S.SUSPECT, S.BROKEN, behaviour, **more)


def hidden(slug: str, expected: C, behaviour: Behaviour, **more: Unpack[More]) -> Row:
    return Row(slug, expected, S.UNVERIFIABLE, S.UNVERIFIABLE, behaviour, **more)


def noticed(slug: str, expected: C, reason: R, behaviour: Behaviour, **more: Unpack[More]) -> Row:
    return Row(slug, expected, S.ATTENTION, S.ATTENTION, behaviour, frozenset({reason}), **more)


def danger(slug: str, expected: C, behaviour: Behaviour, **more: Unpack[More]) -> Row:
    return Row(slug, expected, S.DANGER, S.DANGER, behaviour, **more)
