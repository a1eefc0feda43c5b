"""Before Wagtail makes its screens."""

from acces.admin import completer_les_ecrans

completer_les_ecrans()
