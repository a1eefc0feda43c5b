import pytest
from django.core.exceptions import ValidationError

from ground.addresses.validation import validate_url


@pytest.mark.parametrize("url", ["https://partenaire.example:65535/", "http://127.0.0.1:8000/", "https://é.example/ü"])
def test_complete_address_is_accepted(url):
    assert validate_url(url) is None


@pytest.mark.parametrize("url", ["http://partenaire.example:65536/", "http://127.0.0.1:99999/", "http://[::1"])
def test_address_that_no_machine_can_have_is_refused(url):
    with pytest.raises(ValidationError) as refus:
        validate_url(url)
    assert refus.value.messages == ["Cette adresse n’est pas une adresse internet valable."]
