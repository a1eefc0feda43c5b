"""Which queue each task goes to, and when the schedule asks for it: what a lost message left is done by then."""

from typing import Any, Final

from celery.schedules import crontab

QUEUES: Final = ("celery", "index", "links", "links-now", "webhooks")
ROUTES: Final = {
    "search.*": {"queue": "index"},
    "links.check_now": {"queue": "links-now"},
    "links.*": {"queue": "links"},
    "webhooks.*": {"queue": "webhooks"},
}
#: What somebody asked for, and a worker may have left half done.
WAITING = (
    *("liens.continue_replacements", "doublons.compare", "lots.continue", "links.check_domains", "sheets.advance"),
    "qualite.examine",
)
SCHEDULE: Final[dict[str, dict[str, Any]]] = {
    "workers.beat": {"task": "workers.beat", "schedule": 30.0},
    "backups.nightly": {"task": "backups.nightly", "schedule": crontab(minute="37", hour="2")},
    "search.drain": {"task": "search.drain", "schedule": 30.0},
    "search.try_dead_again": {"task": "search.try_dead_again", "schedule": 900.0},
    "search.expire": {"task": "search.expire", "schedule": 60.0},
    "search.reconcile": {"task": "search.reconcile", "schedule": crontab(minute="17", hour="4")},
    "search.ask_temoins": {"task": "search.ask_temoins", "schedule": crontab(minute="47", hour="4")},
    "search.prune_visitors": {"task": "search.prune_visitors", "schedule": crontab(minute="2", hour="0")},
    "links.claim": {"task": "links.claim", "schedule": 60.0},
    "links.end_decisions": {"task": "links.end_decisions", "schedule": 300.0},
    "links.write_alerts": {"task": "links.write_alerts", "schedule": 300.0},
    "links.count_day": {"task": "links.count_day", "schedule": crontab(minute="*/15")},
    "links.reports": {"task": "links.reports", "schedule": 300.0},
    "links.mails": {"task": "links.mails", "schedule": 60.0},
    "links.prune_mails": {"task": "links.prune_mails", "schedule": crontab(minute="51", hour="3")},
    "links.prune": {"task": "links.prune", "schedule": crontab(minute="41", hour="3")},
    "webhooks.distribute": {"task": "webhooks.distribute", "schedule": 60.0},
    "webhooks.send": {"task": "webhooks.send", "schedule": 5.0},
    "webhooks.prune": {"task": "webhooks.prune", "schedule": crontab(minute="57", hour="3")},
    **{name: {"task": name, "schedule": 60.0} for name in WAITING},
    "journal.write": {"task": "journal.write", "schedule": 30.0},
    "journal.prune": {"task": "journal.prune", "schedule": crontab(minute="23", hour="3")},
    "contenus.render_waiting": {"task": "contenus.render_waiting", "schedule": 60.0},
    "propositions.prune": {"task": "propositions.prune", "schedule": crontab(minute="7", hour="3")},
    "cap.prune": {"task": "cap.prune", "schedule": crontab(minute="13", hour="3")},
    "acces.prune_sessions": {"task": "acces.prune_sessions", "schedule": crontab(minute="31", hour="3")},
    "parutions.publish_due": {"task": "parutions.publish_due", "schedule": crontab()},
    "comite.prune_traces": {"task": "comite.prune_traces", "schedule": crontab(minute="19", hour="3")},
    "pages.publish_scheduled": {"task": "pages.publish_scheduled", "schedule": 60.0},
    "pages.remind_reviewers": {"task": "pages.remind_reviewers", "schedule": crontab(minute="11", hour="7")},
}
