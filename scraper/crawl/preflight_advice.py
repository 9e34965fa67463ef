"""What a crawl takes from the last preflight of its host: warnings, and a refusal to request articles by number."""

from urllib.parse import urlsplit

from scraper.archive.database import Database
from scraper.archive.site_profile import SiteProfile, profile_for
from scraper.clock import in_jakarta
from scraper.items import ListPage


def refuse_where_slugs_are_needed(db: Database, site: str) -> None:
    """Refuse to ask for articles by their numbers alone where the site denies them then.

    Raises:
        ValueError: it does; the message says what to do.
    """
    profile = profile_for(db, site)
    if profile is not None and profile.is_slug_needed:
        raise ValueError(
            f"{_host(site)} denies articles that are requested without their slug (preflight of {_day(profile)}), so "
            "each id would be taken for absent; crawl the lists, or, if the site has changed, repeat `arsip preflight`"
        )


def host_warning(profile: SiteProfile | None, site: str) -> str | None:
    """Return what to say where the preflight got no article from the host that is crawled; None where it did."""
    state = "works" if profile is None else profile.hosts.get(_host(site), "works")
    if profile is None or state == "works":
        return None
    others = [host for host, other in profile.hosts.items() if other == "works"]
    instead = f"; another host did: --site https://{others[0]}" if others else ""
    return f"{_host(site)} gave no article at the preflight of {_day(profile)} ({state}){instead}"


def short_list_warning(profile: SiteProfile | None, page: ListPage) -> str | None:
    """Return what to say of the first page of a list that is full, and lacks the link that the preflight saw there."""
    if profile is None or profile.paging is None or profile.page_size is None or page.next_url is not None:
        return None
    if len(page.items) < profile.page_size:
        return None
    return f"no link to a next page, as lists had at the preflight of {_day(profile)}; run `arsip preflight` again"


def _host(site: str) -> str:
    return urlsplit(site).netloc


def _day(profile: SiteProfile) -> str:
    return in_jakarta(profile.tested_at)
