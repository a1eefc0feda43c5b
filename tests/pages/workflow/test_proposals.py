"""« Proposer une modification »: written beside the page of others, accepted into its draft or declined."""

import pytest
from django.urls import reverse
from wagtail.models import Page, PageLogEntry

from comite.enums import RoleComite as Role
from comite.eyes import CHANGED_LAST, eyes_refuse
from comite.models import Appartenance
from pages.models import PageEditoriale, Ressource
from pages.workflow import proposing
from pages.workflow.admin import arrival
from pages.workflow.models import Proposition
from tests.comite.test_doors import logged_in, url
from tests.comite.test_eyes import as_it_is, draft_of
from tests.factories import comite as people
from tests.factories import pages
from workers.links.reports.models import Courriel

pytestmark = pytest.mark.django_db


@pytest.fixture
def across(there):
    """A page of ours; somebody of theirs who proposes; those of ours who decide."""
    there.page = PageEditoriale.objects.get(pk=there.pages["own"].pk).specific
    there.stranger = people.compte()
    people.role(there.stranger, Role.EDITEUR, there.autre)
    there.decider = there.comptes[Role.EDITEUR]
    return there


def begun(across):
    """The proposal as its author finds it."""
    logged_in(across.stranger).get(reverse("relecture_commencer", args=[across.page.pk]))
    return Proposition.objects.get()


def write(across, proposal, *, act="envoyer", words="Une coquille.", by=None, **fields):
    """What the browser posts from the form of a proposal."""
    data = as_it_is(proposing.as_page(proposal), **fields)
    data |= {"mot_de_la_proposition": words, act: "1"}
    return logged_in(by or across.stranger).post(reverse("relecture_proposer", args=[proposal.pk]), data, follow=True)


def sent(across, **fields):
    proposal = begun(across)
    write(across, proposal, **(fields or {"title": "Mieux dit"}))
    proposal.refresh_from_db()
    assert proposal.etat == "envoyee"
    return proposal


def decide(user, proposal, **data):
    return logged_in(user).post(reverse("relecture_proposition", args=[proposal.pk]), data, follow=True)


def said(response):
    return [str(one).strip() for one in response.context["messages"]]


def mails():
    rows = Courriel.objects.select_related("message").order_by("pk")
    return [(row.adresse, row.message.sujet.removeprefix("[ODD\u00a017] ")) for row in rows]


# ── Who may ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_each_role_proposes_for_the_pages_that_it_may_read_and_not_change(there):
    proposes = {role: set() for role in Role}
    for role, user in there.comptes.items():
        client = logged_in(user)
        for kind, page in there.pages.items():
            client.get(reverse("relecture_commencer", args=[page.pk]))
            if Proposition.objects.filter(page=page.pk, par=user).exists():
                proposes[role].add(kind)
    others = {"other", "nobody"}
    every = {"own", "deputy", *others}
    assert proposes == {
        Role.CONTRIBUTEUR: others,
        Role.EDITEUR: others,
        Role.RELECTEUR: others,
        Role.REFERENT: every,
        Role.SECRETARIAT: every - {"nobody"},
        Role.ADMINISTRATEUR: set(),
        Role.OBSERVATEUR: every,
    }


def test_account_without_a_role_proposes_nothing(across):
    outsider = people.compte()
    logged_in(outsider).get(reverse("relecture_commencer", args=[across.page.pk]))
    assert not Proposition.objects.exists()


def test_button_is_where_the_page_is_others(across):
    where = reverse("wagtailadmin_explore", args=[across.arbre.boite.pk])
    shown = logged_in(across.stranger).get(where).content.decode()
    links = {kind: reverse("relecture_commencer", args=[page.pk]) in shown for kind, page in across.pages.items()}
    assert links == {"own": True, "deputy": False, "other": False, "nobody": True}


def test_one_proposal_at_a_time_for_a_page(across):
    first = begun(across)
    logged_in(across.stranger).get(reverse("relecture_commencer", args=[across.page.pk]))
    assert list(Proposition.objects.all()) == [first]


