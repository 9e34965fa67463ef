"""What can go wrong in reading a page."""


class ReadError(Exception):
    """A page cannot be read, or not to the last field; its text is one line.

    Attributes:
        url: the address the page was asked for by.
        reason: what is wrong, naming the field and, where one failed, the selector.
    """

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(url, reason)  # as they came, so that the error survives pickling
        self.url = url
        self.reason = " ".join(reason.split())

    def __str__(self) -> str:
        return f"{' '.join(self.url.split())}: {self.reason}"


class NotAnArticle(ReadError):  # noqa: N818 - it says what the page is
    """The page shows no mark of an article: no headline, byline or text of any known template."""


class OtherArticle(ReadError):  # noqa: N818 - it says what the page is
    """The page is another article than the one that was asked for."""
