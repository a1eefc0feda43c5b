"""What owners of accounts are told, before the outbox has it."""

import pytest

from acces.notices import told


@pytest.fixture
def letters():
    """[(account, letter)] of each that was told."""
    heard = []

    def note(sender, user, letter, **kwargs):
        heard.append((user, letter))

    told.connect(note)
    yield heard
    told.disconnect(note)
