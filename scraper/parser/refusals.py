"""Why a page is no article and no list: one error, with its kind."""

from typing import Literal, TypeAlias

Kind: TypeAlias = Literal[
    "unreadable", "cut-off", "maintenance", "blocked", "login", "server-error", "missing", "foreign", "other-article",
    "other-kind",
]  # fmt: skip
"""What a page is that is not the requested one.

`unreadable`: an article or a list, but not to the last field. `cut-off`: its end is missing. `maintenance`, `blocked`,
`login`, `server-error`: a page that replaces any page. `missing`: a page of the site that shows no article. `foreign`:
likewise, and of another site. `other-article`: another article than the requested one. `other-kind`: a photo album, a
video, an infographic.
"""

_LONGEST = 400
"""Characters of a reason, which may quote from a page."""


class Refusal(Exception):  # noqa: N818 - it says what the page is, which need not be an error
    """A page is not the requested one, or cannot be read to the last field; its text is one line.

    Attributes:
        url: the URL the page was requested by.
        kind: what the page is instead.
        reason: what is wrong, with the field it concerns; not longer than a few lines.
    """

    def __init__(self, url: str, kind: Kind, reason: str) -> None:
        reason = " ".join(reason[: 2 * _LONGEST].split())
        self.url = url
        self.kind: Kind = kind
        self.reason = reason if len(reason) <= _LONGEST else f"{reason[:_LONGEST]}..."
        super().__init__(url, kind, self.reason)  # the arguments, so that the error survives pickling

    def __str__(self) -> str:
        return f"{' '.join(self.url.split())}: {self.reason}"
