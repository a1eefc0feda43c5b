"""Envelopes: sessions that are over leave."""

from celery import shared_task
from django.utils import timezone

from acces.models import Session


@shared_task(name="acces.prune_sessions")
def prune_sessions() -> None:
    """Delete the sessions that nobody can go on with, those of strangers included."""
    Session.objects.filter(expire_date__lte=timezone.now()).delete()
