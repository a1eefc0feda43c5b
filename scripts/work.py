"""`python -m scripts.work [--beat]`: one Celery worker, with the schedule in a thread of its own where it is asked for.

Celery's `--beat` forks a second process for the schedule, which holds all of Django a second time: 100 MiB on a
machine that may have a thousand. The tasks wait for the network most of the time, so threads serve them as well.
`check` is what installs, upgrades and starts of web run: a worker that ran it too would hold every screen of the admin.
"""

import argparse
import ctypes
import os
import sys
import threading
import time
from typing import Any

from celery.beat import EmbeddedService
from celery.signals import worker_ready, worker_shutdown

from cms.schedule import QUEUES
from workers.celery import app

#: Seconds.
GIVE_BACK_EVERY = 120.0


def main(arguments: list[str]) -> None:
    """Run until a signal asks to end; tasks under way are finished first."""
    parser = argparse.ArgumentParser(prog="python -m scripts.work", description="A worker.")
    parser.add_argument("--beat", action="store_true", help="with the schedule, of which there must be one")
    parser.add_argument("--queues", default=",".join(QUEUES), help="those that it serves")
    parser.add_argument("--concurrency", type=int, default=4, help="tasks at the same time")
    parser.add_argument("--hostname", help="its name, where another one asks for it")
    parser.add_argument("--loglevel", default="INFO")
    options = parser.parse_args(arguments)
    os.environ["CELERY_SKIP_CHECKS"] = "1"
    if options.beat:
        keep_schedule()

    @worker_ready.connect(weak=False)
    def begin(**about: object) -> None:
        # What changed while no worker ran is indexed now, not in half a minute; a publication then finds all loaded.
        app.send_task("search.drain", ignore_result=True)
        app.send_task("workers.beat", ignore_result=True)

        threading.Thread(target=give_back_memory, name="memory", daemon=True).start()

    # Celery's own command would bring a shell with it, and its libraries.
    worker = app.Worker(
        hostname=options.hostname,
        pool_cls="threads",
        concurrency=options.concurrency,
        queues=options.queues.split(","),
        without_gossip=True,
        without_mingle=True,
        loglevel=options.loglevel,
    )
    worker.start()
    sys.exit(worker.exitcode)


def give_back_memory() -> None:
    """Have the C library return what tasks have freed: of itself it keeps it, whatever its size."""
    try:
        library = ctypes.CDLL("libc.so.6")
    except OSError:  # another C library, which does it by itself
        return
    while True:
        time.sleep(GIVE_BACK_EVERY)
        library.malloc_trim(0)


def keep_schedule() -> None:
    """Have this worker send what is due."""
    beat: Any = EmbeddedService(app, thread=True, schedule_filename=app.conf.beat_schedule_filename)

    @worker_ready.connect(weak=False)
    def begin_schedule(**about: object) -> None:
        beat.start()

    @worker_shutdown.connect(weak=False)
    def end_schedule(**about: object) -> None:
        beat.service.stop()
        beat.join(timeout=3)


if __name__ == "__main__":
    main(sys.argv[1:])