# ── From the first word to the draft ──────────────────────────────────────────────────────────────────────────
def test_form_is_that_of_the_page_and_leaves_the_page_as_it_is(across):
    proposal = begun(across)
    before = Page.objects.get(pk=across.page.pk).latest_revision_id
    shown = logged_in(across.stranger).get(reverse("relecture_proposer", args=[proposal.pk]))
    assert shown.status_code == 200
    assert shown.context["form"]["title"].value() == "Page own"
    write(across, proposal, act="garder", title="Mieux dit", chapo="Un chapô")
    after = Page.objects.get(pk=across.page.pk)
    assert (after.latest_revision_id, after.title, after.draft_title) == (before, "Page own", "Page own")
    proposal.refresh_from_db()
    assert (proposal.etat, proposal.contenu["title"], proposal.mot) == ("en_cours", "Mieux dit", "Une coquille.")
    assert mails() == []


def test_proposal_is_accepted_into_the_draft_in_the_name_of_its_author(across):
    proposal = sent(across, title="Mieux dit", chapo="Un chapô")
    told = {to for to, _ in mails()}
    assert told == {across.decider.email, across.comptes[Role.RELECTEUR].email}
    shown = logged_in(across.decider).get(reverse("relecture_proposition", args=[proposal.pk]))
    assert [one.field_label() for one in shown.context["comparison"]] == ["Titre", "Chapô"]
    decide(across.decider, proposal, accepter="1")
    proposal.refresh_from_db()
    page = Page.objects.get(pk=across.page.pk)
    assert (proposal.etat, proposal.decidee_par, page.latest_revision.user) == (
        "acceptee",
        across.decider,
        across.stranger,
    )
    assert (draft_of(across.page).title, draft_of(across.page).chapo, page.title) == (
        "Mieux dit",
        "Un chapô",
        "Page own",
    )
    entry = PageLogEntry.objects.get(page=page.pk, action=proposing.ACCEPTED)
    assert (entry.user, entry.data["auteur"]) == (across.decider, across.stranger.username)
    assert mails()[-1] == (across.stranger.email, "Proposition acceptée\u00a0: «\u00a0Page own\u00a0»")


def test_whoever_accepts_may_publish_what_another_wrote(across):
    decide(across.comptes[Role.RELECTEUR], sent(across), accepter="1")
    relecteur = across.comptes[Role.RELECTEUR]
    assert eyes_refuse(user=relecteur, revision=across.page) == ""


def test_changes_of_ones_own_are_not_published_under_cover_of_a_proposal(across):
    """Whoever accepts had changed the page too: the version is in their name, and four eyes see it."""
    relecteur = across.comptes[Role.RELECTEUR]
    proposal = sent(across, chapo="Un chapô")
    people.changed(across.page, relecteur, "Le mien")
    decide(relecteur, proposal, accepter="1")
    assert (draft_of(across.page).title, draft_of(across.page).chapo) == ("Le mien", "Un chapô")
    assert eyes_refuse(user=relecteur, revision=across.page) == CHANGED_LAST


def test_proposal_is_declined_with_a_sentence_and_not_without(across):
    proposal = sent(across)
    refused = decide(across.decider, proposal, decliner="1", reponse=" ")
    assert (refused.status_code, said(refused)) == (422, [proposing.NO_ANSWER])
    decide(across.decider, proposal, decliner="1", reponse="Le titre est celui du partenaire.")
    proposal.refresh_from_db()
    assert (proposal.etat, proposal.reponse) == ("declinee", "Le titre est celui du partenaire.")
    assert mails()[-1] == (across.stranger.email, "Proposition déclinée\u00a0: «\u00a0Page own\u00a0»")
    assert draft_of(across.page).title == "Page own"


# ── Who decides ───────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("role", [Role.CONTRIBUTEUR, Role.REFERENT, Role.SECRETARIAT, Role.OBSERVATEUR])
@pytest.mark.parametrize("act", ["accepter", "decliner"])
def test_nobody_else_decides(across, role, act):
    proposal = sent(across)
    refused = decide(across.comptes[role], proposal, **{act: "1", "reponse": "Non."})
    proposal.refresh_from_db()
    assert (proposal.etat, said(refused)) == ("envoyee", [proposing.MAY_NOT_DECIDE])


def test_its_author_does_not_accept_it(across):
    """Not even once the page has become theirs."""
    proposal = sent(across)
    PageEditoriale.objects.filter(pk=across.page.pk).update(responsable=across.autre)
    refused = decide(across.stranger, proposal, accepter="1")
    proposal.refresh_from_db()
    assert (proposal.etat, said(refused)) == ("envoyee", [proposing.OWN])


