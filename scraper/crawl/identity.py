"""Who asks: the User-Agent that the site sees, with a contact."""

from importlib.metadata import version

NO_CONTACT = "no contact given"


def user_agent(contact: str | None) -> str:
    """Return the User-Agent.

    Args:
        contact: mail address or web page of whoever crawls.
    """
    return f"Arsip/{version('arsip')} (news archive; {contact or NO_CONTACT})"


def is_anonymous(agent: str) -> bool:
    """Whether a User-Agent of ours names nobody."""
    return NO_CONTACT in agent
