"""Steps, questions and answers, lists of resources."""

from typing import Any, ClassVar

from django.apps import apps
from django.db.models import Model
from django.utils.functional import cached_property
from wagtail import blocks

from pages.api.cited import pages_citees
from pages.api.shapes import PageCitee
from pages.blocks.text import TexteRicheBlock


class EtapeBlock(blocks.StructBlock):
    """One step of a path."""

    schema_name: ClassVar[str] = "EtapeDeBloc"

    titre = blocks.CharBlock(label="titre", help_text="Ce qu’il y a à faire, en quelques mots.")
    texte = TexteRicheBlock(label="texte", help_text="Comment s’y prendre.")

    class Meta:
        label = "Étape"


class EtapesBlock(blocks.StructBlock):
    """A numbered path."""

    titre = blocks.CharBlock(label="titre", help_text="Facultatif : ce que les étapes permettent.", required=False)
    etapes = blocks.ListBlock(EtapeBlock(), label="étapes", min_num=1)

    class Meta:
        icon = "list-ol"
        label = "Étapes"
        template = "blocks/etapes.html"


class QuestionReponseBlock(blocks.StructBlock):
    """One question and its answer."""

    question = blocks.CharBlock(label="question", help_text="Telle que les visiteurs la posent.")
    reponse = TexteRicheBlock(label="réponse", help_text="Courte, avec un lien vers ce qui en dit plus.")

    class Meta:
        label = "Question"


class QuestionsReponsesBlock(blocks.StructBlock):
    """Questions that open one by one, without a script."""

    questions = blocks.ListBlock(QuestionReponseBlock(), label="questions", min_num=1)

    class Meta:
        icon = "help"
        label = "Questions et réponses"
        template = "blocks/questions_reponses.html"


class PageCiteeBlock(blocks.PageChooserBlock):
    """A page of the site, given to the API with its title and address; null while visitors may not read it.

    Of the types that say so: `offered_in_lists` of `pages.models.facts`, which is defined from here.
    """

    forme_api: ClassVar[Any] = PageCitee | None

    @cached_property
    def target_models(self) -> list[type[Model]]:
        found = (model for model in apps.get_models() if getattr(model, "offered_in_lists", False))
        return sorted(found, key=lambda model: model.__name__)

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        """Which types are offered is no matter of the database: a new one needs no migration."""
        path, args, kwargs = super().deconstruct()
        return path, args, {name: value for name, value in kwargs.items() if name != "page_type"}

    def get_api_representation(self, value: Any, context: Any = None) -> Any:
        return next(iter(pages_citees([value])), None) if value is not None else None


class PagesCiteesBlock(blocks.ListBlock):
    """Pages of the site, given to the API without those that visitors may not read."""

    forme_api: ClassVar[Any] = list[PageCitee]

    def get_api_representation(self, value: Any, context: Any = None) -> list[Any]:
        return pages_citees([page for page in value if page is not None])


class RessourcesBlock(blocks.StructBlock):
    """Pages of the site put forward together."""

    titre = blocks.CharBlock(label="titre", help_text="Ce qu’elles ont en commun.")
    pages = PagesCiteesBlock(
        PageCiteeBlock(label="page"),
        label="pages",
        min_num=1,
    )

    class Meta:
        icon = "list-ul"
        label = "Liste de ressources"
        template = "blocks/ressources.html"
