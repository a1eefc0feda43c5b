import pytest

from taxonomy.signals import terme_change


@pytest.fixture
def annonces():
    """What the terms say of their changes, in order: (model, slugs)."""
    recues = []

    def noter(sender, slugs, **kwargs):
        recues.append((sender, slugs))

    terme_change.connect(noter)
    yield recues
    terme_change.disconnect(noter)
