"""The article's photo, and the block that says who took it."""

from scraper.parser.document import Block, Image
from scraper.parser.generic.layout import Layout
from scraper.parser.images import is_photo, source_of
from scraper.parser.text import clean
from scraper.parser.vocabulary import ICONS
from scraper.urls import resolve

_OG_IMAGE = "meta[property='og:image' i]"
_NEAR = 3
"""Places from headline or photo to what belongs to them."""


def photo_of(layout: Layout, header: range) -> Image | None:
    """The image that the page names as its own, else one in the folder of photos, else one by the text or a caption.

    Args:
        layout: of the page.
        header: the places of headline and byline, up to the text.
    """
    meta = layout.page.tree.css_first(_OG_IMAGE)
    named = resolve(meta.attributes.get("content") or "", layout.page.base) if meta is not None else None
    captions = {block.place for block in layout.captions}
    shown = [(image, source) for image in layout.images if (source := source_of(layout.page, image)) is not None]
    near = [
        (image, source)
        for image, source in shown
        if header.start - _NEAR <= image.place < header.stop and not layout.is_framed(image)
    ]
    found = (
        [image for image, source in shown if source == named]
        or [image for image, source in near if is_photo(source)]
        or [image for image, _ in near if image.link is None and (image.place in header or image.place + 1 in captions)]
    )
    return found[0] if found else None


def credit_beside(layout: Layout, photo: Image | None, header: range) -> Block | None:
    """The block that names the photographer: the one nearest to the photo, else to the headline.

    Args:
        layout: of the page.
        photo: of the article.
        header: the places of headline and byline, up to the text.
    """
    low = min(header.start, photo.place) if photo is not None else header.start
    high = max(header.stop, photo.place) if photo is not None else header.stop

    def distance(block: Block) -> int:
        place = block.place
        return 0 if low <= place <= high else min(abs(place - low), abs(place - high))

    near = [block for block in layout.credits if distance(block) <= _NEAR and not layout.is_framed(block)]
    beside = header.start if photo is None else photo.place
    found = min(near, key=lambda block: (distance(block), abs(block.place - beside)), default=None)
    return None if found is None else _with_icon(found)


def _with_icon(credit: Block) -> Block:
    """A credit whose icon is known by its name, as a page without classes prints it."""
    pieces = [
        piece._replace(is_icon=ICONS.get(clean(piece.text)) == "photo" or piece.is_icon) for piece in credit.pieces
    ]
    return Block(credit.place, credit.element, credit.level, pieces)