def test_nobody_else_writes_in_it(across):
    proposal = begun(across)
    write(across, proposal, by=across.decider, title="D’un autre")
    proposal.refresh_from_db()
    assert proposal.contenu["title"] == "Page own"


def test_who_is_not_of_the_comite_reads_none(across):
    proposal = sent(across)
    outsider = people.compte()
    for name, args in (("relecture_proposition", [proposal.pk]), ("relecture_propositions", [])):
        assert logged_in(outsider).get(reverse(name, args=args)).status_code == 302


# ── What happens meanwhile ────────────────────────────────────────────────────────────────────────────────────
def test_page_that_changed_elsewhere_keeps_what_it_became(across):
    proposal = sent(across, chapo="Un chapô")
    people.changed(across.page, across.comptes[Role.CONTRIBUTEUR], "Titre d’entre-temps")
    shown = logged_in(across.decider).get(reverse("relecture_proposition", args=[proposal.pk]))
    assert (shown.context["merge"].edited_since, shown.context["merge"].conflicts) == (True, [])
    decide(across.decider, proposal, accepter="1")
    draft = draft_of(across.page)
    assert (draft.title, draft.chapo) == ("Titre d’entre-temps", "Un chapô")


def test_same_field_changed_on_both_sides_is_shown_and_asked(across):
    proposal = sent(across, title="Mieux dit")
    people.changed(across.page, across.comptes[Role.CONTRIBUTEUR], "Titre d’entre-temps")
    refused = decide(across.decider, proposal, accepter="1")
    assert (refused.status_code, said(refused)) == (422, [proposing.BOTH.format(fields="Titre")])
    assert draft_of(across.page).title == "Titre d’entre-temps"
    decide(across.decider, proposal, accepter="1", l_emporte="1")
    assert draft_of(across.page).title == "Mieux dit"


def test_page_deleted_meanwhile_leaves_what_was_written(across):
    proposal = sent(across, title="Mieux dit")
    Ressource.objects.get(pk=across.page.pk).delete()
    refused = decide(across.decider, proposal, accepter="1")
    assert said(refused) == [proposing.GONE]
    shown = logged_in(across.stranger).get(reverse("relecture_proposition", args=[proposal.pk])).content.decode()
    assert ("Mieux dit" in shown, "supprimée" in shown) == (True, True)


def test_page_given_to_another_organisation_is_decided_there(across):
    proposal = sent(across)
    third = people.membre("Troisième")
    theirs = people.compte()
    people.role(theirs, Role.EDITEUR, third)
    PageEditoriale.objects.filter(pk=across.page.pk).update(responsable=third)
    assert said(decide(across.decider, proposal, accepter="1")) == [proposing.MAY_NOT_DECIDE]
    decide(theirs, proposal, accepter="1")
    proposal.refresh_from_db()
    assert proposal.etat == "acceptee"


def test_author_whose_role_has_ended_sends_nothing_and_loses_nothing(across):
    proposal = begun(across)
    write(across, proposal, act="garder", title="Mieux dit")
    Appartenance.objects.filter(compte=across.stranger).update(retire_le="2026-01-01T00:00:00Z")
    data = {"envoyer": "1", "title": "Encore mieux"}
    refused = logged_in(across.stranger).post(reverse("relecture_proposer", args=[proposal.pk]), data)
    proposal.refresh_from_db()
    assert (proposal.etat, proposal.contenu["title"], mails()) == ("en_cours", "Mieux dit", [])
    assert (refused.status_code, ("title", "Encore mieux") in refused.context["saisie"]) == (403, True)


@pytest.mark.parametrize("what", ["page", "réponse"])
def test_what_is_typed_too_late_is_given_back(across, what):
    proposal = begun(across)
    if what == "page":
        Ressource.objects.get(pk=across.page.pk).delete()
    else:
        Proposition.objects.update(etat="declinee")
    where = reverse("relecture_proposer", args=[proposal.pk])
    refused = logged_in(across.stranger).post(where, {"envoyer": "1", "title": "Trop tard"})
    assert (refused.status_code, ("title", "Trop tard") in refused.context["saisie"]) == (403, True)


def test_what_was_sent_is_accepted_although_its_author_has_left(across):
    proposal = sent(across)
    Appartenance.objects.filter(compte=across.stranger).update(retire_le="2026-01-01T00:00:00Z")
    decide(across.decider, proposal, accepter="1")
    assert draft_of(across.page).title == "Mieux dit"


