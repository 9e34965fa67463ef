"""Which captures are of an archive's site, and can be: those in imported files may be of anything."""

from collections.abc import Callable
from dataclasses import dataclass

from scraper.clock import NOT_OF_THE_WEB, is_of_the_web
from scraper.warc.exchange import NOT_MODIFIED, Capture

OTHER_SITE = "page of another site"
"""Counts captures that were left out for that."""

UNCHANGED = "answer that a page is unchanged, and not since when"
"""Counts captures of others with status 304 that name no earlier one: what is unchanged may be no article."""


@dataclass(frozen=True, slots=True)
class Site:
    """How the site of an address is determined: its name, as an archive keeps it; whether it is of a site of some name.

    `default` is the site's name where no address tells.
    """

    name_of: Callable[[str], str]
    contains: Callable[[str, str], bool]
    default: str


def reason_to_leave_out(capture: Capture, site: Site, name: str | None) -> str | None:
    """Say why a capture in an imported file is no page of an archive's site, if it has one; None if it is."""
    if name is not None and not site.contains(capture.url, name):
        return OTHER_SITE
    if capture.status == NOT_MODIFIED and capture.revisit_of is None:
        return UNCHANGED
    return None if is_of_the_web(capture.fetched_at) else NOT_OF_THE_WEB
