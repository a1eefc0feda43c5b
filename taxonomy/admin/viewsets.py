"""The menu « Référentiels »: one list for each kind of term."""

from typing import Any

from django.urls import path
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, NumberColumn, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from taxonomy.admin.choosers import ChoixDePartenaireViewSet, ChoixDeTermeViewSet, ChoixDeTerritoireViewSet
from taxonomy.admin.filters import (
    FiltreDActeurs,
    FiltreDeDomaines,
    FiltreDeNatures,
    FiltreDePartenaires,
    FiltreDeTerritoires,
)
from taxonomy.admin.forms import FormulaireDeTerme
from taxonomy.admin.views import EditionDeTerme, FusionDeTerme, LectureDeTerme, ListeDeTermes, UtilisationsDeTerme
from taxonomy.models import Acteur, Domaine, Nature, Odd, Partenaire, Territoire

USAGES = NumberColumn("usages", label="Utilisations", accessor="usages", width="10%")


def panneaux(*champs: Any) -> ObjectList:
    """The form of a term."""
    return ObjectList(list(champs), base_form_class=FormulaireDeTerme)


class TermeViewSet(SnippetViewSet):
    """What the admin of every kind of term shares."""

    index_view_class = ListeDeTermes
    edit_view_class = EditionDeTerme
    usage_view_class = UtilisationsDeTerme
    inspect_view_enabled = True
    inspect_view_class = LectureDeTerme
    fusion_view_class = FusionDeTerme
    chooser_viewset_class = ChoixDeTermeViewSet
    chooser_per_page = 20
    list_per_page = 30
    # Not searched with: it only tells Wagtail to show the search field. `ListeDeTermes` does the search.
    search_fields = ["recherche"]
    copy_view_enabled = False

    @property
    def fusion_view(self) -> Any:
        return self.construct_view(self.fusion_view_class, viewset=self)

    def get_usage_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        # Wagtail would look for a template by name before that of the view, and find its own.
        told = super().get_usage_view_kwargs(**kwargs)
        return {
            **told,
            "template_name": self.usage_view_class.template_name,
            "inspect_url_name": self.get_url_name("inspect"),
        }

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        # What the form holds, in its order.
        named = list(self.edit_handler.bind_to_model(self.model).get_form_options()["fields"])
        told = {**super().get_inspect_view_kwargs(**kwargs), "usage_url_name": self.get_url_name("usage")}
        return told | {"fields": named}

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("fusionner/<int:pk>/", self.fusion_view, name="fusion")]


class TerritoireViewSet(TermeViewSet):
    """Régions, départements, intercommunalités, communes."""

    model = Territoire
    icon = "site"
    menu_label = "Territoires"
    filterset_class = FiltreDeTerritoires
    chooser_viewset_class = ChoixDeTerritoireViewSet
    list_display = ["nom", Column("echelle", label="Où", accessor="echelle"), "code", USAGES]
    edit_handler = panneaux(
        FieldPanel("nom", help_text="Le nom officiel, sans « commune de »."),
        FieldRowPanel(
            [
                FieldPanel("niveau", help_text="Sa place dans l’échelle : elle ne change plus ensuite."),
                FieldPanel("code"),
            ]
        ),
        FieldPanel("parent", help_text="Ce qui le contient, juste au-dessus."),
        FieldPanel("departement"),
        FieldPanel("autres_noms"),
        FieldRowPanel([FieldPanel("codes_postaux"), FieldPanel("population")]),
        FieldPanel("slug"),
    )


class DomaineViewSet(TermeViewSet):
    """The sixteen domaines."""

    model = Domaine
    icon = "tag"
    menu_label = "Domaines"
    filterset_class = FiltreDeDomaines
    list_display = ["nom", "critere", "ordre", USAGES, UpdatedAtColumn()]
    edit_handler = panneaux(
        FieldPanel("nom", help_text="Tel que les visiteurs le lisent et le choisissent."),
        FieldPanel("critere", help_text="Celui des quatre groupes où il se range."),
        FieldPanel("description"),
        FieldPanel("ordre"),
        FieldPanel("slug"),
    )


class ActeurViewSet(TermeViewSet):
    """Kinds of organisations."""

    model = Acteur
    icon = "group"
    menu_label = "Acteurs"
    filterset_class = FiltreDActeurs
    list_display = ["nom", BooleanColumn("a_un_parcours", label="A.D.O.C."), "ordre", USAGES, UpdatedAtColumn()]
    edit_handler = panneaux(
        FieldPanel("nom", help_text="Au pluriel, tel que les visiteurs le lisent."),
        FieldPanel("a_un_parcours"),
        FieldPanel("description"),
        FieldPanel("ordre"),
        FieldPanel("slug"),
    )


class OddViewSet(TermeViewSet):
    """The seventeen goals."""

    model = Odd
    icon = "success"
    menu_label = "ODD"
    list_display = ["__str__", USAGES, UpdatedAtColumn()]
    edit_handler = panneaux(
        FieldPanel("numero", help_text="De 1 à 17."),
        FieldPanel("nom", help_text="L’intitulé officiel de l’objectif."),
        FieldPanel("description"),
        FieldPanel("slug"),
    )


class NatureViewSet(TermeViewSet):
    """Kinds of resources."""

    model = Nature
    icon = "list-ul"
    menu_label = "Natures"
    filterset_class = FiltreDeNatures
    list_display = ["nom", "famille", "ordre", USAGES, UpdatedAtColumn()]
    edit_handler = panneaux(
        FieldPanel("nom", help_text="Au singulier : Guide, Formation…"),
        FieldPanel("famille", help_text="À quoi elle sert : donnée, outil ou compétence."),
        FieldPanel("description"),
        FieldPanel("ordre"),
        FieldPanel("slug"),
    )


class PartenaireViewSet(TermeViewSet):
    """Organisations."""

    model = Partenaire
    icon = "user"
    menu_label = "Partenaires"
    filterset_class = FiltreDePartenaires
    chooser_viewset_class = ChoixDePartenaireViewSet
    list_display = ["nom", "sigle", BooleanColumn("est_comite", label="Comité"), USAGES, UpdatedAtColumn()]
    edit_handler = panneaux(
        FieldRowPanel(
            [
                FieldPanel("nom", help_text="Le nom complet de l’organisation."),
                FieldPanel("sigle", help_text="Facultatif : celui sous lequel on la connaît."),
            ]
        ),
        FieldPanel("description", help_text="Une ou deux phrases : ce qu’elle fait."),
        FieldRowPanel(
            [
                FieldPanel("site", help_text="Sa page d’accueil. « https:// » s’ajoute tout seul."),
                FieldPanel("courriel"),
            ]
        ),
        FieldRowPanel([FieldPanel("est_comite", permission="taxonomy.delete_partenaire"), FieldPanel("est_fictif")]),
        FieldPanel("slug"),
    )


class Referentiels(SnippetViewSetGroup):
    """The menu."""

    menu_label = "Référentiels"
    menu_icon = "tag"
    menu_order = 200
    items = (TerritoireViewSet, DomaineViewSet, ActeurViewSet, OddViewSet, NatureViewSet, PartenaireViewSet)
