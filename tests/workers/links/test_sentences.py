import re

import pytest

from workers.links.client.classes import AttentionReason, LienState, ObservationClass
from workers.links.verdict.sentences import CLASS_SENTENCES, REASON_LABELS, STATE_LABELS

TEXTS = [
    *(text for one in CLASS_SENTENCES.values() for text in (one.title, one.meaning, one.advice)),
    *STATE_LABELS.values(),
    *REASON_LABELS.values(),
]


def test_every_class_state_and_reason_has_its_words():
    assert set(CLASS_SENTENCES) == set(ObservationClass)
    assert set(STATE_LABELS) == set(LienState)
    assert set(REASON_LABELS) == set(AttentionReason)


@pytest.mark.parametrize("text", TEXTS)
def test_sentence_is_typeset_in_french(text):
    assert not re.search(r"'| [:;!?»]|« ", text)


@pytest.mark.parametrize("sentence", CLASS_SENTENCES.values(), ids=lambda one: one.title)
def test_sentence_ends_with_a_full_stop(sentence):
    assert (sentence.meaning[-1], sentence.advice[-1], sentence.title[-1] == ".") == (".", ".", False)
