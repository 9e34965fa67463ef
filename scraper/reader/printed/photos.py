"""The article's photo, and who took it: `(Foto: X)` or `X - Beritajakarta.id`."""

import re
from collections.abc import Sequence

from scraper.address import resolve
from scraper.reader.fields import Photo, credit_of
from scraper.reader.page import Page
from scraper.reader.printed.lines import Line, Picture
from scraper.reader.printed.soup import SoupNode, around
from scraper.reader.text import clean

_OG_IMAGE = "meta[property='og:image' i]"
_ARTICLES = re.compile(r"/photo/[0-9]{4}_[0-9a-f]{32}/[0-9a-f]{32}\.")
"""Where the site keeps the photos of articles, all in one folder that never changed; albums have another."""

_IMAGE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:$|[?#])", re.IGNORECASE)
_TAKEN_BY = r"(?:foto(?:grafer)?|photo(?:grapher)?)\s*:"
_CREDIT = re.compile(
    rf"\(?\s*{_TAKEN_BY}.{{1,80}}|.{{1,80}}[-\u2013\u2014|/]\s*beritajakarta(?:\.(?:id|com))?", re.IGNORECASE
)
_CREDIT_AT_END = re.compile(rf"\({_TAKEN_BY}[^()]{{1,80}}\)$", re.IGNORECASE)
_CAMERA = re.compile(
    r"photo(?:_[a-z_]+)?|(?:add_a_|local_)photo|camera(?:_[a-z]+)?|image|[\U0001f4f7\U0001f4f8]\ufe0f?"
)
_COURTESY = "Istimewa"
"""What stands for the name where a photo was given to the site."""


def credit_in(line: Line) -> str | None:
    """What names the photographer in a line: all of it, or the end of a caption."""
    said = clean(" ".join(run.text for run in line.runs if not _CAMERA.fullmatch(run.text)))
    if _CREDIT.fullmatch(said) or said == _COURTESY:
        return said
    found = _CREDIT_AT_END.search(line.text)
    return found[0] if found else None


def is_caption(line: Line) -> bool:
    """Whether a line stands under a photo."""
    return any(each.name == "figure" for each in around(line.block)) or credit_in(line) is not None


def credit_beside(page: Page, lines: Sequence[Line]) -> str | None:
    """The photographer's name, of the first line that names one.

    Args:
        page: it stands on.
        lines: all that it prints but lists and the article's text.
    """
    for line in lines:
        credit = credit_in(line)
        if credit is not None:
            page.saw("photo_credit", SoupNode(line.block))
            return credit_of(credit)
    return None


def photo_beside(page: Page, pictures: Sequence[Picture], low: int, high: int) -> Photo:
    """The picture that the page names as its own, else one that lies where photos do, else one beside the text.

    Args:
        page: it stands on.
        pictures: all that it shows but those of lists.
        low: the place of the headline or the beginning of the text, whichever comes first.
        high: the place of the other.
    """
    image = page.tree.css_first(_OG_IMAGE)
    named = resolve(image.attributes.get("content") or "", page.url) if image is not None else None
    shown = [(picture, address) for picture in pictures if (address := _address(page, picture)) is not None]
    found = (
        [each for each in shown if each[1] == named]
        or [each for each in shown if _ARTICLES.search(each[1])]
        or [each for each in shown if low <= each[0].place <= high and each[0].anchor is None]
    )
    if not found:
        return Photo(None, None)
    picture, address = found[0]
    page.saw("photo_url", SoupNode(picture.block))
    page.saw("photo_alt", SoupNode(picture.block))
    return Photo(address, clean(str(picture.block.get("alt") or "")) or None)


def _address(page: Page, picture: Picture) -> str | None:
    """A picture's address; where a script fills in the picture, it stands in another attribute than `src`."""
    found: list[str] = []
    for name, value in picture.block.attrs.items():
        if name in {"src", "srcset"} or name.startswith("data-"):
            address = resolve((str(value).split() or [""])[0].rstrip(","), page.url)
            if address is not None and (name == "src" or _IMAGE.search(address)):
                found.insert(0 if name == "src" else len(found), address)
    return next((each for each in found if _ARTICLES.search(each)), found[0] if found else None)
