"""Who asks: the User-Agent that the site sees, with a contact."""

import re
from importlib.metadata import version

_ADDRESS = re.compile(
    r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+|(?:https?://)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[/:]\S*)?", re.IGNORECASE
)
"""A mail address or a web page."""

NO_CONTACT = "no contact given"


def user_agent(contact: str | None) -> str:
    """Return the User-Agent.

    Args:
        contact: mail address or web page of whoever crawls.
    """
    return f"Arsip/{version('arsip')} (news archive; {contact or NO_CONTACT})"


def checked_contact(text: str) -> str:
    """Return a contact without blanks around it, if the site can reach somebody by it.

    Args:
        text: a mail address or web page, perhaps with a name beside.

    Raises:
        ValueError: where neither is in it, or it is not one line; says so.
    """
    contact = text.strip()
    if not contact.isprintable() or _ADDRESS.search(contact) is None:
        raise ValueError(f"invalid contact {text!r}: expected a mail address or a web page, such as you@example.org")
    return contact


def is_anonymous(agent: str) -> bool:
    """Whether a User-Agent of ours names nobody."""
    return NO_CONTACT in agent
