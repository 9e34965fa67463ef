"""URLs of images: where a script loads an image, its URL is in another attribute than `src`."""

import re

from scraper.parser.document import Image
from scraper.parser.page import Page
from scraper.urls import resolve

_PHOTO = re.compile(r"/photo/[0-9]{4}_[0-9a-f]{32}/[0-9a-f]{32}\.")
"""Where the site keeps the photos of articles, all in one folder that never changed; albums have another."""

_FILE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:$|[?#])", re.IGNORECASE)

_CANDIDATE_END = re.compile(r",?\s")
"""What follows the first address of a `srcset`."""


def source_of(page: Page, image: Image) -> str | None:
    """An image's address; None where it has none of the web. One in the folder of photos comes before a placeholder."""
    found: list[str] = []
    for name, value in image.element.node.attrs.items():
        if name in {"src", "srcset"} or name.startswith("data-"):
            text = (value or "").strip()
            if name.endswith("srcset"):
                text = _CANDIDATE_END.split(text, maxsplit=1)[0]
            source = resolve(text, page.base) if text else None
            if source is not None and (name == "src" or _FILE.search(source)):
                found.insert(0 if name == "src" else len(found), source)
    return next(filter(is_photo, found), found[0] if found else None)


def is_photo(source: str) -> bool:
    """Whether an address lies in the folder where the site keeps the photos of articles."""
    return _PHOTO.search(source) is not None
