"""Ports that no two workers of a run look at."""

from scripts.demo.places import next_free


def own_port(worker_id, base):
    """A free port from `base` on, below those that a system gives to outgoing connections.

    granian shares one that is taken: no two workers of a run look at the same ones.
    """
    number = 0 if worker_id == "master" else int(worker_id.removeprefix("gw"))
    return next_free("127.0.0.1", base + 100 * number)
