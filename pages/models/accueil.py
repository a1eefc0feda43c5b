"""The trunk of the tree: home, axes, rubriques and plain pages."""

from typing import ClassVar

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from pages.enums import BrowseShelf, NavigationPlace
from pages.models.base import HELP_OF_BODY, PageEditoriale
from taxonomy.enums import CodeAxe


class Accueil(PageEditoriale):
    """The home page: one promise, the search, the three axes."""

    template = "pages/accueil.html"
    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    page_description = "La page d’accueil du site. Il n’y en a qu’une."
    feminine = False
    is_creatable = True
    navigation_place = NavigationPlace.HOME
    schema_type = "WebSite"

    promesse = models.CharField(
        "promesse", max_length=200, default="", help_text="Une phrase : ce que le visiteur trouvera ici."
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("promesse"),
        FieldPanel("chapo"),
        FieldPanel(
            "corps",
            help_text=HELP_OF_BODY,
        ),
    ]
    api_fields = [*PageEditoriale.api_fields, APIField("promesse", writable=True)]

    class Meta:
        verbose_name = "accueil"
        verbose_name_plural = "accueils"

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """The page at this address, found by its whole path: Wagtail would ask twice per level of the tree."""
        if not path_components:
            result: RouteResult = super().route(request, path_components)
            return result
        url_path = f"{self.url_path}{'/'.join(path_components)}/"
        # The slug has an index, the whole path has none.
        shown = PageEditoriale.objects.filter(slug=path_components[-1], url_path=url_path, live=True)
        for pk, content_type in shown.values_list("pk", "content_type")[:1]:
            model = ContentType.objects.get_for_id(content_type).model_class()
            if model is not None and issubclass(model, PageEditoriale):
                return RouteResult(model._default_manager.select_related(*model.lus_avec).get(pk=pk))
        raise Http404("Aucune page à cette adresse.")


class Axe(PageEditoriale):
    """One of the three axes: Comprendre, Agir, Pérenniser."""

    template = "pages/axe.html"
    max_count = 3
    parent_page_types: ClassVar[list[str]] = ["pages.Accueil"]
    page_description = "Un des trois axes : Comprendre, Agir, Pérenniser."
    feminine = False
    is_creatable = True
    navigation_place = NavigationPlace.AXE
    browse_shelf = BrowseShelf.AXE

    code = models.CharField("axe", max_length=20, choices=CodeAxe, unique=True, null=True)
    accroche = models.CharField(
        "accroche", max_length=200, blank=True, help_text="Une phrase, affichée sur la page d’accueil."
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("code", help_text="Lequel des trois. Chaque axe n’a qu’une page."),
        FieldPanel("accroche"),
        FieldPanel("chapo"),
        FieldPanel(
            "corps",
            help_text=HELP_OF_BODY,
        ),
    ]
    api_fields = [*PageEditoriale.api_fields, APIField("code"), APIField("accroche", writable=True)]

    class Meta:
        verbose_name = "axe"
        verbose_name_plural = "axes"


class PageSousAxe(PageEditoriale):
    """A page whose place depends on its axe; the rule is asked when it is created, moved and saved."""

    axes_permis: ClassVar[frozenset[str]] = frozenset(CodeAxe.values)

    class Meta:
        abstract = True

    @classmethod
    def peut_etre_sous(cls, parent: Page) -> bool:
        """Whether a page of this type may stand under `parent`, by the axe in which the parent is."""
        if cls.axes_permis == frozenset(CodeAxe.values):
            return True
        axe = parent.specific if isinstance(parent.specific, Axe) else Axe.objects.ancestor_of(parent).first()
        return axe is not None and axe.code in cls.axes_permis

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        return super().can_create_at(parent) and cls.peut_etre_sous(parent)

    def can_move_to(self, parent: Page) -> bool:
        return super().can_move_to(parent) and self.peut_etre_sous(parent)


class Rubrique(PageSousAxe):
    """A shelf of an axe."""

    template = "pages/rubrique.html"
    parent_page_types: ClassVar[list[str]] = ["pages.Axe"]
    page_description = "Une étagère d’un axe : « Se former », « Fiches repères »…"
    is_creatable = True
    navigation_place = NavigationPlace.SHELF
    browse_shelf = BrowseShelf.AXE
    axes_permis = frozenset({CodeAxe.COMPRENDRE, CodeAxe.PERENNISER})
    parameters_read = ("page",)

    content_panels = PageEditoriale.texte_panels

    class Meta:
        verbose_name = "rubrique"
        verbose_name_plural = "rubriques"


class PageSimple(PageEditoriale):
    """A page of plain content: about, legal notice, help."""

    template = "pages/page_simple.html"
    parent_page_types: ClassVar[list[str]] = ["pages.Accueil", "pages.PageSimple"]
    page_description = "Une page de contenu libre : à propos, mentions légales, aide."
    is_creatable = True
    navigation_place = NavigationPlace.PLAIN
    words_expected = (20, 5_000)

    class Meta:
        verbose_name = "page simple"
        verbose_name_plural = "pages simples"

    def clean(self) -> None:
        super().clean()
        if not self.saisie_en_brouillon and not self.chapo and not self.corps:
            raise ValidationError({"corps": "Écrivez au moins un chapô ou un contenu."})
