"""What is done to a C.A.P. by several at once: nothing is lost, and whoever came second is told."""

from datetime import timedelta
from random import Random

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cap import editing, secret_links
from cap.models import DUREE_SANS_VISITE, Cap, Element
from ground.secrets import nouveau_secret
from pages.models import PageEditoriale
from tests.drawn import of
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def cap(db):
    made, secret = editing.create_cap()
    made.secret = secret
    return made


def libre(cap, titre, famille="outil"):
    return editing.add_link(cap, famille=famille, titre=titre, url="")


def titres(cap, famille="outil"):
    return list(cap.elements.filter(famille=famille).values_list("titre", flat=True))


@given(st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16))
def test_mask_gives_the_reading_secret_back_to_the_editing_one_alone(one, other):
    import base64

    lecture, key = (base64.urlsafe_b64encode(octets).decode().rstrip("=") for octets in (one, other))
    mask = secret_links.mask(lecture, edition=key)
    assert secret_links.unmask(mask, edition=key) == lecture
    assert secret_links.unmask(mask, edition=nouveau_secret()) != lecture


def test_database_holds_no_secret(cap):
    lecture = editing.lien_de_lecture(cap, edition=cap.secret)
    kept = str(Cap.objects.filter(pk=cap.pk).values().get())
    assert (cap.secret in kept, lecture in kept) == (False, False)
    assert editing.cap_to_edit(cap.secret) == editing.cap_to_read(lecture) == cap
    for text in ("", "x", lecture + "x", "é" * 22, "-" * 22, lecture):
        with pytest.raises(editing.CapInconnuError):
            editing.cap_to_edit(text)
    with pytest.raises(editing.CapInconnuError):
        editing.cap_to_read(cap.secret)


def test_new_editing_link_ends_the_old_one_and_keeps_the_reading_one(cap):
    lecture = editing.lien_de_lecture(cap, edition=cap.secret)
    fresh = editing.renew_edit_link(cap, edition=cap.secret)
    with pytest.raises(editing.CapInconnuError):
        editing.cap_to_edit(cap.secret)
    again = editing.cap_to_edit(fresh)
    assert editing.lien_de_lecture(again, edition=fresh) == lecture
    assert editing.cap_to_read(lecture) == cap


def test_old_link_does_nothing_more_however_late_the_new_one_came(cap):
    late = [
        lambda: editing.renew_edit_link(cap, edition=cap.secret),
        lambda: editing.write_texts(cap, vu={"nom": ""}, voulu={"nom": "Un autre"}),
        lambda: editing.delete_cap(cap),
    ]
    fresh = editing.renew_edit_link(editing.cap_to_edit(cap.secret), edition=cap.secret)
    for act in late:
        with pytest.raises(editing.CapInconnuError):
            act()
    assert editing.cap_to_edit(fresh).nom == ""


def test_page_published_without_a_date_is_no_link_of_their_own_once_deleted(cap):
    page = pages.ressource(pages.arbre().boite, title="Le guide")
    PageEditoriale.objects.filter(pk=page.pk).update(last_published_at=None)
    editing.add_pages(cap, [PageEditoriale.objects.get(pk=page.pk)])
    page.delete()
    assert [(one.titre, one.est_libre) for one in cap.elements.all()] == [("Le guide", False)]


def test_pages_go_to_the_column_of_their_nature_once(cap):
    arbre = pages.arbre()
    outil, exemple = pages.ressource(arbre.boite), pages.exemple(arbre.boite)
    assert editing.add_pages(cap, [outil, exemple]) == 2
    assert editing.add_pages(cap, [outil]) == 0
    assert [(one.famille, one.page_id, one.page_du) for one in cap.elements.all()] == [
        ("outil", outil.pk, outil.last_published_at),
        ("outil", exemple.pk, exemple.last_published_at),
    ]


def test_deleted_page_leaves_its_title(cap):
    page = pages.ressource(pages.arbre().boite, title="Le guide")
    editing.add_pages(cap, [page])
    page.delete()
    (kept,) = cap.elements.all()
    assert (kept.titre, kept.page_id, kept.page_du is not None) == ("Le guide", None, True)


def test_fields_that_others_changed_are_kept_and_told(cap):
    one = libre(cap, "Un")
    seen = {"note": "", "statut": "a_faire"}
    assert editing.change_element(cap, one.cle, vu=seen, voulu={"note": "de A", "statut": "a_faire"}) == []
    told = editing.change_element(cap, one.cle, vu=seen, voulu={"note": "de B", "statut": "fait"})
    assert told == [editing.Conflit("note", "de A", "de B")]
    one.refresh_from_db()
    assert (one.note, one.statut) == ("de A", "fait")
    assert editing.change_element(cap, one.cle, vu={"note": "de A"}, voulu={"note": "de B"}) == []


def test_same_change_twice_is_no_conflict_and_ends_of_lines_do_not_count(cap):
    one = libre(cap, "Un")
    editing.change_element(cap, one.cle, vu={"note": ""}, voulu={"note": "a\r\nb"})
    assert editing.change_element(cap, one.cle, vu={"note": ""}, voulu={"note": "a\r\nb"}) == []
    assert editing.change_element(cap, one.cle, vu={"note": "a\r\nb"}, voulu={"note": "a\nb\nc"}) == []
    one.refresh_from_db()
    assert one.note == "a\nb\nc"


def test_texts_are_merged_field_by_field(cap):
    editing.write_texts(cap, vu={"nom": "", "objectifs": ""}, voulu={"nom": "A", "objectifs": ""})
    told = editing.write_texts(cap, vu={"nom": "", "objectifs": ""}, voulu={"nom": "B", "objectifs": "vers 2030"})
    assert told == [editing.Conflit("nom", "A", "B")]
    cap.refresh_from_db()
    assert (cap.nom, cap.objectifs) == ("A", "vers 2030")


