"""A list of addresses in, one line for each out, as they come: `manage.py check_urls` and `python -m workers.links`.

Reads a stream in pieces and keeps a window of it, so that neither a list without end nor a slow writer holds anything
up. No database, no pages, no Django: one run is one observation of each address, judged as the first one.
"""

import asyncio
import gc
import json
import random
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, TextIO, cast

from workers.links.client.checker import Checker
from workers.links.client.classes import LienState
from workers.links.client.observation import Observation
from workers.links.client.queues import streamed_by_host
from workers.links.client.wire.addresses import parse_server
from workers.links.client.wire.config import CheckerConfig
from workers.links.verdict.policy import LinkHistory, judge

PIECE = 64 * 1024
LONGEST_LINE = 64 * 1024
WINDOW = 20_000
PROGRESS_S = 2.0
MOST_AT_ONCE = 500


class Source(Protocol):
    def read1(self, size: int, /) -> bytes:
        """What there is, at most so much; nothing at the end."""


def first_state(observation: Observation) -> LienState:
    """The state that this observation gives to a link never seen before."""
    return judge(LinkHistory(), observation, at=observation.started_at, rng=random.Random(0)).state  # noqa: S311


def line_of(observation: Observation, state: LienState) -> dict[str, Any]:
    """What is printed of one observation."""
    return {
        "url": observation.url,
        "class": observation.class_.value,
        "state": state.value,
        "status": observation.status,
        "final_url": observation.final_url,
        "chain": [list(hop) for hop in observation.chain],
        "elapsed_ms": observation.elapsed_ms,
        "bytes_read": observation.bytes_read,
        "reason": observation.reason,
    }


async def urls_of(source: Source) -> AsyncIterator[list[str]]:
    """The addresses of a list, as they arrive: one a line, each once, without blank lines and comments."""
    rest, seen, is_start = b"", set[int](), True
    while True:
        piece = await asyncio.to_thread(source.read1, PIECE)
        lines = (rest + piece).replace(b"\r", b"\n").split(b"\n")
        if is_start and len(lines[0]) >= 3:
            lines[0], is_start = lines[0].removeprefix(b"\xef\xbb\xbf"), False
        # A line without an end is an address too long to be one: only its beginning is kept.
        rest = lines.pop()[:LONGEST_LINE] if piece else b""
        found = []
        for line in lines:
            url = _text(line.strip())
            # Hashes keep a tenth of what the addresses would.
            if url and not url.startswith("#") and (mark := hash(url)) not in seen:
                seen.add(mark)
                found.append(url)
        if found:
            yield found
        if not piece:
            return


def _text(line: bytes) -> str:
    """UTF-8, or else what Western programs of long ago wrote."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


@dataclass(slots=True)
class Tally:
    """What was found so far, told on standard error now and then."""

    err: TextIO
    checked: int = 0
    broken: int = 0
    told_at: float = 0.0

    def count(self, state: LienState) -> None:
        self.checked += 1
        self.broken += state is LienState.BROKEN
        now = time.monotonic()
        self.told_at = self.told_at or now
        if now - self.told_at >= PROGRESS_S:
            self.told_at = now
            self.tell("…")

    def tell(self, ending: str) -> None:
        many = "s" if self.checked > 1 else ""
        broken = f", dont {self.broken} à coup sûr cassée{'s' if self.broken > 1 else ''}" if self.broken else ""
        self.err.write(f"{self.checked} adresse{many} vérifiée{many}{broken}{ending}\n")
        self.err.flush()


async def check_all(source: Source, config: CheckerConfig, out: TextIO, tally: Tally, *, as_text: bool) -> None:
    """Prints every observation as it comes."""
    async with Checker(config) as checker:
        urls = urls_of(source)
        async for observation in streamed_by_host(urls, checker.check, config.concurrency, window=WINDOW):
            state = first_state(observation)
            line = line_of(observation, state)
            out.write(_columns(line) if as_text else json.dumps(line, ensure_ascii=False) + "\n")
            out.flush()
            tally.count(state)


def _columns(line: dict[str, Any]) -> str:
    return f"{line['state']}\t{line['class']}\t{line['status'] or '-'}\t{line['url']}\t{line['reason']}\n"


@contextmanager
def rare_collections() -> Iterator[None]:
    """Spares the garbage collector what stays anyway: a tenth of the time of a long list."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def at_once(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_AT_ONCE):
        raise ArgumentTypeError(f"{text} : un nombre de 1 à {MOST_AT_ONCE} est attendu")
    return int(text)


def name_server(text: str) -> tuple[str, int]:
    try:
        return parse_server(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} : une adresse IP est attendue, suivie ou non de :PORT (1 à 65535)") from None


def existing_file(text: str) -> str:
    if not Path(text).is_file():
        raise ArgumentTypeError(f"{text} : ce fichier n’existe pas")
    return text


def add_options(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="une ligne JSON par adresse (c’est aussi le défaut)")
    parser.add_argument("--text", action="store_true", help="colonnes séparées par des tabulations")
    parser.add_argument("--concurrency", type=at_once, default=50, metavar="N", help="vérifications simultanées (50)")
    parser.add_argument(
        "--ca-file", type=existing_file, help="autorités de certification à ajouter à celles du système (PEM)"
    )
    parser.add_argument(
        "--nameserver",
        type=name_server,
        metavar="IP[:PORT]",
        help="serveur de noms à la place de ceux du système",
    )
    parser.add_argument("--allow-loopback", action="store_true", help="autorise 127.0.0.0/8 et ::1 : essais uniquement")


def check_list(options: dict[str, Any]) -> int:
    """The exit code of a whole run from standard input to standard output: 1 when something is surely broken."""
    address, port = options["nameserver"] or ("", 0)
    config = replace(
        CheckerConfig(),
        nameservers=(address,) if address else (),
        dns_port=port,
        concurrency=options["concurrency"],
        allow_loopback=options["allow_loopback"],
        ca_file=options["ca_file"],
    )
    if sys.stdin.isatty():
        sys.stderr.write("Une adresse par ligne, puis Ctrl-D.\n")
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="replace")
    tally = Tally(sys.stderr)
    source = cast(Source, sys.stdin.buffer)
    try:
        with rare_collections():
            asyncio.run(check_all(source, config, sys.stdout, tally, as_text=options["text"]))
    except BrokenPipeError:
        # Whoever read has seen enough, as `head` does; Python would complain once more at its end.
        sys.stdout = None
    except KeyboardInterrupt:
        tally.tell(" avant l’interruption")
        return 130
    tally.tell(" au total")
    return 1 if tally.broken else 0
