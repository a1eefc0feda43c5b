"""Another secret for a subscription. The former one is still signed with for a day, so that no message is refused."""

from datetime import datetime, timedelta

from headless.webhooks.models import Abonnement
from headless.webhooks.signature import nouveau_sel, secret_de

CHEVAUCHEMENT = timedelta(hours=24)


def rotate_secret(*, abonnement: Abonnement, now: datetime) -> str:
    """The new secret, which nobody can read again afterwards."""
    abonnement.ancien_sel, abonnement.sel = abonnement.sel, nouveau_sel()
    abonnement.ancien_sel_jusqu_au = now + CHEVAUCHEMENT
    abonnement.save(update_fields=["ancien_sel", "sel", "ancien_sel_jusqu_au"])
    return secret_de(abonnement.sel)
