"""Letters of a page's way: who gets which, in HTML and as text; Wagtail's own mails are not sent beside them."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from wagtail.models import Workflow
from wagtail.users.models import UserProfile

from comite.models import ReglagesDeRelecture
from pages.admin.groups import EDITEURS, RELECTEURS, RELECTURE, install_groups
from pages.models import PageEditoriale
from pages.workflow.models import Rappel
from pages.workflow.reminders import remind
from pages.workflow.telling import telling_nobody
from tests.comite.test_doors import logged_in, saisie, url
from tests.comite.test_eyes import approve
from tests.factories import comite as people
from tests.factories import pages
from workers.links.reports.models import Message

pytestmark = pytest.mark.django_db
TITLE = "«\u00a0Changé\u00a0»"


def text():
    """The last letter, as text."""
    return Message.objects.order_by("-pk").first().texte


def submitted(two):
    return two.page.get_workflow().start(two.page, two.writer)


def test_letters_from_the_submission_to_the_publication(two, outbox):
    submitted(two)
    to = [(one.email, f"À relire\u00a0: {TITLE}") for one in (two.one, two.other)]
    assert outbox() == sorted(to)
    assert approve(two.other, two.page) == "approved"
    assert sorted(outbox()) == sorted(
        [
            (two.secretary.email, f"À relire\u00a0: {TITLE}"),
            (two.writer.email, f"Approuvée\u00a0: {TITLE}"),
        ]
    )
    assert approve(two.secretary, two.page) == "approved"
    assert outbox() == [(two.writer.email, f"En ligne\u00a0: {TITLE}")]
    assert "Ce qui change par rapport à la version précédente\u00a0: Titre" in text().replace("\n", " ")
    assert mail.outbox == []


def test_page_sent_back_is_said_to_complete_with_the_words_of_who_sent_it_back(two, outbox):
    state = submitted(two)
    outbox()
    where = url("workflow_action", two.page, "reject", state.current_task_state.pk)
    logged_in(two.other).post(where, {"comment": "Il manque une source."})
    assert outbox() == [(two.writer.email, f"À compléter\u00a0: {TITLE}")]
    message = Message.objects.order_by("-pk").first()
    for version in (message.texte, message.html):
        assert "Bonjour," in version
        assert "Il manque une source." in version
        assert "rejet" not in version.lower()


def test_letter_of_a_submission_reads_well_as_text(two):
    submitted(two)
    words = text()
    assert words.startswith("Bonjour,\n\n")
    said = " ".join(words.replace("\n", " ").split())
    assert f"{two.writer.username} a soumis {TITLE}".replace("\u00a0", " ") in said.replace("\u00a0", " ")
    assert f"/admin/relecture/pages/{two.page.pk}/" in words


def test_whoever_wants_no_such_mail_gets_none(two, outbox):
    profile = UserProfile.get_for_user(two.one)
    profile.submitted_notifications = False
    profile.save()
    submitted(two)
    assert [to for to, _ in outbox()] == [two.other.email]


def test_whom_four_eyes_would_refuse_is_not_asked(two, outbox):
    people.changed(two.page, two.one, "Repris")
    two.page = PageEditoriale.objects.get(pk=two.page.pk).specific
    submitted(two)
    assert [to for to, _ in outbox()] == [two.other.email]


def test_page_published_without_a_review_is_said_to_who_wrote_it(two, outbox):
    logged_in(two.other).post(f"/admin/bulk/wagtailcore/page/publish/?id={two.page.pk}", {})
    assert outbox() == [(two.writer.email, f"En ligne\u00a0: {TITLE}")]


def test_page_published_at_its_hour_is_said_then_and_not_before(two, outbox):
    from pages.scheduling import publish_due

    now = timezone.now()
    draft = two.page.get_latest_revision_as_object()
    draft.go_live_at = now + timedelta(hours=1)
    draft.live = False
    draft.save_revision(user=two.writer).publish(user=two.other)
    assert outbox() == []
    with time_machine.travel(now + timedelta(hours=2)):
        publish_due()
    assert outbox() == [(two.writer.email, f"En ligne\u00a0: {TITLE}")]


def test_many_pages_may_be_published_without_a_letter_for_each(two, outbox):
    with telling_nobody():
        two.page.get_latest_revision().publish(user=two.other)
    assert outbox() == []


def test_letters_fall_with_what_they_tell(two, outbox):
    from django.db import transaction

    with transaction.atomic():
        submitted(two)
        transaction.set_rollback(True)
    assert outbox() == []


def test_where_groups_decide_their_members_are_told_by_the_same_letters(outbox):
    install_groups()
    editor, reviewer = pages.membre(EDITEURS), pages.membre(RELECTEURS)
    for one in (editor, reviewer):
        one.email = f"{one.username}@exemple.example"
        one.save()
    page = pages.ressource(pages.arbre().boite, title="Changé")
    people.changed(page, editor)
    page = PageEditoriale.objects.get(pk=page.pk).specific
    Workflow.objects.get(name=RELECTURE).start(page, editor)
    assert outbox() == [(reviewer.email, f"À relire\u00a0: {TITLE}")]
    assert approve(reviewer, page) == "approved"
    assert outbox() == [(editor.email, f"En ligne\u00a0: {TITLE}")]
    assert mail.outbox == []


# ── Reminders ─────────────────────────────────────────────────────────────────────────────────────────────────
def test_page_that_waits_three_days_is_recalled_once_at_each_step(two, outbox):
    start = timezone.now()
    submitted(two)
    outbox()
    assert remind(now=start + timedelta(days=2, hours=23)) == 0
    later = start + timedelta(days=3, minutes=5)
    assert (remind(now=later), remind(now=later)) == (2, 0)
    to = sorted((one.email, f"Rappel\u00a0: {TITLE} attend") for one in (two.one, two.other))
    assert sorted(outbox()) == to
    approve(two.other, two.page)
    outbox()
    assert remind(now=later + timedelta(days=3)) == 1
    assert outbox() == [(two.secretary.email, f"Rappel\u00a0: {TITLE} attend")]
    assert Rappel.objects.count() == 2


def test_one_letter_names_all_pages_that_wait(two, outbox):
    submitted(two)
    deputy = two.pages["deputy"]
    people.changed(deputy, two.writer, "Autre")
    deputy = PageEditoriale.objects.get(pk=deputy.pk).specific
    deputy.get_workflow().start(deputy, two.writer)
    outbox()
    remind(now=timezone.now() + timedelta(days=4))
    assert (two.one.email, "Rappel\u00a0: 2 pages attendent d’être relues") in outbox()
    assert "«\u00a0Autre\u00a0»" in text()
    assert TITLE in text()


def test_page_that_was_answered_or_left_out_is_not_recalled(two, outbox):
    ReglagesDeRelecture.objects.update_or_create(defaults={"sans_comite": ["pages.Ressource"]})
    state = submitted(two)
    state.cancel(user=two.writer)
    outbox()
    assert remind(now=timezone.now() + timedelta(days=9)) == 0


def test_form_that_submits_writes_the_same_letter(two, outbox):
    logged_in(two.writer).post(url("edit", two.page), saisie(two.page, title="Changé", **{"action-submit": "1"}))
    assert outbox() == sorted((one.email, f"À relire\u00a0: {TITLE}") for one in (two.one, two.other))
