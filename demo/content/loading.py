"""Writes the demo content into the tree of pages, as an editor would: drafts, revisions, publication.

Idempotent: what exists (by its slug under its parent) is left as its editors have it.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail.signals import page_published

from adoc.models import ParcoursAdoc
from demo.content.blocks import corps_de
from demo.content.files import Fiche, pages_citees, read_content
from demo.content.questionnaires import enfants_du_questionnaire
from demo.content.trunk import load_terms, set_up_home
from ground.wake import gathered_wakes
from pages.models import (
    Accueil,
    Axe,
    BaseDeConnaissance,
    BoiteAOutils,
    Chapitre,
    ChiffreCle,
    EtapeRecit,
    ExempleInspirant,
    LienRessource,
    PageDomaine,
    PageEditoriale,
    PagePartenaire,
    PageSimple,
    PageTerritoire,
    QuestionReponse,
    Ressource,
    Rubrique,
)
from pages.models.comprendre import FicheRepere
from pages.page_types import types_of
from taxonomy.models import Acteur, Domaine, Nature, Odd, Partenaire, Territoire

CHAMPS_SIMPLES = ("chapo", "millesime", "valable_jusqu_au", "relu_le", "accroche", "acces", "annee", "promesse")
Annonce = Callable[[str, int, int], None]


@gathered_wakes()
def load_demo(annonce: Annonce) -> dict[str, int]:
    """Load everything; returns how many pages were created of each kind. `annonce(kind, done, total)` reports."""
    contenu = read_content()
    with transaction.atomic():
        load_terms(contenu)
        auteur = Auteur(set_up_home(contenu["accueil"][0]))
    crees: dict[str, int] = {}
    # Wagtail would index references three times per page while it is written: once, at the end, is enough.
    with disable_reference_index_auto_update():
        _write_pages(auteur, contenu, crees, annonce)
    for page in PageEditoriale.objects.filter(pk__in=auteur.ecrites).specific().iterator():
        ReferenceIndex.create_or_update_for_object(page)
    return crees


def _write_pages(auteur: "Auteur", contenu: dict[str, list[Fiche]], crees: dict[str, int], annonce: Annonce) -> None:
    maintenant = auteur.maintenant
    for genre, creer in auteur.genres().items():
        fiches = contenu.get(genre, [])
        for done, fiche in enumerate(fiches, start=1):
            # The last of each kind are as new as each other: what is new shows several kinds.
            auteur.maintenant = maintenant - timedelta(minutes=len(fiches) - done)
            with transaction.atomic():
                crees[genre] = crees.get(genre, 0) + creer(fiche)
            annonce(genre, done, len(fiches))
    for fiche in (fiche for fiches in contenu.values() for fiche in fiches if pages_citees(fiche)):
        with transaction.atomic():
            auteur.complete(fiche)


class Territoires(dict[str, Any]):
    """The territoires that are asked for, by slug: of 36 000, a hundred are."""

    def __missing__(self, slug: str) -> Territoire:
        self[slug] = Territoire.objects.get(slug=slug)
        return self[slug]


class Auteur:
    """Writes pages under one home page, holding the terms and the parents by slug."""

    def __init__(self, accueil: Accueil) -> None:
        self.accueil = accueil
        self.termes: dict[Any, dict[str, Any]] = {
            model: {terme.slug: terme for terme in model._default_manager.all()}
            for model in (Acteur, Domaine, Odd, Nature, Partenaire)
        }
        self.termes[Territoire] = Territoires()
        self.pages = dict(PageEditoriale.objects.values_list("slug", "pk"))
        self.ecrites: list[int] = []
        self.maintenant = timezone.now()

    def genres(self) -> dict[str, Callable[[Fiche], bool]]:
        """The kinds of the files, parents before children, each with what writes one of them."""
        return {
            "axe": lambda fiche: self._write(Axe, fiche, self.accueil.pk, code=fiche["slug"]),
            "rubrique": lambda fiche: self._write(Rubrique, fiche, self._sous(fiche)),
            "boite": lambda fiche: self._write(BoiteAOutils, fiche, self.pages["agir"]),
            "domaine": self._domaine,
            "ressource": self._ressource,
            "exemple": lambda fiche: self._write(ExempleInspirant, fiche, self._sous(fiche)),
            "fiche": self._fiche,
            "base": self._base,
            "parcours": lambda fiche: self._write(ParcoursAdoc, fiche, self.accueil.pk),
            "questionnaire": self._questionnaire,
            "page": lambda fiche: self._write(PageSimple, fiche, self.accueil.pk),
        }

    def complete(self, fiche: Fiche) -> None:
        """Give a page its lists of other pages, now that all exist; a page that editors have revised is left alone."""
        page = PageEditoriale.objects.get(slug=fiche["slug"]).specific
        if page.revisions.count() != 1:
            return
        page.corps = corps_de(fiche.get("corps", ()), pages=self.pages)
        if "resultats" in fiche:
            page.resultats = corps_de(fiche["resultats"], pages=self.pages)
        page.save_revision().publish()

    def _sous(self, fiche: Fiche) -> int:
        return self.pages[fiche["parent"]]

    def _domaine(self, fiche: Fiche) -> bool:
        domaine = self.termes[Domaine][fiche["slug"]]
        fiche = {**fiche, "domaines": fiche.get("domaines") or [fiche["slug"]]}
        return self._write(PageDomaine, fiche, self.pages["domaines"], domaine=domaine)

    def _fiche(self, fiche: Fiche) -> bool:
        model = next(one for one in types_of(FicheRepere) if one.own_term == fiche["type"])
        terme = self.termes[model._meta.get_field(model.own_term).related_model][fiche["sujet"].lower()]
        return self._write(model, fiche, self.pages["fiches-reperes"], **{model.own_term: terme})

    def _base(self, fiche: Fiche) -> bool:
        return self._write(BaseDeConnaissance, fiche, self.pages["bases-de-connaissance"], url=fiche["url"])

    def _ressource(self, fiche: Fiche) -> bool:
        return self._write(Ressource, fiche, self._sous(fiche), nature=self.termes[Nature][fiche["nature"]])

    def _questionnaire(self, fiche: Fiche) -> bool:
        profil = self.termes[Acteur][fiche["profil"]]
        children = enfants_du_questionnaire(fiche, self.pages, self.termes[Nature])
        plain = {name: value for name, value in fiche.items() if name != "questions"}
        return self._write(ParcoursAdoc, plain, self.pages["adoc"], profil=profil, **children)

    def _write(self, model: type[PageEditoriale], fiche: Fiche, parent: int, **champs: Any) -> bool:
        """Create and publish one page; False when it exists already."""
        if fiche["slug"] in self.pages:
            return False
        champs |= {nom: fiche[nom] for nom in CHAMPS_SIMPLES if nom in fiche}
        page = model(
            title=fiche["titre"],
            slug=fiche["slug"],
            first_published_at=self.maintenant,
            last_published_at=self.maintenant,
            est_fictif=fiche.get("fictif", False),
            corps=corps_de(fiche.get("corps", ()), pages={}),
            **champs,
        )
        if "resultats" in fiche:
            page.resultats = corps_de(fiche["resultats"], pages={})
        if fiche.get("responsable"):
            page.responsable = self.termes[Partenaire][fiche["responsable"]]
        self._link_terms(page, fiche)
        Page.objects.get(pk=parent).add_child(instance=page)
        give_revision(page)
        self.pages[fiche["slug"]] = page.pk
        self.ecrites.append(page.pk)
        return True

    def _link_terms(self, page: Any, fiche: Fiche) -> None:
        """Terms and children, in memory: the page carries them into its first revision."""
        page.acteurs = [self.termes[Acteur][slug] for slug in fiche.get("acteurs", ())]
        page.domaines = [self.termes[Domaine][slug] for slug in fiche.get("domaines", ())]
        page.odds = [self.termes[Odd][str(numero)] for numero in fiche.get("odd", ())]
        page.territoires_lies = [
            PageTerritoire(territoire=self.termes[Territoire][slug.lower()], sort_order=rang)
            for rang, slug in enumerate(fiche.get("territoires", ()))
        ]
        page.partenaires_lies = [
            PagePartenaire(partenaire=self.termes[Partenaire][slug], sort_order=rang)
            for rang, slug in enumerate(fiche.get("partenaires", ()))
        ]
        if isinstance(page, Ressource):
            boites = [self.pages[slug] for slug in fiche.get("boites", ())]
            page.boites = list(BoiteAOutils.objects.filter(pk__in=boites))
        for relation, enfants in _enfants(fiche):
            setattr(page, relation, enfants)


def give_revision(page: PageEditoriale) -> None:
    """Give a page that was written live the revision that its publication would have left.

    Publishing the revision itself would read it back and save the page twice more, for the same result.
    """
    revision = page.save_revision(clean=False)
    page.live_revision = revision
    page.has_unpublished_changes = False
    Page.objects.filter(pk=page.pk).update(live_revision=revision, has_unpublished_changes=False)
    page_published.send(sender=type(page), instance=page, revision=revision)


def _enfants(fiche: Fiche) -> Iterator[tuple[str, list[Any]]]:
    for relation, cle, model in (
        ("liens", "liens", LienRessource),
        ("etapes", "etapes", EtapeRecit),
        ("questions", "questions", QuestionReponse),
        ("chiffres", "chiffres", ChiffreCle),
        ("chapitres", "chapitres", Chapitre),
    ):
        if fiche.get(cle):
            yield relation, [model(**valeurs, sort_order=rang) for rang, valeurs in enumerate(fiche[cle])]