def test_page_in_review_or_locked_is_not_written_to(across):
    proposal = sent(across)
    Page.objects.filter(pk=across.page.pk).update(locked=True, locked_by=across.comptes[Role.RELECTEUR])
    assert said(decide(across.decider, proposal, accepter="1")) == [proposing.BLOCKED]
    Page.objects.filter(pk=across.page.pk).update(locked=False, locked_by=None)
    people.changed(across.page, across.comptes[Role.CONTRIBUTEUR], "En relecture")
    page = PageEditoriale.objects.get(pk=across.page.pk).specific
    page.get_workflow().start(page, across.comptes[Role.CONTRIBUTEUR])
    assert said(decide(across.decider, proposal, accepter="1")) == [proposing.BLOCKED]


def test_proposal_is_decided_once(across):
    proposal = sent(across)
    decide(across.decider, proposal, decliner="1", reponse="Non.")
    late = decide(across.comptes[Role.RELECTEUR], proposal, accepter="1")
    proposal.refresh_from_db()
    assert (proposal.etat, said(late)) == ("declinee", [proposing.NOT_OPEN.format(state="Déclinée")])


def test_proposal_that_changes_nothing_is_not_sent(across):
    proposal = begun(across)
    told = write(across, proposal)
    proposal.refresh_from_db()
    assert (proposal.etat, said(told), mails()) == ("en_cours", [proposing.NOTHING], [])


def test_form_with_a_fault_is_shown_again_with_what_was_typed(across):
    proposal = begun(across)
    told = write(across, proposal, title="")
    assert told.status_code == 200
    assert "title" in told.context["form"].errors
    proposal.refresh_from_db()
    assert proposal.contenu["title"] == "Page own"


def test_page_is_not_given_away_by_a_proposal(across):
    proposal = begun(across)
    told = write(across, proposal, responsable=across.autre.pk)
    assert "responsable" in told.context["form"].errors


def test_proposal_is_taken_back_and_another_begun(across):
    proposal = sent(across)
    decide(across.stranger, proposal, retirer="1")
    proposal.refresh_from_db()
    assert proposal.etat == "retiree"
    logged_in(across.stranger).get(reverse("relecture_commencer", args=[across.page.pk]))
    assert Proposition.objects.count() == 2


def test_who_leaves_hands_proposals_over(across):
    from comite.staff.holdings import hand_over, held_things

    proposal = begun(across)
    successor = people.compte()
    people.role(successor, Role.EDITEUR, across.autre)
    assert "Propositions" in [kind.title for kind, _ in held_things(across.stranger)]
    hand_over(account=across.stranger, to=successor)
    proposal.refresh_from_db()
    assert proposal.par == successor


def test_history_says_what_became_of_proposals(across):
    proposal = sent(across)
    decide(across.decider, proposal, accepter="1")
    shown = logged_in(across.decider).get(url("history", across.page)).content.decode()
    assert ("A proposé une modification" in shown, "A accepté une proposition" in shown) == (True, True)


def test_superuser_sees_proposals_and_proposes_none(across):
    boss = pages.administrateur()
    proposal = sent(across)
    assert logged_in(boss).get(reverse("relecture_proposition", args=[proposal.pk])).status_code == 200
    logged_in(boss).get(reverse("relecture_commencer", args=[across.page.pk]))
    assert Proposition.objects.count() == 1


def asked_of(user):
    """What « Demandé à moi » shows an account of proposals; None where that is not theirs."""
    found = arrival.proposals(people.anew(user), 8)
    return found and ([(row.titre, row.note, row.url) for row in found.rows], found.total)


def test_proposal_that_waits_is_on_the_home_page_of_those_who_decide(across):
    proposal = sent(across)
    note = f"Modification proposée par {across.stranger.get_username()}"
    shown = ([("Page own", note, reverse("relecture_proposition", args=[proposal.pk]))], 1)
    assert {role for role, user in across.comptes.items() if asked_of(user) == shown} == {
        *(Role.EDITEUR, Role.RELECTEUR, Role.ADMINISTRATEUR)
    }
    assert asked_of(across.stranger) == ([], 0)
    assert "Modification proposée" in logged_in(across.decider).get("/admin/").content.decode()
    decide(across.decider, proposal, decliner="1", reponse="Non merci.")
    proposal.refresh_from_db()
    assert (proposal.etat, asked_of(across.decider)) == ("declinee", ([], 0))
