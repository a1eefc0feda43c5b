"""The words of what is noted, given by a sentence with the names of what the entry keeps."""

from typing import Any

from wagtail.log_actions import LogFormatter


def says(label_of: str, sentence: str) -> type[LogFormatter]:
    """The class by which Wagtail's log words an action: its name, and `sentence` filled from the data of an entry."""

    class Formatter(LogFormatter):
        label = label_of

        def format_message(self, log_entry: Any) -> str:
            return sentence.format_map(log_entry.data)

    return Formatter
