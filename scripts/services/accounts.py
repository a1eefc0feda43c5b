"""Who runs the servers: PostgreSQL and Elasticsearch refuse root, so root lends them a system account."""

import os
import pwd
from dataclasses import dataclass


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int


def service_account() -> Account | None:
    """The account the servers run as; None means the person who types, which is right for anyone but root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known.get("nobody") or pwd.getpwuid(65534)
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)
