"""Who must have a second factor: `SECOND_FACTOR_OF` names them, and each kind of name has a rule.

Here: groups, and « administrateurs » for the superusers. A room that knows other names adds its rule in `ready()`.
"""

from collections.abc import Callable, Collection

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group, User

#: Whether the names require one of this account. The names come as they were written.
Rule = Callable[[User, Collection[str]], bool]
ADMINISTRATORS = "administrateurs"
_rules: dict[str, Rule] = {}
_known: set[str] = {ADMINISTRATORS}


def require_by(rule: Rule, names: Collection[str]) -> None:
    """Ask this rule as well; it answers for `names`."""
    _rules[rule.__module__] = rule
    _known.update(names)


def is_required_of(user: User | AbstractBaseUser | AnonymousUser) -> bool:
    """Whether this account may do nothing without a second factor."""
    named = settings.SECOND_FACTOR_OF
    if not named or not isinstance(user, User):
        return False
    if user.is_superuser and ADMINISTRATORS in named:
        return True
    return any(rule(user, named) for rule in _rules.values()) or user.groups.filter(name__in=named).exists()


def unknown_names() -> list[str]:
    """Those of the setting that stand for nobody. Asks the database for its groups."""
    named = [one for one in settings.SECOND_FACTOR_OF if one not in _known]
    return sorted(set(named).difference(Group.objects.filter(name__in=named).values_list("name", flat=True)))
