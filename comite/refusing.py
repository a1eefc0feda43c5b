"""What is raised where a rule of the Comité stands against something: it bears the sentence for whoever is refused.

It is no PermissionDenied: Wagtail's admin would answer that with a sentence of its own, and lose ours.
"""


class RuleError(Exception):
    """What a rule of the Comité refuses; as text, why. The admin says it on the next screen, the API by a 403."""
