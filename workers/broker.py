"""Kombu's broker of files, made safe for several processes: what `filesystem://` is on one machine.

Kombu's own transport opens a message's file before it writes it, so that a worker that looks at that moment reads
nothing, takes the message for broken, and ends. Here a file bears its name only once it is whole. And kombu looks at
the folder twenty times a second: here Linux says when a file has come (inotify), elsewhere it is looked at as before.
"""

import os
import time
from contextlib import suppress
from math import inf
from pathlib import Path
from queue import Empty
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps, loads

from workers.arrivals import Arrivals

#: Seconds after which the folder is looked at although nothing was told of it.
LOOK_AGAIN = 1.0


class Channel(filesystem.Channel):
    """Messages and tables of queues that appear whole, under the names that kombu's own methods look for."""

    def _put(self, queue: str, payload: Any, **options: Any) -> None:  # type: ignore[override]  # its parents name it apart
        """Add a message; the time comes first in its name, so that names sort by age."""
        name = f"{time.time_ns():020d}_{uuid4()}.{queue}.msg"
        try:
            _appear(Path(self.data_folder_out, name), dumps(payload))
        except OSError as exc:
            raise ChannelError(f"Cannot add {name} to the queue") from exc

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        """Take the oldest message; raises Empty. Of two workers that want the same one, one gets it."""
        folder = Path(self.data_folder_in)
        for name in sorted(os.listdir(folder)):
            if name.partition(".")[2] != f"{queue}.msg":
                continue
            taken = folder / f"{name}.taken"
            try:
                (folder / name).rename(taken)
            except FileNotFoundError:
                continue
            content = taken.read_bytes()
            taken.unlink()
            return loads(content.decode())
        raise Empty

    def _queue_bind(self, exchange: str, routing_key: str | None, pattern: str | None, queue: str) -> None:
        """Note that the exchange feeds this queue; its table is never seen empty while it is made."""
        table: Path = self._exchange_file(exchange)  # type: ignore[attr-defined]  # newer than the stubs
        if not table.exists():
            self.control_folder.mkdir(exist_ok=True)
            with suppress(FileExistsError):
                _appear(table, dumps([]), overwrite=False)
        super()._queue_bind(exchange, routing_key or "", pattern or "", queue)


class FileTransport(filesystem.Transport):
    """For the setting `broker_transport`. Whoever waits for a message is told by the system when one arrives."""

    Channel = Channel
    _arrivals: Arrivals | None = None

    def drain_events(self, connection: Any, timeout: float | None = None, **options: Any) -> None:
        """Deliver one message. Raises TimeoutError when none has come after so many seconds."""
        ends = inf if timeout is None else time.monotonic() + timeout
        arrivals = self._watched()
        turns: Any = self.cycle  # none for the stubs
        while True:
            with suppress(Empty):
                turns.get(self._deliver, timeout=timeout)
                return
            left = ends - time.monotonic()
            if left <= 0:
                raise TimeoutError
            if arrivals is None or self._is_full():
                # What was taken is given back without a word: then, and where nothing is watched, only looking helps.
                time.sleep(min(left, self.polling_interval or 0.0))
            else:
                arrivals.wait(min(left, LOOK_AGAIN))

    def close_connection(self, connection: Any) -> None:
        if self._arrivals is not None:
            self._arrivals.close()
            self._arrivals = None
        super().close_connection(connection)

    def _watched(self) -> Arrivals | None:
        """What tells of arrivals, from before the first look on; None where this system cannot."""
        if self._arrivals is None:
            client: Any = self.client
            self._arrivals = Arrivals.of(client.transport_options["data_folder_in"])
        return self._arrivals

    def _is_full(self) -> bool:
        """Whether a consumer has as many messages as it may, however many wait."""
        return any(not channel.qos.can_consume() for channel in self.channels or ())


def _appear(path: Path, content: str, *, overwrite: bool = True) -> None:
    """Have the file appear with its whole content. Raises FileExistsError if it may not replace the one there."""
    scratch = path.with_name(f"{uuid4()}.scratch")
    try:
        scratch.write_text(content, encoding="utf-8")
        if overwrite:
            scratch.rename(path)
        else:
            path.hardlink_to(scratch)
    finally:
        scratch.unlink(missing_ok=True)
