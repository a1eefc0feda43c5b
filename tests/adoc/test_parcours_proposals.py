"""What the rules of a parcours propose, for which reasons, and what they miss."""

from adoc.parcours.maturity import mesures
from adoc.parcours.progress import etat
from adoc.parcours.proposals import Lacune, PageProposee, Raison, SearchContext, bilan
from taxonomy.enums import Famille
from tests.factories.parcours import definition, dimension, question, regle

OU = SearchContext("com-69123", ("emploi",), {famille: (f"nature-{famille.value}",) for famille in Famille})
RAISON = Raison("Question x", ("Réponse b",))


def bilan_de(regles, trouves=(), *, visibles=(1, 2, 3), reponses=None, contexte=OU):
    """(what is proposed, what was searched); `trouves` maps the words of a search to what it finds."""
    parcours = definition(
        [question("x", 0, 4, dimension="d"), question("y", 0, 1, facultative=True)], regles, [dimension("d", 0, 50)]
    )
    where = etat(parcours, reponses or {"x": ("b",)})
    asked = []

    def chercher(parametres, au_plus):
        asked.append(parametres)
        return list(dict(trouves).get(parametres.get("q", ("",))[0], ()))[:au_plus]

    found = bilan(parcours, where, mesures(parcours, where), contexte, visibles=visibles, chercher=chercher)
    return found, asked


def test_page_is_proposed_with_the_answers_that_led_to_it_while_visitors_see_it():
    regles = [regle(Famille.OUTIL, cible=1, si=["x.b"]), regle(Famille.OUTIL, cible=2, si=["x.a"])]
    hidden = regle(Famille.DONNEE, cible=9)
    found, asked = bilan_de([*regles, hidden])
    assert (found.propositions, found.lacunes, asked) == ((PageProposee(1, Famille.OUTIL, (RAISON,)),), (), [])


def test_search_is_asked_with_what_the_rule_takes_of_the_answers():
    all_of_it = regle(
        Famille.OUTIL, mots="mécénat", selon_territoire=True, selon_domaines=True, pour_le_profil=True, nombre=2
    )
    found, asked = bilan_de([all_of_it], {"mécénat": [4, 5, 6]})
    assert asked == [
        {
            "q": ("mécénat",),
            "nature": ("nature-outil",),
            "acteur": ("associations",),
            "territoire": ("com-69123",),
            "domaine": ("emploi",),
        }
    ]
    assert found.propositions == tuple(
        PageProposee(page, Famille.OUTIL, (), par_territoire=True, par_domaines=True) for page in (4, 5)
    )


def test_what_was_not_answered_narrows_nothing_and_is_no_reason():
    nowhere = SearchContext("", (), OU.natures)
    found, asked = bilan_de([regle(Famille.OUTIL, selon_territoire=True, selon_domaines=True)], contexte=nowhere)
    assert (asked, found.lacunes) == ([{"nature": ("nature-outil",)}], (Lacune(Famille.OUTIL, False, False),))


def test_page_that_several_rules_find_is_told_once_with_every_reason():
    regles = [
        regle(Famille.OUTIL, cible=1),
        regle(Famille.OUTIL, mots="a", selon_territoire=True),
        regle(Famille.OUTIL, mots="b", selon_domaines=True, si=["x.b"]),
        regle(Famille.DONNEE, mots="a", si=["x.b"], dimension="d"),
    ]
    found, _ = bilan_de(regles, {"a": [1], "b": [1]})
    level = Raison("", (), "Dimension d", "Dès 50")
    assert found.propositions == (
        PageProposee(1, Famille.OUTIL, (RAISON, level), par_territoire=True, par_domaines=True),
    )


def test_rule_for_a_level_holds_up_to_its_share_and_never_without_an_answer():
    low = [regle(Famille.OUTIL, cible=1, dimension="d", plafond=50)]
    assert bilan_de(low)[0].propositions == ()
    assert [one.page for one in bilan_de(low, reponses={"x": ("a",)})[0].propositions] == [1]
    assert bilan_de(low, reponses={"y": ("a",)})[0].propositions == ()


def test_gap_is_told_once_a_column_and_twelve_at_most_are_proposed():
    regles = [
        regle(Famille.DONNEE, mots="rien", selon_territoire=True),
        regle(Famille.DONNEE, mots="rien non plus", selon_territoire=True),
        regle(Famille.OUTIL, mots="tout", nombre=20),
    ]
    found, _ = bilan_de(regles, {"tout": range(1, 30)})
    assert found.lacunes == (Lacune(Famille.DONNEE, True, False),)
    assert [one.page for one in found.propositions] == list(range(1, 13))


def test_column_without_a_nature_is_a_gap_and_not_a_search_of_everything():
    found, asked = bilan_de([regle(Famille.COMPETENCE)], contexte=SearchContext("", (), {}))
    assert (asked, found.lacunes) == ([], (Lacune(Famille.COMPETENCE, False, False),))
