"""Steps, questions and answers, lists of resources."""

from typing import Any

from wagtail import blocks

from pages.blocks.texte import TexteRicheBlock


class EtapeBlock(blocks.StructBlock):
    """One step of a path."""

    titre = blocks.CharBlock(label="titre")
    texte = TexteRicheBlock(label="texte")

    class Meta:
        label = "Étape"


class EtapesBlock(blocks.StructBlock):
    """A numbered path."""

    titre = blocks.CharBlock(label="titre", required=False)
    etapes = blocks.ListBlock(EtapeBlock(), label="étapes", min_num=1)

    class Meta:
        icon = "list-ol"
        label = "Étapes"
        template = "blocks/etapes.html"


class QuestionReponseBlock(blocks.StructBlock):
    """One question and its answer."""

    question = blocks.CharBlock(label="question")
    reponse = TexteRicheBlock(label="réponse")

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
    """A page of the site, given to the API with its title and address."""

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any] | None:
        if value is None:
            return None
        return {"id": value.pk, "titre": value.title, "url": value.url}


class RessourcesBlock(blocks.StructBlock):
    """Pages of the site put forward together."""

    titre = blocks.CharBlock(label="titre")
    pages = blocks.ListBlock(
        PageCiteeBlock(
            page_type=["pages.Ressource", "pages.ExempleInspirant", "pages.BaseDeConnaissance"], label="page"
        ),
        label="pages",
        min_num=1,
    )

    class Meta:
        icon = "list-ul"
        label = "Liste de ressources"
        template = "blocks/ressources.html"
