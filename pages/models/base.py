"""What all pages share: the triptych, who answers for them, how fresh they are."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar
from urllib.parse import urlsplit

from csp.decorators import csp_update
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    MultipleChooserPanel,
    ObjectList,
    Panel,
    TabbedInterface,
)
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, PageViewRestriction, get_page_models
from wagtail.search import index
from wagtail.utils.decorators import cached_classmethod
from wagtail_headless_preview.models import HeadlessPreviewMixin

from comite.guards.copying import CopieSelonLesDroits
from pages.api.fields import TermeField, TermesField
from pages.blocks import CorpsBlock
from pages.enums import RythmeRelecture
from pages.forms import FormulaireDePage, ToldByName
from pages.models.facts import TypeFacts
from pages.models.holding import HeldPage
from pages.models.old_versions import OldVersion
from pages.models.rereading import ReadPage
from pages.offering import offer_page
from pages.publication_rules import TRIPTYQUE, incomplete_children, manques
from pages.registry import dressed, held_back, panels_below_title
from taxonomy.models import Acteur, Domaine, Odd, Partenaire, Territoire

MODE_FRONT = "front"
HELP_OF_BODY = (
    "Des blocs, dans l’ordre où le visiteur les lit : paragraphes, chiffres, tableaux, images. « + » en ajoute un."
)


class PageEditoriale(TypeFacts, OldVersion, HeldPage, ReadPage, HeadlessPreviewMixin, Page):
    """The common part of every page of the site, in a table of its own.

    One table for what is shared lets facets, reviews and the registry of links ask all pages at once.
    """

    parent_page_types: ClassVar[list[str]] = []
    # The two lists are given without the rows that hold them, as `territoires` and `partenaires`.
    kept_back: ClassVar[tuple[str, ...]] = ("adjoint", "rythme_relecture", "territoires_lies", "partenaires_lies")

    chapo = models.TextField(
        "chapô",
        max_length=400,
        blank=True,
        help_text="Une ou deux phrases qui disent l’essentiel. Elles s’affichent dans les résultats de recherche.",
    )
    corps = StreamField(CorpsBlock(), verbose_name="contenu", blank=True)
    acteurs = ParentalManyToManyField(Acteur, verbose_name="pour quels acteurs", blank=True, related_name="pages")
    domaines = ParentalManyToManyField(Domaine, verbose_name="dans quels domaines", blank=True, related_name="pages")
    odds = ParentalManyToManyField(Odd, verbose_name="ODD concernés", blank=True, related_name="pages")
    responsable = models.ForeignKey(
        Partenaire,
        verbose_name="responsable",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="pages_suivies",
        limit_choices_to={"est_comite": True},
        help_text="Le membre du Comité qui répond de cette page et reçoit les alertes sur ses liens.",
    )
    adjoint = models.ForeignKey(
        Partenaire,
        verbose_name="suppléant",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="pages_suppleees",
        limit_choices_to={"est_comite": True},
    )
    millesime = models.PositiveSmallIntegerField(
        "année des données",
        null=True,
        blank=True,
        validators=[MinValueValidator(1900), MaxValueValidator(2100)],
    )
    valable_jusqu_au = models.DateField(
        "valable jusqu’au",
        null=True,
        blank=True,
        help_text="Après cette date, la page n’apparaît plus dans la recherche.",
    )
    rythme_relecture = models.CharField(
        "rythme de relecture", max_length=20, choices=RythmeRelecture, default=RythmeRelecture.ANNEE
    )
    relu_le = models.DateField("relu le", null=True, blank=True)
    est_fictif = models.BooleanField(
        "contenu fictif", default=False, help_text="Pour la démonstration : la page le dit aux visiteurs."
    )

    texte_panels = [
        *Page.content_panels,
        FieldPanel("chapo"),
        FieldPanel(
            "corps",
            help_text=HELP_OF_BODY,
        ),
    ]
    triptyque_panels = [
        MultipleChooserPanel(
            "territoires_lies",
            chooser_field_name="territoire",
            heading="Territoires",
            label="Territoire",
            help_text="Choisissez « France » pour ce qui vaut partout.",
        ),
        FieldPanel(
            "acteurs",
            widget=forms.CheckboxSelectMultiple,
            help_text="À qui la page est utile. Une ressource ou un exemple en demande au moins un pour être publié.",
        ),
        FieldPanel(
            "domaines",
            widget=forms.CheckboxSelectMultiple,
            help_text="De quoi la page parle. Une ressource ou un exemple en demande au moins un pour être publié.",
        ),
        FieldPanel(
            "odds",
            widget=forms.CheckboxSelectMultiple,
            help_text="Facultatif : les objectifs auxquels la page contribue vraiment, plutôt que tous.",
        ),
    ]
    partenaires_panels = [
        MultipleChooserPanel(
            "partenaires_lies",
            chooser_field_name="partenaire",
            heading="Partenaires",
            label="Partenaire",
            help_text="Les organisations qui portent ce que la page décrit, la principale en premier.",
        )
    ]
    suivi_panels = [
        MultiFieldPanel(
            [
                FieldPanel("responsable", widget=forms.Select),
                FieldPanel(
                    "adjoint",
                    widget=forms.Select,
                    help_text="Facultatif : le membre du Comité qui remplace le responsable en son absence.",
                ),
            ],
            heading="Qui en répond",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel(
                            "rythme_relecture", help_text="La page revient sous « À relire » quand ce temps est passé."
                        ),
                        FieldPanel(
                            "relu_le",
                            help_text="Le jour où toute la page a été relue. La publier compte pour une relecture.",
                        ),
                    ]
                ),
                FieldRowPanel(
                    [
                        FieldPanel("millesime", help_text="L’année que décrivent les chiffres, par exemple 2025."),
                        FieldPanel("valable_jusqu_au"),
                    ]
                ),
            ],
            heading="Fraîcheur",
        ),
        FieldPanel("est_fictif"),
    ]
    content_panels = texte_panels

    search_fields = [
        *Page.search_fields,
        index.SearchField("chapo"),
        index.SearchField("corps"),
    ]
    api_fields = [
        APIField("chapo", writable=True),
        APIField("corps", writable=True),
        APIField("territoires", serializer=TermesField(champ="territoires")),
        APIField("acteurs", serializer=TermesField(champ="acteurs")),
        APIField("domaines", serializer=TermesField(champ="domaines")),
        APIField("odds", serializer=TermesField(champ="odds")),
        APIField("partenaires", serializer=TermesField(champ="partenaires")),
        APIField("responsable", serializer=TermeField(champ="responsable")),
        APIField("millesime"),
        APIField("valable_jusqu_au"),
        APIField("relu_le"),
        APIField("est_fictif"),
    ]

    class Meta:
        verbose_name = "page"
        verbose_name_plural = "pages"
        # Every minute the worker asks what has expired; few pages ever do.
        indexes = [
            models.Index(
                fields=["valable_jusqu_au"], condition=Q(valable_jusqu_au__isnull=False), name="page_qui_expire"
            )
        ]

    is_creatable = False
    base_form_class = FormulaireDePage
    api_base_form_class = ToldByName
    copy_form_class = CopieSelonLesDroits

    #: Set by the form: the addresses that got the « https:// » they lacked, as they were typed and as they are kept.
    completed_addresses: Mapping[str, str] = MappingProxyType({})
    #: Set by the form, which asks the rules of publication itself once it has read the children.
    regles_reportees = False
    #: Set by the form while a draft is saved, which may be incomplete.
    saisie_en_brouillon = False

    @classmethod
    def clean_subpage_models(cls) -> list[type[Page]]:
        """What may stand below: the types that name this one in `parent_page_types`. No parent lists its children."""
        ours = (model for model in get_page_models() if issubclass(model, PageEditoriale))
        return [model for model in ours if cls in model.clean_parent_page_models()]

    @cached_classmethod
    def get_edit_handler(cls) -> Panel:  # noqa: N805  Wagtail’s decorator makes it a class method
        """The editor's tabs, from what each type says of itself; built once for each type."""
        title, *others = cls.content_panels
        onglets = [([title, *panels_below_title(cls), *others], "Contenu")]
        if cls.avec_triptyque:
            onglets.append((cls.triptyque_panels, "Pour qui, où, dans quels domaines"))
        onglets += [(cls.suivi_panels, "Suivi"), (cls.promote_panels, "Promotion"), (cls.settings_panels, "Réglages")]
        tabs = [ObjectList(panels, heading=heading) for panels, heading in onglets]
        return TabbedInterface(tabs, base_form_class=cls.base_form_class).bind_to_model(cls)

    @property
    def relations_exigees(self) -> tuple[str, ...]:
        """The relations that must hold something before the page is published."""
        return TRIPTYQUE if self.triptyque_exige else ()

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """The public template first; beside it the front end's own preview, where there is a front end."""
        modes = [("", "Site public")]
        if settings.FRONT_PREVIEW_URL:
            modes.append((MODE_FRONT, "Autre site (aperçu par l’API)"))
        return modes

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        if mode_name != MODE_FRONT:
            response: HttpResponse = Page.serve_preview(self, request, mode_name)
            return response
        front = urlsplit(settings.FRONT_PREVIEW_URL)
        allowing = csp_update({"frame-src": [f"{front.scheme}://{front.netloc}"]})
        framed: Any = allowing(lambda asked: super(PageEditoriale, self).serve_preview(asked, mode_name))(request)
        return framed

    @property
    def territoires(self) -> list[Territoire]:
        """The territoires chosen for the page, in the editor's order."""
        return [lie.territoire for lie in self.territoires_lies.all()]

    @property
    def partenaires(self) -> list[Partenaire]:
        """The partners who carry what the page describes, in the editor's order."""
        return [lie.partenaire for lie in self.partenaires_lies.all()]

    @property
    def est_perimee(self) -> bool:
        """Whether the page's validity has passed, by Paris' calendar."""
        return self.valable_jusqu_au is not None and self.valable_jusqu_au < timezone.localdate()

    def serve_password_required_response(self, request: HttpRequest, form: Any, action_url: str) -> HttpResponse:
        """The form alone: the page's own context would tell its title and its chapô to those who may not read it."""
        return TemplateResponse(
            request, settings.WAGTAIL_PASSWORD_REQUIRED_TEMPLATE, {"form": form, "action_url": action_url}
        )

    def get_view_restrictions(self) -> "QuerySet[PageViewRestriction]":
        """Those of the page and of all above it, by one query: Wagtail reads every page above first."""
        if self.alias_of_id:
            inherited: QuerySet[PageViewRestriction] = super().get_view_restrictions()
            return inherited
        steps = range(self.steplen, len(self.path) + 1, self.steplen)
        way = [self.path[:end] for end in steps]
        return PageViewRestriction.objects.filter(Q(page__path__in=way) | Q(page__aliases__path__in=way)).distinct()

    def clean(self) -> None:
        super().clean()
        if self.adjoint_id and self.adjoint_id == self.responsable_id:
            raise ValidationError({"adjoint": "Le suppléant doit être un autre partenaire que le responsable."})
        if self.relu_le and self.relu_le > timezone.localdate():
            raise ValidationError({"relu_le": "La date de relecture ne peut pas être dans l’avenir."})
        if not self.regles_reportees:
            lacking = manques({nom: getattr(self, nom).all() for nom in self.relations_exigees})
            errors: dict[str, list[str]] = incomplete_children(self) | {nom: [said] for nom, said in lacking.items()}
            for nom, told in held_back(lambda: self).items():
                errors.setdefault(nom, []).extend(told)
            if errors:
                raise ValidationError(errors)

    def what_holds_it_back(self) -> str:
        """Why this version may not be online, by what the Comité asks for beyond completeness; "" when it may."""
        return " ".join(sentence for told in held_back(lambda: self).values() for sentence in told)

    def create_alias(self, **kwargs: Any) -> Page:
        """A copy that follows the page: whole, or not at all. Wagtail saves it step by step, each seen by visitors."""
        with transaction.atomic():
            alias: Page = super().create_alias(**kwargs)
        return alias

    create_alias.alters_data = True  # type: ignore[attr-defined]  # no template may call it

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response: Any = super().serve(request, *args, **kwargs)
        offer_page(self, request, response)
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context.update(dressed(self, request))
        return context