@pytest.mark.parametrize(
    ("voulu", "champ"),
    [
        ({"note": "x" * 2001}, "note"),
        ({"echeance": "demain"}, "echeance"),
        ({"echeance": "2031-01-01"}, "echeance"),
        ({"statut": "perdu"}, "statut"),
    ],
)
def test_value_that_cannot_be_kept_is_refused_and_nothing_changes(cap, voulu, champ):
    one = libre(cap, "Un")
    with pytest.raises(ValidationError) as caught:
        editing.change_element(cap, one.cle, vu={champ: "" if champ != "statut" else "a_faire"}, voulu=voulu)
    assert list(caught.value.message_dict) == [champ]
    one.refresh_from_db()
    assert (one.note, one.echeance, one.statut) == ("", None, "a_faire")


@pytest.mark.parametrize(
    ("asked", "champ"),
    [
        ({"famille": "rien", "titre": "T", "url": ""}, "famille"),
        ({"famille": "outil", "titre": " ", "url": ""}, "titre"),
        ({"famille": "outil", "titre": "T", "url": "javascript:alert(1)"}, "url"),
        ({"famille": "outil", "titre": "T", "url": "pas une adresse"}, "url"),
    ],
)
def test_link_of_ones_own_is_checked(cap, asked, champ):
    with pytest.raises(ValidationError) as caught:
        editing.add_link(cap, **asked)
    assert (list(caught.value.message_dict), cap.elements.count()) == ([champ], 0)


def test_link_of_ones_own_is_written_without_what_it_must_not_carry(cap):
    one = editing.add_link(cap, famille="donnee", titre="Nos chiffres", url="HTTPS://moi:secret@Exemple.FR/a#b")
    assert one.url == "https://exemple.fr/a"


def test_link_of_ones_own_gets_the_scheme_that_it_lacks(cap):
    assert editing.add_link(cap, famille="outil", titre="T", url="www.exemple.fr/guide").url == (
        "https://www.exemple.fr/guide"
    )


def test_elements_move_within_their_column(cap):
    first, _, last = libre(cap, "Un"), libre(cap, "Deux"), libre(cap, "Trois")
    libre(cap, "Ailleurs", famille="donnee")
    assert editing.move_element(cap, last.cle, vers_le_haut=True)
    assert titres(cap) == ["Un", "Trois", "Deux"]
    assert editing.move_element(cap, first.cle, vers_le_haut=False)
    assert titres(cap) == ["Trois", "Un", "Deux"]
    assert not editing.move_element(cap, last.cle, vers_le_haut=True)
    assert not editing.move_element(cap, "disparu", vers_le_haut=True)


def test_full_cap_says_so(cap, monkeypatch):
    monkeypatch.setattr(editing, "ELEMENTS_AU_PLUS", 2)
    libre(cap, "Un"), libre(cap, "Deux")
    with pytest.raises(ValidationError):
        libre(cap, "Trois")
    with pytest.raises(ValidationError):
        editing.add_pages(cap, [pages.ressource(pages.arbre().boite)])


def test_abandoned_caps_are_forgotten_after_eighteen_months(cap):
    now = timezone.now()
    other, _ = editing.create_cap()
    Cap.objects.filter(pk=cap.pk).update(visite_le=now - DUREE_SANS_VISITE - timedelta(minutes=1))
    libre(cap, "Un")
    assert editing.prune_abandoned(now=now) == 1
    assert list(Cap.objects.all()) == [other]
    assert Element.objects.count() == 0


def test_act_on_a_deleted_cap_says_that_it_is_gone(cap):
    editing.delete_cap(Cap.objects.get(pk=cap.pk))
    with pytest.raises(editing.CapInconnuError):
        libre(cap, "Un")


@pytest.mark.drawn
@pytest.mark.parametrize("part", range(of(short=4, long=40)))
def test_two_editors_lose_nothing_however_they_interleave(db, part):
    for graine in range(25 * part, 25 * part + 25):
        cap, _secret = editing.create_cap()
        entrelacer(cap, graine)


def entrelacer(cap, graine):
    """Ten acts by two editors who look only now and then.

    What was added and not removed is there; a note is what somebody wrote, and whoever was not heard was told.
    """
    chance = Random(graine)
    added, removed = set(), set()
    views = [{}, {}]
    heard = {}
    for step in range(10):
        me = chance.randrange(2)
        if chance.random() < 0.4:
            views[me] = {one.cle: one.note for one in cap.elements.all()}
        act = chance.choice(["ajouter", "noter", "noter", "monter", "descendre", "retirer"])
        known = sorted(views[me])
        if act == "ajouter" or not known:
            one = libre(Cap.objects.get(pk=cap.pk), f"{graine}-{step}")
            added.add(one.cle)
            views[me][one.cle] = ""
            heard[one.cle] = ""
            continue
        cle = chance.choice(known)
        if act == "noter":
            asked = f"{me} au pas {step}"
            try:
                told = editing.change_element(cap, cle, vu={"note": views[me][cle]}, voulu={"note": asked})
            except LookupError:
                assert cle in removed
                continue
            assert told == ([] if views[me][cle] == heard[cle] else [editing.Conflit("note", heard[cle], asked)])
            if not told:
                heard[cle] = views[me][cle] = asked
        elif act == "retirer":
            assert editing.remove_element(cap, cle) == (cle not in removed)
            removed.add(cle)
        else:
            editing.move_element(cap, cle, vers_le_haut=act == "monter")
    kept = {one.cle: one.note for one in cap.elements.all()}
    assert kept == {cle: heard[cle] for cle in added - removed}
