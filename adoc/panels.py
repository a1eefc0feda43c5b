"""What editors fill in of a parcours, part by part, each field with its help."""

from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel

from adoc.inputs import CodeCache, ReponseAttendue
from adoc.parcours.definition import VALEURS_AU_PLUS

CONDITIONS = "Plusieurs réponses à une même question : l’une suffit. À des questions différentes : il les faut toutes."

DIMENSION = [
    FieldPanel("code", widget=CodeCache, classname="w-hidden"),
    FieldPanel("nom", help_text="Par exemple : la gouvernance."),
    InlinePanel(
        "niveaux",
        help_text="Deux à cinq, du moins au plus avancé.",
        heading="Niveaux, du premier au dernier",
        label="Niveau",
    ),
]

NIVEAU = [
    FieldRowPanel([FieldPanel("nom", help_text="Par exemple : en chemin."), FieldPanel("seuil")]),
    FieldPanel("texte", help_text="Ce que le visiteur lit quand il en est là."),
]

QUESTION = [
    FieldPanel("code", widget=CodeCache, classname="w-hidden"),
    FieldPanel("chapitre"),
    FieldPanel("texte", help_text="Telle que le visiteur la lit."),
    FieldPanel("aide"),
    FieldRowPanel([FieldPanel("forme", help_text="Comment on y répond."), FieldPanel("facultative")]),
    FieldRowPanel(
        [
            FieldPanel("dimension", widget=ReponseAttendue("dimensions")),
            FieldPanel("poids", help_text="1 le plus souvent ; 2 compte double."),
        ]
    ),
    InlinePanel(
        "choix",
        help_text="Dans l’ordre où elles sont proposées.",
        heading="Réponses proposées",
        label="Réponse",
        max_num=VALEURS_AU_PLUS,
    ),
    MultiFieldPanel(
        [
            FieldRowPanel(
                [
                    FieldPanel("du_moins", help_text="Ce que veut dire 1."),
                    FieldPanel("au_plus", help_text="Ce que veut dire 5."),
                ]
            )
        ],
        heading="Échelle de 1 à 5",
        classname="collapsed",
    ),
    InlinePanel(
        "conditions",
        heading="Posée seulement si",
        label="Réponse attendue",
        help_text=CONDITIONS,
    ),
]

CHOIX = [
    FieldPanel("code", widget=CodeCache, classname="w-hidden"),
    FieldRowPanel(
        [
            FieldPanel("texte", help_text="Telle que le visiteur la lit."),
            FieldPanel("points", help_text="0 pour la moins avancée."),
        ]
    ),
]

EXPECTED = [
    FieldPanel("reponse", help_text="Une question posée avant, et sa réponse.", widget=ReponseAttendue("reponses"))
]

REGLE = [
    FieldPanel("code", widget=CodeCache, classname="w-hidden"),
    FieldPanel("famille", help_text="Où elle se range : données, outils ou compétences."),
    PageChooserPanel("cible"),
    MultiFieldPanel(
        [
            FieldRowPanel(
                [
                    FieldPanel("mots", help_text="Comme dans la recherche du site."),
                    FieldPanel("nature", help_text="Facultatif : cette nature seulement."),
                ]
            ),
            FieldRowPanel(
                [
                    FieldPanel("selon_territoire", help_text="Seulement ce qui vaut là où est le visiteur."),
                    FieldPanel("selon_domaines", help_text="Seulement les domaines qu’il a choisis."),
                    FieldPanel("pour_le_profil", help_text="Seulement ce qui sert à ce profil."),
                ]
            ),
            FieldPanel("nombre", help_text="Combien de pages au plus."),
        ],
        heading="Ou une recherche",
    ),
    FieldRowPanel(
        [
            FieldPanel(
                "dimension", help_text="Facultatif : selon le niveau atteint.", widget=ReponseAttendue("dimensions")
            ),
            FieldPanel("plafond", help_text="La part des points de cette dimension."),
        ]
    ),
    InlinePanel(
        "conditions",
        heading="Proposée seulement si",
        label="Réponse attendue",
        help_text=CONDITIONS,
    ),
]
