"""The console that verbs print on: what an archive or a site says moves no cursor, and changes no terminal."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich import console
from rich.segment import Segment

if TYPE_CHECKING:
    from rich.console import ConsoleOptions, RenderableType

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Controls of C0 and C1 but tab and line feed (ECMA-48), and what turns the direction of writing (UAX 9)."""


class Console(console.Console):
    """Prints text with U+FFFD in place of each control character; rich's own styles and cursor moves stay."""

    def render(self, renderable: "RenderableType", options: "ConsoleOptions | None" = None) -> Iterable[Segment]:
        """Render something; text and styles are apart here, so that a control character is one of the text."""
        for segment in super().render(renderable, options):
            if segment.control or _CONTROL.search(segment.text) is None:
                yield segment
            else:
                yield Segment(_CONTROL.sub("\ufffd", segment.text), segment.style)
