"""Check addresses from standard input without a database: one JSON line each, progress on standard error."""

import asyncio
import gc
import io
import json
import random
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TextIO

from django.core.management.base import BaseCommand

from workers.links.classes import LienState
from workers.links.client import Checker
from workers.links.config import CheckerConfig
from workers.links.observation import Observation
from workers.links.policy import LinkHistory, judge

PROGRESS_EVERY = 200


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


def urls_of(lines: Iterable[str]) -> Iterator[str]:
    """The addresses of a list: one a line, blank lines and comments aside."""
    return (line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#"))


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


async def check_all(urls: Iterable[str], config: CheckerConfig, out: TextIO, err: TextIO, as_json: bool) -> bool:
    """Prints every observation as it comes; whether one of them is broken for sure."""
    broken, count = False, 0
    async with Checker(config) as checker:
        async for observation in checker.check_many(urls):
            state = first_state(observation)
            broken = broken or state is LienState.BROKEN
            line = line_of(observation, state)
            if as_json:
                out.write(json.dumps(line, ensure_ascii=False) + "\n")
            else:
                out.write(
                    f"{line['state']}\t{line['class']}\t{line['status'] or '-'}\t{line['url']}\t{line['reason']}\n"
                )
            count += 1
            if count % PROGRESS_EVERY == 0:
                err.write(f"{count} adresses vérifiées\n")
    err.write(f"{count} adresses vérifiées au total\n")
    return broken


class Command(BaseCommand):
    help = "Vérifie les adresses lues sur l’entrée standard, sans base de données."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="une ligne JSON par adresse (c’est aussi le défaut)")
        parser.add_argument("--text", action="store_true", help="colonnes séparées par des tabulations")
        parser.add_argument("--concurrency", type=int, default=50, help="vérifications simultanées (50)")
        parser.add_argument("--ca-file", help="autorités de certification à ajouter à celles du système (PEM)")
        parser.add_argument(
            "--nameserver", default="", help="serveur de noms à la place de ceux du système : IP[:PORT]"
        )
        parser.add_argument(
            "--allow-loopback", action="store_true", help="autorise 127.0.0.0/8 et ::1 : essais uniquement"
        )

    def handle(self, **options: Any) -> None:
        # A list may hold any bytes; an unreadable address is an invalid one, not a crash.
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(encoding="utf-8", errors="replace")
        nameserver, _, port = options["nameserver"].partition(":")
        config = replace(
            CheckerConfig(),
            nameservers=(nameserver,) if nameserver else (),
            dns_port=int(port or 0),
            concurrency=max(1, min(options["concurrency"], 500)),
            allow_loopback=options["allow_loopback"],
            ca_file=options["ca_file"],
        )
        urls = urls_of(sys.stdin)
        with rare_collections():
            broken = asyncio.run(check_all(urls, config, sys.stdout, sys.stderr, not options["text"]))
        if broken:
            sys.exit(1)
