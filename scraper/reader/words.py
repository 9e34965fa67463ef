"""Reader of any article page by what a person reads on it: no class, no id, nothing but words and their order.

It serves the pages that no template's reader can vouch for. It never guesses: a word `Reporter` in a sentence is no
byline, a heading inside the text is no list, and where two things could be what is looked for, the page is refused.
What it goes by is in `scraper.reader.printed`.
"""

from dataclasses import dataclass, fields

from scraper.items import Article
from scraper.reader.body import take_recurring_quote, text_of
from scraper.reader.page import Identity, Page
from scraper.reader.printed.bylines import byline_of, groups_of, signed
from scraper.reader.printed.crumbs import category_of
from scraper.reader.printed.facts import facts_of
from scraper.reader.printed.headline import headline_of
from scraper.reader.printed.lines import Line, Picture, Print, print_of
from scraper.reader.printed.listings import Listing, listing_of
from scraper.reader.printed.photos import credit_beside, photo_beside
from scraper.reader.printed.soup import soup_of
from scraper.reader.printed.story import comments_at, story_of
from scraper.reader.printed.zones import POPULAR, RELATED
from scraper.reader.template import Template

NAME = "words"

_MUCH = 200
"""Characters of a line without links that only an article has."""


@dataclass(frozen=True, slots=True)
class _Parts:
    """A page taken apart.

    Attributes:
        printed: all that it prints.
        related: Berita Terkait.
        popular: Berita Populer.
        lines: the lines that are of neither.
        pictures: the pictures that are of neither.
    """

    printed: Print
    related: Listing
    popular: Listing
    lines: list[Line]
    pictures: list[Picture]


def recognises(page: Page) -> bool:
    """Any page may be read by its words."""
    return page.tree.body is not None


def is_empty(page: Page) -> bool:
    """Whether a page prints neither a byline nor running text."""
    return not any(_is_signed(line) or (len(line.text) > _MUCH and not line.linked) for line in _parts(page).lines)


def read(page: Page, identity: Identity) -> Article:
    """Read every field that the words tell.

    Raises:
        ReadError: the title, the date or the text is missing, or it cannot be told which of several it is.
    """
    parts = _parts(page)
    title = headline_of(page, parts.lines, identity)
    end = comments_at(parts.lines, title)
    lines = [line for line in parts.lines if line.place < end and line is not title]
    groups = groups_of(lines)
    apart = signed(lines, groups)
    story = story_of(page, parts.printed, [line for line in lines if line.place not in apart], title)
    moment, facts = byline_of(page, groups, title, story.places)
    take_recurring_quote(story.body)
    low, high = sorted((title.place, story.places[0]))
    photo = photo_beside(page, parts.pictures, low, high)
    texts = set(story.places)
    category, category_slug = category_of(page, parts.printed)
    return Article(
        lang=identity.lang,
        id=identity.id,
        slug=identity.slug,
        url=identity.url,
        title=title.text,
        photo_url=photo.url,
        photo_alt=photo.alt,
        photo_credit=credit_beside(page, [line for line in parts.lines if line.place not in texts]),
        date=moment.date,
        published_at=moment.published_at,
        reporter=facts.people.get("reporter"),
        editor=facts.people.get("editor"),
        translator=facts.people.get("translator"),
        category=category,
        category_slug=category_slug,
        quote=story.body.quote,
        body=text_of(page, story.body),
        views=facts.views,
        related=parts.related.links,
        read_also=tuple(story.body.read_also),
        popular=parts.popular.links,
        template=NAME,
    )


TEMPLATE = Template(NAME, recognises, is_empty, read, frozenset(field.name for field in fields(Article)))


def _parts(page: Page) -> _Parts:
    """Take a page apart.

    Raises:
        ReadError: it is too much for BeautifulSoup's tree.
    """
    body = soup_of(page).body
    printed = print_of(body) if body is not None else Print()
    related = listing_of(page, printed, RELATED, "related")
    popular = listing_of(page, printed, POPULAR, "popular")
    rest = [thing for thing in printed.things if thing.place not in related.places | popular.places]
    lines = [thing for thing in rest if isinstance(thing, Line)]
    return _Parts(printed, related, popular, lines, [thing for thing in rest if isinstance(thing, Picture)])


def _is_signed(line: Line) -> bool:
    """Whether a line is a byline with a date or a name in it."""
    facts = facts_of(line)
    return facts.pure and bool(facts.moments or any(facts.people.values()))
