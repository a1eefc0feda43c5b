"""The body of every page: one list of blocks, the same everywhere."""

from wagtail import blocks

from pages.blocks.figures import ChiffreCleBlock, TableauBlock
from pages.blocks.lists import EtapesBlock, QuestionsReponsesBlock, RessourcesBlock
from pages.blocks.media import IllustrationBlock, VideoBlock
from pages.blocks.text import CitationBlock, EncadreBlock, ParagrapheBlock, TitreBlock


class CorpsBlock(blocks.StreamBlock):
    """Everything that may stand in the body of a page, in the order of the editor's menu."""

    titre = TitreBlock(group="Texte", help_text="Annonce la partie qui suit ; il entre dans le sommaire de la page.")
    paragraphe = ParagrapheBlock(
        group="Texte",
        help_text="Du texte, avec ses intertitres, ses listes et ses liens. On peut y coller depuis Word.",
    )
    citation = CitationBlock(group="Texte")
    encadre = EncadreBlock(group="Texte")
    chiffre_cle = ChiffreCleBlock(group="Données")
    tableau = TableauBlock(group="Données")
    etapes = EtapesBlock(group="Listes")
    questions_reponses = QuestionsReponsesBlock(group="Listes")
    ressources = RessourcesBlock(group="Listes")
    image = IllustrationBlock(group="Images et vidéos")
    video = VideoBlock(group="Images et vidéos")
