"""`python -m scripts.demo.worker`: one Celery worker with the schedule in a thread of its own.

Celery's `--beat` forks a second process for the schedule, which holds all of Django a second time: 100 MiB on a
machine that may have a thousand. The tasks wait for the network most of the time, so threads serve them as well.
"""

from typing import Any

from celery.beat import EmbeddedService
from celery.signals import worker_ready, worker_shutdown

from workers.celery import app

QUEUES = "celery,index,links,links-now,webhooks"


def main() -> None:
    """Run until a signal asks to end; tasks under way are finished first."""
    beat: Any = EmbeddedService(app, thread=True, schedule_filename=app.conf.beat_schedule_filename)

    @worker_ready.connect(weak=False)
    def begin_schedule(**about: object) -> None:
        beat.start()
        # What changed while no worker ran is indexed now, not in half a minute; a publication then finds all loaded.
        app.send_task("search.drain", ignore_result=True)
        app.send_task("workers.beat", ignore_result=True)

    @worker_shutdown.connect(weak=False)
    def end_schedule(**about: object) -> None:
        beat.service.stop()
        beat.join(timeout=3)

    calm = ["--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    app.worker_main(["worker", "--pool", "threads", "--concurrency", "4", "--queues", QUEUES, *calm])


if __name__ == "__main__":
    main()
