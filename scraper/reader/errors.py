"""What can go wrong in reading a page."""

_LONGEST = 400
"""Letters of a reason, which may quote from a page."""


class ReadError(Exception):
    """A page cannot be read, or not to the last field; its text is one line.

    Attributes:
        url: the address the page was asked for by.
        reason: what is wrong, naming the field and, where one failed, the selector; not longer than a few lines.
    """

    def __init__(self, url: str, reason: str) -> None:
        reason = " ".join(reason[: 2 * _LONGEST].split())
        self.url = url
        self.reason = reason if len(reason) <= _LONGEST else f"{reason[:_LONGEST]}..."
        super().__init__(url, self.reason)  # what the class is made of, so that the error survives pickling

    def __str__(self) -> str:
        return f"{' '.join(self.url.split())}: {self.reason}"


class NotAnArticle(ReadError):  # noqa: N818 - it says what the page is
    """The page shows no mark of an article: no headline, byline or text of any known template."""


class ForeignPage(NotAnArticle):
    """The page shows no mark of an article, and none of the site either: it is no word of the site's."""


class OtherArticle(ReadError):  # noqa: N818 - it says what the page is
    """The page is another article than the one that was asked for."""


class CutOff(ReadError):  # noqa: N818 - it says what the page is
    """The page ends early: its last part never came."""


class Maintenance(ReadError):  # noqa: N818 - it says what the page is
    """The page says that the site is being maintained; it stands in for any page, and tells nothing of an article."""


class Blocked(ReadError):  # noqa: N818 - it says what the page is
    """The page is a block or a captcha, in place of any page."""


class Login(ReadError):  # noqa: N818 - it says what the page is
    """The page asks for a login, in place of any page."""


class Broken(ReadError):  # noqa: N818 - it says what the page is
    """The page is an error of the server or of its program, in place of any page."""
