"""Kombu's broker of files, made safe for several processes: what `filesystem://` is on one machine.

Kombu's own transport opens a message's file before it writes it, so that a worker that looks at that moment reads
nothing, takes the message for broken, and ends. Here a file bears its name only once it is whole.
"""

import os
import time
from contextlib import suppress
from pathlib import Path
from queue import Empty
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps, loads


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
    """For the setting `broker_transport`."""

    Channel = Channel


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
