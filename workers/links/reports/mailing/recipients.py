"""Who reads which report. Staff accounts that were named for it; else the organisation's own generic address."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q

from taxonomy.models import Partenaire
from workers.links.reports.models import Destinataire, ReglagesDesRapports

RIGHTS = "comite.backend.RolesBackend"


@dataclass(frozen=True, slots=True)
class Adresse:
    """Where a mail goes; `compte` is the staff account behind it, if there is one."""

    courriel: str
    compte: Any = None


def perimetres(reglages: ReglagesDesRapports) -> list[Partenaire | None]:
    """Whose reports leave by these settings: the whole site's (None) first, then each responsable's by name."""
    responsables: Iterable[Partenaire] = ()
    if reglages.aux_responsables:
        suivis = Q(pages_suivies__isnull=False) | Q(pages_suppleees__isnull=False)
        ecartes = reglages.sans_rapport.values("pk")
        responsables = Partenaire.objects.filter(suivis, est_comite=True).exclude(pk__in=ecartes).distinct()
    return [*([None] if reglages.au_comite else []), *responsables]


def adresses_de(partenaire: Partenaire | None) -> list[Adresse]:
    """Every address once, however it is written. Accounts that may no longer open the admin get nothing."""
    return annuaire([partenaire])[partenaire.pk if partenaire else None]


def annuaire(partenaires: Iterable[Partenaire | None]) -> dict[int | None, list[Adresse]]:
    """The addresses of each of these reports, by the id of its partner (None: the whole site)."""
    generiques = {un.pk if un else None: un.courriel if un else "" for un in partenaires}
    # Named, since there are ways to sign in that know no rights.
    autorises = get_user_model().objects.with_perm("wagtailadmin.access_admin", backend=RIGHTS).exclude(email="")
    nommes = Destinataire.objects.filter(actif=True, compte__in=autorises).select_related("compte").order_by("pk")
    trouvees: dict[int | None, dict[str, Adresse]] = {pk: {} for pk in generiques}
    for un in nommes:
        if un.partenaire_id in trouvees:
            trouvees[un.partenaire_id].setdefault(un.compte.email.casefold(), Adresse(un.compte.email, un.compte))
    return {
        pk: list(adresses.values()) or [Adresse(courriel) for courriel in [generiques[pk]] if courriel]
        for pk, adresses in trouvees.items()
    }


def adresses_techniques() -> list[Adresse]:
    """Where the technical team is told of an outage: the address of the settings, else the administrators'."""
    if settings.OPERATOR_EMAILS:
        return [Adresse(courriel) for courriel in settings.OPERATOR_EMAILS]
    comptes = get_user_model().objects.filter(is_superuser=True, is_active=True).exclude(email="").order_by("pk")
    return list({compte.email.casefold(): Adresse(compte.email, compte) for compte in comptes}.values())
