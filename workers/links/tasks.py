"""Envelopes: ids in, one domain call, a line in the log."""

import logging
from datetime import datetime

from celery import shared_task
from django.utils import timezone

from ground.wake import wake
from workers.links import decisions
from workers.links.ledger import daily_counts, incident_log, runs
from workers.links.moving import looking
from workers.links.reports.mailing import alerts
from workers.links.run import check_links

logger = logging.getLogger(__name__)


@shared_task(name="links.claim")
def claim() -> None:
    """Reserve what is due and hand it out in runs, until nothing is due any more."""
    while ids := runs.claim(now=(now := timezone.now())):
        check_run.delay(ids, (now + runs.LEASE).isoformat())


@shared_task(name="links.check_run")
def check_run(ids: list[int], reserved_until: str | None = None) -> None:
    """Check one run of links that are reserved until then. Delivered twice, it writes once."""
    until = datetime.fromisoformat(reserved_until) if reserved_until else None
    result = check_links(ids, reserved_until=until)
    logger.info("links.check_run: %d written, %d changed", result.written, len(result.changed))
    # The hosts of this run are free again: what else they are due for need not wait for the schedule.
    wake("links.claim")


@shared_task(name="links.check_now")
def check_now(ids: list[int]) -> None:
    """Check links that an editor waits for, on a queue of its own."""
    check_links(ids, waited_for=True)


@shared_task(name="links.check_domains")
def check_domains() -> None:
    """Look at the new addresses of sites that moved, until none waits or another run holds their site."""
    while done := looking.check_waiting():
        logger.info("links.check_domains: %d addresses looked at", done)


@shared_task(name="links.prune")
def prune() -> None:
    """Close what nobody cites any more, and delete what is over and older than 13 months."""
    incident_log.close_abandoned(now=timezone.now())
    logger.info("links.prune: %d rows deleted", runs.prune(now=timezone.now()))


@shared_task(name="links.end_decisions")
def echeances() -> None:
    """End the decisions whose time has come."""
    if ended := decisions.expire_due(at=timezone.now()):
        logger.info("links.end_decisions: %d decisions ended", ended)


@shared_task(name="links.count_day")
def count_today() -> None:
    """Keep the day's count of links by state."""
    daily_counts.count_today(now=timezone.now())


@shared_task(name="links.write_alerts")
def write_alerts() -> None:
    """Write the alerts that the operator is owed."""
    if written := alerts.write_alerts(now=timezone.now()):
        logger.info("links.write_alerts: %d alerts written", written)
