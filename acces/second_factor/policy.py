"""Who must have a second factor. To be replaced by a rule on roles."""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User

ADMINISTRATORS = "administrateurs"


def is_required_of(user: User | AbstractBaseUser | AnonymousUser) -> bool:
    """Whether this account may do nothing without a second factor (`SECOND_FACTOR_OF`)."""
    named = settings.SECOND_FACTOR_OF
    if not named or not isinstance(user, User):
        return False
    if user.is_superuser and ADMINISTRATORS in named:
        return True
    return user.groups.filter(name__in=named).exists()
