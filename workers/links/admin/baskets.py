"""The buckets in which editors think of links: it works, to be confirmed, broken, to decide, set aside."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Avg, Count, Q, QuerySet
from django.db.models.enums import TextChoices
from django.urls import reverse

from liens.enums import EtatLien
from liens.models import Lien
from workers.links.client.classes import LienState
from workers.links.models import Suivi
from workers.links.verdict.policy import confidence_of_state


class Panier(TextChoices):
    FONCTIONNE = "fonctionne", "Fonctionne"
    A_CONFIRMER = "a_confirmer", "À confirmer"
    CASSE = "casse", "Cassé"
    A_DECIDER = "a_decider", "À décider"
    DE_COTE = "de_cote", "Mis de côté"


SENS: dict[Panier, str] = {
    Panier.FONCTIONNE: "vu en état de marche",
    Panier.A_CONFIRMER: "nouveau, douteux ou fermé aux robots",
    Panier.CASSE: "en échec répété et durable",
    Panier.A_DECIDER: "site peut-être détourné",
    Panier.DE_COTE: "ignoré ou en pause, toujours contrôlé",
}
ETATS: dict[Panier, frozenset[EtatLien]] = {
    Panier.FONCTIONNE: frozenset({EtatLien.OK, EtatLien.ATTENTION}),
    Panier.A_CONFIRMER: frozenset({EtatLien.NOUVEAU, EtatLien.SUSPECT, EtatLien.INVERIFIABLE}),
    Panier.CASSE: frozenset({EtatLien.CASSE}),
    Panier.A_DECIDER: frozenset({EtatLien.DANGER}),
}
#: Where a person's word counts for more than the checker's.
CONFIRMABLES = frozenset({EtatLien.NOUVEAU, EtatLien.SUSPECT, EtatLien.INVERIFIABLE, EtatLien.CASSE})


def panier_de(lien: Lien) -> Panier:
    """The bucket of a cited link."""
    if lien.mis_de_cote:
        return Panier.DE_COTE
    etat = EtatLien(lien.etat)
    if lien.confirme_le is not None and etat in CONFIRMABLES:
        return Panier.FONCTIONNE
    return next(panier for panier, etats in ETATS.items() if etat in etats)


def dans(panier: Panier) -> Q:
    """The same as a condition on links."""
    if panier is Panier.DE_COTE:
        return Q(mis_de_cote=True)
    confirme = Q(confirme_le__isnull=False, etat__in=CONFIRMABLES)
    etats = Q(etat__in=ETATS[panier])
    return Q(mis_de_cote=False) & (etats | confirme if panier is Panier.FONCTIONNE else etats & ~confirme)


@dataclass(frozen=True, slots=True)
class Compte:
    """One bucket as the report shows it; `confiance` is a percentage, None for an empty bucket or none to speak of."""

    panier: Panier
    nombre: int
    confiance: int | None
    url: str

    @property
    def libelle(self) -> str:
        return self.panier.label

    @property
    def sens(self) -> str:
        return SENS[self.panier]


def comptes(liens: QuerySet[Lien] | None = None, suite: str = "") -> list[Compte]:
    """How many of these links (all that are cited) each bucket holds and how sure we are of them.

    Counted by state, which an index answers, then corrected by the links with a decision, which are few. `suite`: what
    the address of each bucket bears beside it.
    """
    nombres: Counter[Panier] = Counter()
    confiances: dict[Panier, float] = dict.fromkeys(Panier, 0.0)
    de_suspects = Suivi.objects.filter(lien__etat=EtatLien.SUSPECT)
    if liens is None:
        liens = Lien.objects.cites()
    else:
        de_suspects = de_suspects.filter(lien__in=liens.order_by().values("pk"))
    suspects = de_suspects.aggregate(moyenne=Avg("confiance"))["moyenne"] or 0.0

    def compter(panier: Panier, etat: str, nombre: int) -> None:
        nombres[panier] += nombre
        if panier is Panier.FONCTIONNE and etat in CONFIRMABLES:
            # A link that a person confirmed is as sure as one that we saw ourselves.
            confiances[panier] += nombre
        else:
            sure = suspects if etat == EtatLien.SUSPECT else confidence_of_state(LienState(etat))
            confiances[panier] += nombre * sure

    par_etat = liens.order_by().values_list("etat").annotate(nombre=Count("pk"))
    for etat, nombre in par_etat:
        compter(panier_de(Lien(etat=etat)), etat, nombre)
    decides = liens.filter(decisions__terminee_le__isnull=True, decisions__isnull=False)
    for lien in decides.only("etat", "mis_de_cote", "confirme_le"):
        compter(panier_de(Lien(etat=lien.etat)), lien.etat, -1)
        compter(panier_de(lien), lien.etat, 1)
    return [
        Compte(
            panier,
            nombres[panier],
            _moyenne(confiances[panier], nombres[panier]) if panier is not Panier.DE_COTE else None,
            f"{reverse('links_report')}?panier={panier.value}{suite}",
        )
        for panier in Panier
    ]


def _moyenne(somme: float, nombre: int) -> int | None:
    return round(100 * somme / nombre) if nombre else None
