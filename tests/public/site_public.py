"""A small site with one page of each type, for the tests of the public templates."""

from django.core.cache import cache

from adoc.models import ParcoursAdoc
from pages.models import (
    BaseDeConnaissance,
    Chapitre,
    ChiffreCle,
    EtapeRecit,
    FicheRepereActeur,
    FicheRepereDomaine,
    FicheRepereTerritoire,
    PageDomaine,
    PageSimple,
    QuestionReponse,
)
from public.navigation import CLE
from tests.factories import pages, taxonomy
from tests.remembered import remembered

CORPS = [
    {"type": "paragraphe", "value": "<p>Qui décide ? L'équipe.</p>"},
    {"type": "encadre", "value": {"titre": "À noter", "texte": "<p>Un mot.</p>"}},
    {"type": "titre", "value": "Un"},
    {"type": "titre", "value": "Deux"},
    {"type": "titre", "value": "Un"},
    {"type": "citation", "value": {"texte": "Faire avec", "auteur": "Un réseau", "source_url": ""}},
    {"type": "etapes", "value": {"titre": "Le chemin", "etapes": [{"titre": "Partir", "texte": "<p>Tôt.</p>"}]}},
    {"type": "questions_reponses", "value": {"questions": [{"question": "Et après ?", "reponse": "<p>Durer.</p>"}]}},
    {
        "type": "tableau",
        "value": {
            "titre": "Deux lignes",
            "tableau": {
                "columns": [{"type": "texte", "heading": "Qui"}, {"type": "nombre", "heading": "Combien"}],
                "rows": [{"values": ["Nous", 3]}],
                "caption": "",
            },
            "source": "Nos comptes",
        },
    },
    {
        "type": "chiffre_cle",
        "value": {
            "valeur": "34 800",
            "unite": "communes",
            "libelle": "en France",
            "source": "Insee",
            "source_url": "",
            "millesime": 2026,
        },
    },
    {
        "type": "video",
        "value": {"titre": "Voir", "url": "https://video.example/1", "duree": "4 min", "transcription": "Bonjour."},
    },
]


def ajouter(parent, model, *, enfants=None, **champs):
    page = model(**champs)
    for relation, values in (enfants or {}).items():
        setattr(page, relation, values)
    parent.add_child(instance=page)
    page.save_revision(clean=False).publish()
    return model.objects.get(pk=page.pk)


@remembered
def site(ressources=1):
    """The trunk of the factories with every other type added; `ressources` of them share a boîte and a domaine."""
    arbre = pages.arbre()
    france, acteur, domaine = taxonomy.france(), taxonomy.acteur(), taxonomy.domaine()
    termes = {"territoires": [france], "acteurs": [acteur], "domaines": [domaine], "odds": [taxonomy.odd(17)]}
    chiffre = ChiffreCle(valeur="6", unite="départements", libelle="dans la région", source="Insee", millesime=2026)
    question = QuestionReponse(question="Combien de temps ?", reponse="<p>Une heure.</p>")
    arbre.page_domaine = ajouter(arbre.rubrique, PageDomaine, title="Emploi", domaine=domaine)
    arbre.fiches = [
        ajouter(arbre.rubrique, FicheRepereTerritoire, title="La France", territoire=france, corps=CORPS),
        ajouter(arbre.rubrique, FicheRepereActeur, title="Eux", acteur=acteur, enfants={"chiffres": [chiffre]}),
        ajouter(arbre.rubrique, FicheRepereDomaine, title="Le domaine", domaine=domaine),
    ]
    arbre.base = ajouter(
        arbre.rubrique,
        BaseDeConnaissance,
        title="Une base",
        url="https://base.example/",
        enfants={"chapitres": [Chapitre(titre="Besoins", texte="<p>Par profil.</p>")]},
    )
    arbre.boite.etapes = [EtapeRecit(titre="L'alerte", texte="<p>Un jour.</p>")]
    arbre.boite.questions = [question]
    arbre.boite.save_revision().publish()
    arbre.parcours = ajouter(arbre.accueil, ParcoursAdoc, title="Commencer mon A.D.O.C.", corps=CORPS)
    arbre.simple = ajouter(arbre.accueil, PageSimple, title="À propos", chapo="Qui nous sommes.")
    arbre.ressources = [pages.ressource(arbre.boite, **termes) for _ in range(ressources)]
    arbre.exemple = pages.exemple(arbre.boite, **termes)
    corps = [{"type": "ressources", "value": {"titre": "À lire", "pages": [arbre.ressources[0].pk]}}]
    arbre.page_domaine.corps = corps
    arbre.page_domaine.domaines = [domaine]
    arbre.page_domaine.save_revision().publish()
    cache.delete(CLE)
    return arbre


def toutes(arbre):
    """One page of each type, by the name of its type."""
    found = [
        arbre.accueil,
        arbre.comprendre,
        arbre.agir,
        arbre.rubrique,
        arbre.boite,
        arbre.page_domaine,
        *arbre.fiches,
    ]
    found += [arbre.base, arbre.ressources[0], arbre.exemple, arbre.parcours, arbre.simple]
    return found
