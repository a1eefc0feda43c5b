"""`python -m scripts.world [--tempo 1.0]` keeps the world up until interrupted, for the demo.

Prints one line of JSON with what a checker needs to live in it: `nameserver`, `dns_port`, `ca_file`, and `rows` with
`slug`, `url`, `class`, `first` and `settled`.
"""

import argparse
import asyncio
import contextlib
import json
import signal
import sys

from scripts.world.rows import ROWS
from scripts.world.server import World


async def live(tempo: float) -> None:
    async with World(ROWS, tempo=tempo) as world:
        config = world.config()
        rows = [
            {
                "slug": row.slug,
                "url": world.url(row),
                "class": row.expected.value,
                "first": row.first.value,
                "settled": row.settled.value,
            }
            for row in world.rows
        ]
        place = {"nameserver": config.nameservers[0], "dns_port": config.dns_port, "ca_file": config.ca_file}
        sys.stdout.write(json.dumps({**place, "rows": rows}, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        ending = asyncio.Event()
        # The files of the certificates are removed on the way out.
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ending.set)
        await ending.wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m scripts.world", description="Le monde des partenaires.")
    parser.add_argument("--tempo", type=float, default=1.0, help="échelle de toutes les lenteurs (1.0 = temps réel)")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(live(parser.parse_args().tempo))


if __name__ == "__main__":
    main()
