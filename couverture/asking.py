"""What is asked of partners, and what answers it. The desk of a partner (a room above) shows `open_for`."""

from collections.abc import Collection, Sequence
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from couverture.counting import Carried, Pages, carried
from couverture.enums import EtatDemande
from couverture.models import MOT_AU_PLUS, TERMS, DemandeAuPartenaire
from couverture.terms import NamedTerms, named
from pages.models import PageEditoriale
from taxonomy.models import Partenaire

#: How many pages are proposed as the answer to one demande.
ANSWERS_AT_MOST = 5


def ask(*, partenaire: Partenaire, terms: NamedTerms, mot: str, by: Any) -> DemandeAuPartenaire:
    """Note that this is asked of this partner; the same that is open already is given again. Raises ValidationError."""
    slugs = dict(terms.of_a_page.slugs)
    if not slugs:
        raise ValidationError("Choisissez au moins un terme : territoire, acteur, domaine ou nature.")
    mot = mot.strip()
    if len(mot) > MOT_AU_PLUS:
        raise ValidationError(f"Le mot est trop long : {MOT_AU_PLUS} caractères au plus.")
    whole = {name: slugs.get(name, "") for name in TERMS}
    with transaction.atomic():
        # Two who press at once wait for each other.
        Partenaire.objects.select_for_update().get(pk=partenaire.pk)
        already = open_for(partenaire).filter(**whole).first()
        if already is None:
            return DemandeAuPartenaire.objects.create(partenaire=partenaire, mot=mot, par=by, **whole)
        if mot and mot != already.mot:
            already.mot = mot
            already.save(update_fields=["mot"])
        return already


def close(*, demande: DemandeAuPartenaire, etat: EtatDemande, by: Any, page: Any = None) -> None:
    """Say what became of it. Raises ValidationError when somebody has said so before."""
    if etat is EtatDemande.OUVERTE:
        raise ValidationError("Une demande se clôt « satisfaite » ou « abandonnée ».")
    satisfied_by = page if etat is EtatDemande.SATISFAITE else None
    changed = DemandeAuPartenaire.objects.filter(pk=demande.pk, etat=EtatDemande.OUVERTE).update(
        etat=etat, close_le=timezone.now(), close_par=by, page=getattr(satisfied_by, "pk", None)
    )
    if not changed:
        raise ValidationError("Cette demande est déjà close.")
    demande.refresh_from_db()


def open_for(partenaire: Partenaire) -> "QuerySet[DemandeAuPartenaire]":
    """What is asked of this partner and not settled, the newest first."""
    return DemandeAuPartenaire.objects.filter(partenaire=partenaire, etat=EtatDemande.OUVERTE)


def open_about(terms: NamedTerms) -> "QuerySet[DemandeAuPartenaire]":
    """What is asked of anybody about all of these terms, the newest first."""
    found = DemandeAuPartenaire.objects.filter(etat=EtatDemande.OUVERTE, **terms.of_a_page.slugs)
    return found.select_related("partenaire")


def terms_of(demande: DemandeAuPartenaire) -> NamedTerms:
    """What it is about; a term that is gone is left out."""
    return named(demande.slugs)


def answers(demandes: Sequence[DemandeAuPartenaire]) -> dict[int, list[PageEditoriale]]:
    """By key of those that are open: live pages that carry all that is asked and were published since."""
    asked = [one for one in demandes if one.etat == EtatDemande.OUVERTE]
    if not asked:
        return {}
    held = carried(*TERMS)
    places = {one.territoire: () for one in asked if one.territoire}
    within, _ = held.by_place(places)
    fitting = {one.pk: _fitting(one, held, within) for one in asked}
    every: Pages = set().union(*fitting.values())
    since = min(one.le for one in asked)
    pages = PageEditoriale.objects.filter(last_published_at__gte=since).defer("corps").order_by("last_published_at")
    recent = (
        {page.pk: page for page in pages.filter(pk__in=every)}
        if len(every) < _FEW
        else {page.pk: page for page in pages if page.pk in every}
    )
    found: dict[int, list[PageEditoriale]] = {}
    for one in asked:
        fit = [page for pk, page in recent.items() if pk in fitting[one.pk] and page.last_published_at >= one.le]
        if fit:
            found[one.pk] = fit[:ANSWERS_AT_MOST]
    return found


_FEW = 500


def _fitting(demande: DemandeAuPartenaire, held: Carried, within: dict[str, Pages]) -> Pages:
    kept = set(held.pages)
    for name, slug in demande.slugs.items():
        if slug:
            kept &= within[slug] if name == "territoire" else held.of(name, slug)
    return kept


def message(demande: DemandeAuPartenaire) -> tuple[str, str]:
    """(subject, body) to be sent by hand: nothing leaves by itself."""
    told = terms_of(demande).told
    subject = f"{settings.WAGTAIL_SITE_NAME} : une ressource que nous cherchons"
    lines = [
        "Bonjour,",
        "",
        f"Sur {settings.WAGTAIL_SITE_NAME} ({settings.SITE_URL}), il nous manque une ressource :",
        *(f"– {name} : {said}" for name, said in told),
        *(["", demande.mot] if demande.mot else []),
        "",
        "Si vous en avez une, ou si vous en connaissez une, répondez à ce message avec son adresse.",
        "",
        "Merci !",
    ]
    return subject, "\n".join(lines)


def mail_link(demande: DemandeAuPartenaire) -> str:
    """The same as an address that opens the editor's own mail program, to the organisation's own address."""
    subject, body = message(demande)
    to = quote(demande.partenaire.courriel, safe="@")
    return f"mailto:{to}?subject={quote(subject)}&body={quote(body)}".replace("%0A", "%0D%0A")


def follow(*, facette: str, former: str, slug: str, term: Any) -> None:
    """A term was merged: what was asked about it, or of it, is about the other one now."""
    if facette in TERMS:
        DemandeAuPartenaire.objects.filter(**{facette: former}).update(**{facette: slug})
    elif facette == Partenaire.facette and term is not None:
        DemandeAuPartenaire.objects.filter(partenaire__slug=former).update(partenaire=term)


def counts(states: Collection[str] = EtatDemande.values) -> dict[str, int]:
    """How many there are in each state."""
    return {state: DemandeAuPartenaire.objects.filter(etat=state).count() for state in states}
