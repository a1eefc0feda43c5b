"""Links that ended long ago, and proposals that were answered long ago, are forgotten."""

from datetime import datetime, timedelta

from django.db.models import Q

from propositions.models import AccesDePartenaire, PropositionDePartenaire

#: How long a link that ended is still in the list, and how long a partner reads the answers: as long as the log.
LINKS_KEPT, ANSWERS_KEPT = timedelta(days=90), timedelta(days=396)


def prune(*, now: datetime) -> int:
    """Delete them; how many. What still waits for an answer stays, whatever became of its link."""
    ended = Q(expire_le__lt=now - LINKS_KEPT) | Q(retire_le__lt=now - LINKS_KEPT)
    links = AccesDePartenaire.objects.filter(ended)
    # What waits was decided on no day.
    answered = PropositionDePartenaire.objects.filter(decidee_le__lt=now - ANSWERS_KEPT)
    number = links.count()
    links.delete()
    return number + answered.delete()[0]
