"""The questions that editors ask of the report."""

from datetime import timedelta

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from liens.enums import EtatLien
from liens.models import Lien, OccurrenceLien
from pages.admin.scope import OfOurOrganisation
from pages.models import PagePartenaire
from taxonomy.models import Partenaire
from workers.links.admin.baskets import Panier, dans
from workers.links.client.classes import UNCOUNTED
from workers.links.enums import SorteDecision
from workers.links.models import Decision
from workers.links.verdict.sentences import CLASS_SENTENCES

SANS = "sans"
DEPUIS: dict[str, tuple[str, str, timedelta]] = {
    "moins_1": ("moins de 24 heures", "gte", timedelta(days=1)),
    "moins_7": ("moins de 7 jours", "gte", timedelta(days=7)),
    "plus_7": ("plus de 7 jours", "lte", timedelta(days=7)),
    "plus_30": ("plus de 30 jours", "lte", timedelta(days=30)),
    "plus_90": ("plus de 90 jours", "lte", timedelta(days=90)),
}
ETATS_CITES = [choice for choice in EtatLien.choices if choice[0] != EtatLien.RETIRE]
CLASSES = sorted(
    ((class_.value, sentence.title) for class_, sentence in CLASS_SENTENCES.items() if class_ not in UNCOUNTED),
    key=lambda choice: choice[1],
)
DECISIONS = [(SANS, "Aucune"), *SorteDecision.choices]


class LienFilterSet(OfOurOrganisation):
    """Each answer is a condition on the link itself or a sub-select, so that no row is ever doubled."""

    panier = django_filters.MultipleChoiceFilter(
        label="Où en est-il ?", choices=Panier.choices, method="de_panier", widget=forms.CheckboxSelectMultiple
    )
    etat = django_filters.MultipleChoiceFilter(
        label="État", choices=ETATS_CITES, method="d_etat", widget=forms.CheckboxSelectMultiple
    )
    classe = django_filters.MultipleChoiceFilter(
        label="Ce qui a été vu", choices=CLASSES, method="de_classe", widget=forms.CheckboxSelectMultiple
    )
    hote = django_filters.CharFilter(label="Site", lookup_expr="icontains")
    partenaire = django_filters.ModelChoiceFilter(
        label="Partenaire", queryset=Partenaire.objects.all(), method="de_partenaire"
    )
    decision = django_filters.MultipleChoiceFilter(
        label="Décision", choices=DECISIONS, method="de_decision", widget=forms.CheckboxSelectMultiple
    )
    depuis = django_filters.ChoiceFilter(
        label="Dans cet état depuis", choices=[(key, label) for key, (label, *_) in DEPUIS.items()], method="d_age"
    )
    instable = django_filters.ChoiceFilter(
        label="Instable", choices=[("oui", "Oui"), ("non", "Non")], method="d_instabilite"
    )

    class Meta:
        model = Lien
        fields: list[str] = []

    def de_panier(self, liens: QuerySet[Lien], name: str, values: list[str]) -> QuerySet[Lien]:
        return liens.filter(_l_un_ou_l_autre([dans(Panier(value)) for value in values])) if values else liens

    def d_etat(self, liens: QuerySet[Lien], name: str, values: list[str]) -> QuerySet[Lien]:
        return liens.filter(etat__in=values) if values else liens

    def de_classe(self, liens: QuerySet[Lien], name: str, values: list[str]) -> QuerySet[Lien]:
        return liens.filter(classe__in=values) if values else liens

    def about(self, rows: QuerySet[Lien], organisations: list[int]) -> QuerySet[Lien]:
        """Links that their pages cite."""
        return rows.filter(cited_by(organisations))

    def de_partenaire(self, liens: QuerySet[Lien], name: str, value: Partenaire) -> QuerySet[Lien]:
        pages = PagePartenaire.objects.filter(partenaire=value).values("page_id")
        return liens.filter(_cite(Q(partenaire=value) | Q(page_id__in=pages)))

    def de_decision(self, liens: QuerySet[Lien], name: str, values: list[str]) -> QuerySet[Lien]:
        ouvertes = Decision.objects.ouvertes().filter(lien=OuterRef("pk"))
        conditions = [
            ~Q(Exists(ouvertes)) if value == SANS else Q(Exists(ouvertes.filter(sorte=value))) for value in values
        ]
        return liens.filter(_l_un_ou_l_autre(conditions)) if conditions else liens

    def d_age(self, liens: QuerySet[Lien], name: str, value: str) -> QuerySet[Lien]:
        _, lookup, age = DEPUIS[value]
        return liens.filter(**{f"etat_depuis__{lookup}": timezone.now() - age})

    def d_instabilite(self, liens: QuerySet[Lien], name: str, value: str) -> QuerySet[Lien]:
        return liens.filter(suivi__instable=True) if value == "oui" else liens.exclude(suivi__instable=True)


def cited_by(organisations: list[int]) -> Q:
    """A condition on links: pages of these organisations, or whose deputy they are, cite them."""
    return _cite(Q(page__responsable__in=organisations) | Q(page__adjoint__in=organisations))


def _cite(condition: Q) -> Q:
    """Links that such an occurrence cites: looked for from the occurrences, which are few, and not link by link."""
    return Q(pk__in=OccurrenceLien.objects.filter(condition).order_by().values("lien"))


def _l_un_ou_l_autre(conditions: list[Q]) -> Q:
    found = conditions[0]
    for condition in conditions[1:]:
        found |= condition
    return found
