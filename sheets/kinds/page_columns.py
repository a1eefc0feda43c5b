"""The columns of ressources and exemples."""

from pages.enums import Acces, RythmeRelecture
from sheets.meaning.body_columns import BodyColumn
from sheets.meaning.columns import (
    BoxesColumn,
    ChoiceColumn,
    Column,
    DayColumn,
    IdentifierColumn,
    NumberColumn,
    PlaceColumn,
    TermColumn,
    TermsColumn,
    TextColumn,
    YearColumn,
)
from sheets.meaning.link_columns import LinkWordsColumn, MainLinkColumn, OtherLinksColumn
from taxonomy.models import Acteur, Domaine, Nature, Odd, Partenaire, Territoire

LIST = "Plusieurs\u00a0: séparez-les par des points-virgules."

NUMBER = NumberColumn(
    key="numero",
    label="Numéro de page",
    names=("numero page", "n page", "id page"),
    help="Rempli par l’export\u00a0: il fait retrouver la page. Laissez vide pour une nouvelle page.",
)
IDENTIFIER = IdentifierColumn(
    key="identifiant",
    label="Identifiant",
    names=("id", "identifiant externe", "reference", "ref", "code ressource", "numero", "uid"),
    help="Celui que vous lui donnez chez vous\u00a0: un second envoi de la feuille retrouve ainsi chaque ligne.",
    example="GUIDE-001",
)
TITLE = TextColumn(
    key="titre",
    label="Titre",
    field="title",
    names=("nom", "intitule", "nom de la ressource", "titre de la ressource", "ressource", "libelle", "title", "outil"),
    help="Obligatoire.",
    example="Monter un partenariat en six étapes",
)
CHAPO = TextColumn(
    key="chapo",
    label="Chapô",
    field="chapo",
    lines=True,
    names=("resume", "description courte", "accroche", "presentation", "description", "en bref"),
    help="Une ou deux phrases, 400 caractères au plus. Elles s’affichent dans les résultats de recherche.",
    example="Un guide pas à pas pour les associations qui cherchent un premier partenaire.",
)
BODY = BodyColumn(
    key="contenu",
    label="Contenu",
    field="corps",
    names=("texte", "description", "description longue", "descriptif", "detail", "description detaillee"),
    help="Un texte plus long, un paragraphe par ligne. Vide pour les pages qui ont une mise en forme.",
)
PARTNERS = TermsColumn(
    key="partenaires",
    label="Partenaires",
    field="partenaires",
    facet=Partenaire,
    ordered=True,
    for_all=True,
    names=("partenaire", "organisme", "organisation", "porteur", "producteur", "structure", "auteur", "editeur"),
    help=f"Qui porte ce que la page décrit, le principal en premier. {LIST}",
)
TERRITOIRES = TermsColumn(
    key="territoires",
    label="Territoires",
    field="territoires",
    facet=Territoire,
    ordered=True,
    for_all=True,
    names=(
        *("territoire", "commune", "communes", "departement", "departements", "region", "regions", "perimetre"),
        *("code insee", "code commune", "insee", "zone geographique", "lieu", "echelle"),
    ),
    help=f"Noms ou codes officiels\u00a0; « France » pour ce qui vaut partout. {LIST}",
    example="France",
)
ACTEURS = TermsColumn(
    key="acteurs",
    label="Acteurs",
    field="acteurs",
    facet=Acteur,
    for_all=True,
    names=("acteur", "public", "publics", "public vise", "cible", "pour qui", "beneficiaires", "type d acteur"),
    help=f"À qui la page est utile. {LIST}",
)
DOMAINES = TermsColumn(
    key="domaines",
    label="Domaines",
    field="domaines",
    facet=Domaine,
    for_all=True,
    names=("domaine", "theme", "themes", "thematique", "thematiques", "sujet", "categorie"),
    help=f"De quoi la page parle. {LIST}",
)
ODDS = TermsColumn(
    key="odds",
    label="ODD",
    field="odds",
    facet=Odd,
    names=("odds", "odd concernes", "objectif de developpement durable", "objectifs de developpement durable"),
    help=f"Facultatif\u00a0: numéros ou noms. {LIST}",
    example="17",
)
PLACE = PlaceColumn(
    key="rangee",
    label="Rangée dans",
    names=("rubrique", "boite", "boite a outils", "rangement", "emplacement"),
    help="La rubrique ou la boîte à outils d’une nouvelle page. Vide\u00a0: celle que vous choisissez à l’import.",
)
RESPONSABLE = TermColumn(
    key="responsable",
    label="Responsable",
    field="responsable",
    facet=Partenaire,
    may_be_empty=True,
    is_guessed=False,
    names=("responsable de la page",),
    help="Le membre du Comité qui répond de la page. Vide pour une nouvelle page\u00a0: votre organisation.",
)
MILLESIME = YearColumn(
    key="millesime",
    label="Année des données",
    field="millesime",
    names=("millesime", "annee donnees", "date des donnees"),
    help="Facultatif\u00a0: l’année que décrivent les chiffres.",
)
VALID = DayColumn(
    key="valable",
    label="Valable jusqu’au",
    field="valable_jusqu_au",
    names=("valable jusqu au", "date de fin", "fin de validite", "expiration", "date d expiration", "date limite"),
    help="Facultatif, par exemple 31/12/2027\u00a0: ensuite, la page n’apparaît plus dans la recherche.",
)
RHYTHM = ChoiceColumn(
    key="rythme",
    label="Rythme de relecture",
    field="rythme_relecture",
    choices=RythmeRelecture,
    help="Facultatif\u00a0: " + ", ".join(f"«\u00a0{one.label}\u00a0»" for one in RythmeRelecture) + ".",
)
READ_ON = DayColumn(
    key="relu",
    label="Relu le",
    field="relu_le",
    names=("date de relecture", "derniere relecture"),
    help="Facultatif\u00a0: le jour où toute la page a été relue.",
)
NATURE = TermColumn(
    key="nature",
    label="Nature",
    field="nature",
    facet=Nature,
    for_all=True,
    names=("type", "type de ressource", "format", "genre", "nature de la ressource"),
    help="Ce que c’est\u00a0: guide, base, formation… Obligatoire pour une nouvelle ressource.",
)
ACCESS = ChoiceColumn(
    key="acces",
    label="Accès",
    field="acces",
    choices=Acces,
    synonyms={
        **dict.fromkeys(("gratuit", "libre", "gratuite", "acces libre", "ouvert", "oui"), Acces.LIBRE.value),
        **dict.fromkeys(("sur inscription", "inscription", "gratuit avec inscription"), Acces.INSCRIPTION.value),
        **dict.fromkeys(("adherents", "adhesion", "reserve aux membres", "membres"), Acces.ADHESION.value),
        **dict.fromkeys(("payante", "non", "payant ou sur devis", "sur devis"), Acces.PAYANT.value),
    },
    names=("tarif", "conditions d acces", "cout", "prix", "gratuit"),
    help=", ".join(f"«\u00a0{one.label}\u00a0»" for one in Acces) + ".",
)
ADDRESS = MainLinkColumn(
    key="adresse",
    label="Adresse",
    names=(
        "url",
        "lien",
        "lien internet",
        "site",
        "site internet",
        "adresse internet",
        "lien web",
        "adresse url",
        "liens",
    ),
    help="L’adresse complète, avec https://. C’est elle que le visiteur ouvre.",
    example="https://www.exemple.org/guide",
)
WORDS = LinkWordsColumn(
    key="libelle",
    label="Ce que l’on y trouve",
    names=("libelle du lien", "texte du lien"),
    help="Les mots du lien, par exemple «\u00a0Télécharger le guide (PDF)\u00a0».",
)
OTHERS = OtherLinksColumn(
    key="autres",
    label="Autres adresses",
    names=("autres liens", "liens complementaires", "documentation", "lien 2", "autre lien"),
    help="Une par ligne\u00a0: les mots, deux-points, l’adresse. «\u00a0[Archive]\u00a0» devant une archive.",
)
BOXES = BoxesColumn(
    key="boites",
    label="Aussi utile dans",
    names=("aussi utile dans ces boites a outils", "autres boites"),
    help=f"D’autres boîtes à outils que celle où elle est rangée. {LIST}",
)
YEAR = YearColumn(
    key="annee",
    label="Année de lancement",
    field="annee",
    required=True,
    for_all=True,
    names=("annee", "annee de creation", "date de lancement", "lancement", "depuis"),
    help="Obligatoire pour un nouvel exemple.",
    example="2024",
)
RESULTS = BodyColumn(
    key="resultats",
    label="Résultats et enseignements",
    field="resultats",
    names=("resultats", "enseignements", "bilan", "impact"),
    help="Ce qui en est sorti, un paragraphe par ligne.",
)

TRIPTYCH: tuple[Column, ...] = (PARTNERS, TERRITOIRES, ACTEURS, DOMAINES, ODDS)
FOLLOWED: tuple[Column, ...] = (RESPONSABLE, MILLESIME, VALID, RHYTHM, READ_ON)
OF_RESSOURCES: tuple[Column, ...] = (
    *(NUMBER, IDENTIFIER, TITLE, CHAPO, BODY, NATURE, ACCESS, ADDRESS, WORDS, OTHERS),
    *(*TRIPTYCH, PLACE, BOXES, *FOLLOWED),
)
OF_EXEMPLES: tuple[Column, ...] = (
    *(NUMBER, IDENTIFIER, TITLE, CHAPO, BODY, YEAR, RESULTS),
    *(*TRIPTYCH, PLACE, *FOLLOWED),
)
