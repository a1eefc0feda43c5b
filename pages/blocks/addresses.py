"""The block of an outgoing address."""

from typing import Any

from wagtail import blocks

from ground.addresses.fields import AddressFormField


class AddressBlock(blocks.CharBlock):
    """A text that gets the « https:// » it lacks; to migrations it is the text that it was."""

    def __init__(
        self, *, required: bool = True, help_text: str | None = None, validators: Any = (), **kwargs: Any
    ) -> None:
        super().__init__(required=required, help_text=help_text, validators=validators, **kwargs)
        self.field = AddressFormField(required=required, help_text=help_text or "", validators=validators)

    def deconstruct(self) -> tuple[str, Any, Any]:
        _, args, kwargs = super().deconstruct()
        return "wagtail.blocks.CharBlock", args, kwargs
