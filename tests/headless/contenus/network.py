"""A small site in which pages name one another in every way they can."""

import json
from types import SimpleNamespace

from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from pages.models import BoiteAOutils, EtapeRecit, PageSimple
from tests.factories import pages, parcours, taxonomy
from tests.remembered import remembered


@remembered
def site_entier():
    """Its pages and terms by name. `citante` names `citee` in a text and in a list, and shows an image."""
    arbre = pages.arbre()
    terms = {
        "acteur": taxonomy.acteur(),
        "domaine": taxonomy.domaine(),
        "odd": taxonomy.odd(),
        "nature": taxonomy.nature(),
        "territoire": taxonomy.rhone()[1],
        "partenaire": taxonomy.partenaire(),
        "responsable": taxonomy.partenaire(est_comite=True),
        "profil": taxonomy.acteur(a_un_parcours=True),
    }
    citee = pages.ressource(
        arbre.boite,
        title="Citée",
        nature=terms["nature"],
        responsable=terms["responsable"],
        territoires=[terms["territoire"]],
        acteurs=[terms["acteur"]],
        domaines=[terms["domaine"]],
        odds=[terms["odd"]],
        partenaires=[terms["partenaire"]],
    )
    image = get_image_model().objects.create(
        title="Image", file=get_test_image_file(filename="rouge.png", size=(640, 320), colour="red")
    )
    corps = [
        {"type": "paragraphe", "value": f'<p><a linktype="page" id="{citee.pk}">voir</a></p>', "id": "a"},
        {"type": "ressources", "value": {"titre": "Voir", "pages": [citee.pk]}, "id": "b"},
        {"type": "image", "value": {"image": image.pk, "alternative": "x", "legende": "", "credit": ""}, "id": "c"},
    ]
    citante = arbre.accueil.add_child(instance=PageSimple(title="Citante", corps=json.dumps(corps)))
    boite_racontee = BoiteAOutils(title="Racontée")
    boite_racontee.etapes = [
        EtapeRecit(titre="Un", texte=f'<p><a linktype="page" id="{citee.pk}">voir</a></p>', sort_order=0)
    ]
    arbre.agir.add_child(instance=boite_racontee)
    autre_boite = arbre.agir.add_child(instance=BoiteAOutils(title="Autre"))
    parcours.page(arbre.accueil, terms["profil"])
    citee.boites = [autre_boite]
    citee.save()
    return SimpleNamespace(
        arbre=arbre,
        citee=citee,
        citante=citante,
        boite_racontee=boite_racontee,
        autre_boite=autre_boite,
        image=image,
        **terms,
    )
