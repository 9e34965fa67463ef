"""Owns trouble: which requests the site answers wrongly, and in which of the known ways."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

PAGE_KINDS = (
    "404", "410", "home", "empty", "maintenance", "maintenance-503", "block", "captcha", "login", "login-redirect",
    "elsewhere", "php-error", "blank", "other", "500", "502", "503", "429",
)  # fmt: skip
"""Another answer than the page asked for."""

SPOILT_KINDS = ("cut-markup", "gzip-broken")
"""The page asked for, spoilt, in an answer that HTTP has nothing against."""

WIRE_KINDS = ("cut-off", "reset", "hang", "slow", "garbage")
"""What breaks the connection itself."""

KINDS = PAGE_KINDS + SPOILT_KINDS + WIRE_KINDS

_ROBOTS = re.compile(r"/robots\.txt(?:\?.*)?")
_SAFE = {"home": "/", "login-redirect": "/login"}


@dataclass(slots=True, kw_only=True)
class Trouble:
    """One kind of trouble, and the requests it befalls.

    Attributes:
        kind: what happens to them, one of `KINDS`.
        path: a regular expression to be found in their path and query, as the log has them; None for every page but
            robots.txt, which is befallen only where the expression names `robots`.
        every: each n-th of them only.
        times: how many at most; None for no end.
        seen: how many there were so far.
        struck: how many of them it befell.
    """

    kind: str
    path: str | None = None
    every: int = 1
    times: int | None = None
    seen: int = 0
    struck: int = 0
    _pattern: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Refuse what could never happen.

        Raises:
            ValueError: there is no such kind, the path is no regular expression, or a number is below 1.
        """
        if self.kind not in KINDS:
            raise ValueError(f"there is no trouble {self.kind!r}; there are {', '.join(KINDS)}")
        try:
            self._pattern = re.compile(self.path or "")
        except re.error as error:
            raise ValueError(f"the path {self.path!r} is no regular expression: {error}") from error
        if self.every < 1 or (self.times is not None and self.times < 1):
            raise ValueError("every and times must be 1 or more")

    def strikes(self, target: str) -> bool:
        """Count a request, and tell whether it is befallen.

        Args:
            target: its path and query, as sent.
        """
        if self.times is not None and self.struck >= self.times:
            return False
        if not self._pattern.search(target) or target == _SAFE.get(self.kind):
            return False
        if _ROBOTS.fullmatch(target) and "robots" not in (self.path or ""):
            return False
        self.seen += 1
        struck = self.seen % self.every == 0
        self.struck += struck
        return struck


def strike(troubles: Sequence[Trouble], target: str) -> str | None:
    """The trouble that befalls a request: the first that does; those after it do not count the request."""
    return next((trouble.kind for trouble in troubles if trouble.strikes(target)), None)