class PageTerritoire(Orderable):
    """A territoire of a page, part of its drafts and revisions."""

    page = ParentalKey(PageEditoriale, on_delete=models.CASCADE, related_name="territoires_lies")
    territoire = models.ForeignKey(
        Territoire, verbose_name="territoire", on_delete=models.PROTECT, related_name="pages_liees"
    )

    panels = [FieldPanel("territoire", help_text="La commune, le département ou la région que la page concerne.")]

    class Meta(Orderable.Meta):
        verbose_name = "territoire de la page"
        constraints = [
            models.UniqueConstraint(fields=["page", "territoire"], name="page_territoire_une_fois"),
        ]

    def __str__(self) -> str:
        return str(self.territoire)


class PagePartenaire(Orderable):
    """A partner of a page, part of its drafts and revisions."""

    page = ParentalKey(PageEditoriale, on_delete=models.CASCADE, related_name="partenaires_lies")
    partenaire = models.ForeignKey(
        Partenaire, verbose_name="partenaire", on_delete=models.PROTECT, related_name="pages_liees"
    )

    panels = [FieldPanel("partenaire", help_text="L’organisation qui porte ce que la page décrit.")]

    class Meta(Orderable.Meta):
        verbose_name = "partenaire de la page"
        constraints = [
            models.UniqueConstraint(fields=["page", "partenaire"], name="page_partenaire_une_fois"),
        ]

    def __str__(self) -> str:
        return str(self.partenaire)
