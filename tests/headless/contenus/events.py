"""What may happen to the site of `network`, by what it is called: all that changes what is read somewhere."""

from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction, Site

from taxonomy.merging import merge_terms
from tests.factories import taxonomy


def publier(page, **champs):
    for name, value in champs.items():
        setattr(page, name, value)
    page.save_revision().publish()


EVENEMENTS = {
    "title of a page": lambda s: publier(s.citee, title="Renommée"),
    "address of a page": lambda s: publier(s.citee, slug="ailleurs"),
    "address above": lambda s: publier(s.arbre.boite, slug="autre-boite"),
    "title above": lambda s: publier(s.arbre.boite, title="Autre boîte"),
    "publication of a change": lambda s: publier(s.citante, chapo="Autre chapô"),
    "children of a page": lambda s: publier(s.boite_racontee, title="Avec une étape de plus"),
    "unpublication": lambda s: s.citee.unpublish(),
    "unpublication of a boîte": lambda s: s.autre_boite.unpublish(),
    "deletion": lambda s: s.citee.delete(),
    "move": lambda s: s.citee.move(s.autre_boite, pos="last-child"),
    "move above": lambda s: s.arbre.boite.move(s.arbre.agir, pos="first-child"),
    "restriction": lambda s: PageViewRestriction.objects.create(page=s.citee, restriction_type="login"),
    "restriction above": lambda s: PageViewRestriction.objects.create(page=s.arbre.boite, restriction_type="login"),
    "name of an acteur": lambda s: renommer(s.acteur),
    "name of a domaine": lambda s: renommer(s.domaine),
    "name of an odd": lambda s: renommer(s.odd),
    "name of a nature": lambda s: renommer(s.nature),
    "name of a territoire": lambda s: renommer(s.territoire),
    "name of a partner": lambda s: renommer(s.partenaire),
    "name of a responsable": lambda s: renommer(s.responsable),
    "name of a profil": lambda s: renommer(s.profil),
    "merge of profils": lambda s: merge_terms(source=s.profil, cible=taxonomy.acteur(a_un_parcours=True), by=None),
    "merge of acteurs": lambda s: merge_terms(source=s.acteur, cible=taxonomy.acteur(), by=None),
    "merge of partners": lambda s: merge_terms(source=s.partenaire, cible=taxonomy.partenaire(), by=None),
    "title of an image": lambda s: retitrer(s.image),
    "file of an image": lambda s: refaire(s.image),
    "deletion of an image": lambda s: s.image.delete(),
    "address of the site": lambda s: Site.objects.get(is_default_site=True).save(),
}


def renommer(term):
    term.nom = f"{term.nom} renommé"
    term.save()


def retitrer(image):
    image.title = "Autre titre"
    image.save()


def refaire(image):
    image.file = get_test_image_file(filename="bleu.png", size=(640, 320), colour="blue")
    image.width, image.height = 640, 320
    image.save()
