"""Says in a line what is known of an article that is not archived, and what to run."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scraper.archive.history import Standing


def not_archived(name: str, known: "Standing | None", *, archive: str) -> str:
    """Say what is known of it, with what to type between backticks.

    Args:
        name: of the article, as the command line names it.
        known: how things stand with it; None where nobody has heard of it.
        archive: the name of its file.
    """
    ask = f"`echo {name} | arsip crawl urls -`"
    if known is None:
        return f"{archive} has not heard of it; {ask} asks the site for it"
    if known.state == "problem":
        why = f" ({_told(known.reason)})" if known.reason else ""
        return f"its page could not be read{why}; `arsip inspect {name}` shows more"
    if known.state == "absent":
        return f"the site has no article of this number; {ask} asks again"
    if known.state == "pending":
        tried = f"; the last try failed ({_told(known.last_error)})" if known.last_error else ""
        return f"heard of ({known.seen_in}), but not fetched yet{tried}; {ask} fetches it"
    return f"the frontier says it is {known.state}, and it is not here; run `arsip verify`"


def _told(text: str) -> str:
    """Write what others have said without the backticks that are ours."""
    return text.replace("`", "'")
