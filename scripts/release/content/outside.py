"""What visitors and other sites leave behind: C.A.P., what was asked in vain, the journal, messages that wait."""

from django.utils import timezone

from adoc.models import LacuneAdoc
from cap import editing
from demo.content.sample_cap import create_sample
from headless.journal.keeping import keep_journal
from headless.webhooks.distribution import distribute
from headless.webhooks.models import Abonnement
from pages.models import Ressource
from taxonomy.enums import Famille


def cap() -> dict[str, str]:
    """The sample C.A.P., with a link of its authors' own; the secrets of its two links."""
    secret = create_sample()
    found = editing.cap_to_edit(secret)
    editing.add_link(
        found, famille=Famille.DONNEE.value, titre="Notre tableau de bord", url="https://partenaire.example/tableau"
    )
    return {"edition": secret, "lecture": editing.lien_de_lecture(found, edition=secret)}


def gaps() -> None:
    """What walks through an A.D.O.C. asked for in vain."""
    LacuneAdoc.objects.create(
        jour=timezone.localdate(),
        profil="associations",
        famille=Famille.COMPETENCE,
        territoire="dep-29",
        domaine="lien-social",
        nombre=3,
    )


def journal() -> None:
    """A first entry for everything, then a change of which a subscriber is to be told."""
    keep_journal()
    distribute()
    Abonnement.objects.create(nom="Site d’exemple", url="https://site.example/messages", page_types=["pages.Ressource"])
    page = Ressource.objects.filter(live=True).order_by("pk")[1]
    page.chapo = f"{page.chapo} Mis à jour."[:400]
    page.save_revision().publish()
    keep_journal()
    distribute()
