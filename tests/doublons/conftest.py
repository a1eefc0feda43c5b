"""A guide that is on the site, and what compares pages with it."""

import pytest

from doublons.comparing import compare_waiting
from tests.factories import pages

CHAPO = (
    "Vingt fiches pour monter un garage solidaire, un covoiturage de village ou une location à petit prix en campagne."
)


@pytest.fixture
def arbre():
    return pages.arbre()


@pytest.fixture
def guide(arbre):
    return pages.ressource(
        arbre.boite,
        title="Boîte à outils de la mobilité solidaire",
        chapo=CHAPO,
        urls=["https://www.mobilites.example/outils/"],
    )


@pytest.fixture
def compare():
    """Does all that waits, as the worker would."""

    def run():
        while compare_waiting():
            pass

    return run
