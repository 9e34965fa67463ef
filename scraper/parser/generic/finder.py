"""Finds the regions of any article's page by what a person reads on it: no class, no id, only words and their places.

It serves the pages that no template can vouch for. It never guesses: a word `Reporter` in a sentence is no byline, a
heading within the text is no list, and where two things could be what is looked for, the page is refused.
"""

import re

from bs4 import BeautifulSoup
from bs4.element import AttributeDict

from scraper.parser.document import BLOCKS, Block, Document, Element, document_of
from scraper.parser.generic.body import Body
from scraper.parser.generic.byline import byline_of, groups_of, labelled
from scraper.parser.generic.category import category_of
from scraper.parser.generic.comments import comments_at, signed_comments_at
from scraper.parser.generic.headline import headline_of
from scraper.parser.generic.holder import HolderSearch
from scraper.parser.generic.layout import Layout
from scraper.parser.generic.photo import credit_beside, photo_of
from scraper.parser.list_regions import items_by_heading
from scraper.parser.page import Identity, Page
from scraper.parser.refusals import Refusal
from scraper.parser.regions import Item, Regions
from scraper.parser.size_limits import excess_of_soup
from scraper.parser.vocabulary import POPULAR_HEADINGS, RELATED_HEADINGS

_BLANKS = re.compile(rf">\s+<(?=/?(?:{'|'.join(sorted(BLOCKS))})[\s>])")
"""Blanks beside a block, which part nothing: texts of a tree, and every third of its nodes."""

_MUCH = 200
"""Characters of a block without links that only an article has."""


def find(page: Page, identity: Identity) -> Regions:
    """Find where the parts of an article stand.

    Raises:
        Refusal: there is no headline, no date or no text, or it is ambiguous; of the kind
            `missing` where the page prints, outside of its lists, neither a byline nor running text.
    """
    document = _document_of(page)
    related, popular = (items_by_heading(page, document, names) for names in (RELATED_HEADINGS, POPULAR_HEADINGS))
    layout = Layout(page, document, {*related.places, *popular.places})
    try:
        return _regions(layout, identity, related.items, popular.items)
    except Refusal as refusal:
        if any(_is_signed(layout, each) or (len(each.text) > _MUCH and not each.linked) for each in layout.blocks):
            raise
        raise page.refusal(refusal.reason, "missing") from refusal


def _regions(layout: Layout, identity: Identity, related: list[Item], popular: list[Item]) -> Regions:
    headline = headline_of(layout, identity.slug)
    end = comments_at(layout, headline)
    blocks = [block for block in layout.blocks if block.place < end and block is not headline]
    groups = groups_of(layout, blocks)
    apart = labelled(layout, groups)
    texts = [block for block in blocks if layout.may_hold_text(block)]
    prose = [block for block in texts if block not in apart and "aside" not in layout.tags_around(block)]
    holder = HolderSearch(layout, prose, headline).holder()
    end = signed_comments_at(layout, [block for block in blocks if holder.holds(block)]) or end
    groups = [group for group in groups if holder.first not in group and group[0].place < end]
    prose, texts = ([block for block in each if block.place < end] for each in (prose, texts))
    byline = byline_of(layout, groups, headline, [block for block in prose if holder.holds(block)])
    body = Body(layout, holder, [block for block in texts if block not in byline])
    text = body.blocks[0].place
    above = [headline.place, text, *(block.place for block in byline if block.place < text)]
    header = range(min(above), max(headline.place, text))
    photo = photo_of(layout, header)
    for name, element in (("title", headline.element), ("body", holder.element)):
        layout.page.saw(name, element)
    return Regions(
        headline=headline,
        byline=byline,
        body=body.blocks,
        photo=photo,
        credit=credit_beside(layout, photo, header),
        read_also=body.read_also,
        quote=body.quote,
        related=related,
        popular=popular,
        category=category_of(layout, header),
    )


def _is_signed(layout: Layout, block: Block) -> bool:
    """Whether a block is a byline with a date, if an impossible one, or a name in it."""
    facts = layout.facts(block)
    return facts.pure and bool(facts.moments or facts.people or "date" in facts.clashes)


def _document_of(page: Page) -> Document:
    """All that a page shows, of BeautifulSoup's tree of its markup as a browser mends it, so that both trees agree.

    Raises:
        Refusal: it is too much for that tree.
    """
    body = page.tree.body
    markup = (body.html if body is not None else None) or ""
    excess = excess_of_soup(page.tree, len(markup))
    if excess is not None:
        raise page.refusal(excess)
    markup = _BLANKS.sub("><", markup.replace("&nbsp;", "\xa0"))  # each entity would become a text of its own
    soup = BeautifulSoup(markup, "lxml", multi_valued_attributes=None, attribute_dict_class=AttributeDict)
    found = soup.body
    return document_of(found) if found is not None else Document(Element("body", None, None, 0), [])
