"""The site of pages, as commands that read pages without a crawl determine it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scraper.maintenance.site import Site


def site_of_pages() -> "Site":
    """Return the site of pages, as the spiders determine it."""
    from scraper.crawl.site import SITE, is_photo_host, site_name
    from scraper.maintenance.site import Site

    return Site(
        name_of=site_name,
        contains=lambda url, name: site_name(url) == name or is_photo_host(url, f"https://{name}"),
        default=site_name(SITE),
    )
