"""What mutations work on: the parts of a page, found once in the known markup, and choices from `choices.toml`."""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement
from selectolax.lexbor import LexborHTMLParser

from bench.pages import BYLINES, BylineForm, Source
from replica.dice import Dice
from scraper.items import Article, Link

_TEXT = "div.content-body, div.news-content"
_BYLINE = "div.content-info, div.text-secondary.font-italic.mb-4"
_LIST_HEADING = "div.news-list > div.header .title, h4"
_LISTS = dict.fromkeys(("berita terkait", "related news", "linked news", "related", "terkait"), "related")
_LISTS |= dict.fromkeys(("berita populer", "berita terpopuler", "terpopuler", "popular news"), "popular")
_HIDDEN = re.compile(r"\bsceditor-")


SetName: TypeAlias = Literal["tuning", "holdout"]
SETS: tuple[SetName, SetName] = ("tuning", "holdout")

CHOICES: dict[str, dict[str, list[Any]]] = tomllib.loads(Path(__file__).with_name("choices.toml").read_text("utf-8"))
"""By pool the choices of the tuning set, and of the holdout where it has its own."""


class Draw(Dice):
    """The choices of one mutated page from the pools of a set; `name` tells this sequence of choices from others."""

    def __init__(self, pages: SetName, *name: object) -> None:
        super().__init__("drift", pages, *name)
        self.pages: SetName = pages
        self._path = name

    def fork(self, name: str) -> "Draw":
        """Start a sequence for one mutation, independent of what others drew before."""
        return Draw(self.pages, *self._path, name)

    def choose(self, pool: str) -> Any:  # noqa: ANN401 - a text or a list of texts, by the pool
        """Choose one of a pool."""
        return self.pick(self._choices(pool))

    def several(self, pool: str, count: int) -> list[str]:
        """Choose several of a pool, none twice, in random order; all of them where there are no more."""
        return self.sample(self._choices(pool), count)

    def _choices(self, name: str) -> list[Any]:
        return CHOICES[name].get(self.pages, CHOICES[name]["tuning"])


@dataclass
class ListBox:
    """A list of articles: its heading, the element around the items, and an item for each link of the truth."""

    name: str
    heading: Tag
    holder: Tag
    items: list[Tag]
    links: tuple[Link, ...]
    rebuilt: bool = False


@dataclass
class Look:
    """How byline and lists are written anew; None is as it was. `labels` and `views` are format strings."""

    layout: str | None = None
    order: list[str] | None = None
    icons: dict[str, str] | None = None
    labels: str | None = None
    views: str | None = None
    between: str = " "


@dataclass
class Parts:
    """A page taken apart; each element stays where it is in the tree, and is None where the page has none.

    Attributes:
        form: of the byline; `is_written` says whether the page has it already.
        quote_place: how many paragraphs stand before the quote.
        writing: of the page: `plain`, `minified` or `pretty`.
    """

    soup: BeautifulSoup
    truth: Article
    mobile: bool
    form: BylineForm
    is_written: bool
    article: Tag
    title: Tag
    photo: Tag | None
    caption: Tag | None
    credit: Tag | None
    byline: Tag
    text: Tag
    paragraphs: list[Tag]
    quote: Tag | None
    quote_place: int
    read_also: list[Tag]
    crumbs: Tag | None
    lists: list[ListBox]
    look: Look = field(default_factory=Look)
    writing: str = "plain"

    @property
    def body(self) -> Tag:
        """The element of all that is shown."""
        return _one(self.soup, "body")


Mutation: TypeAlias = Callable[[Parts, Draw], None]
"""Changes a page in place."""


def nodes(html: str) -> list[PageElement]:
    """Make elements of markup, to be put into the tree."""
    return [each.extract() for each in list(BeautifulSoup(html, "html.parser").contents)]


def element(html: str) -> Tag:
    """Make the one element of a piece of markup."""
    made = nodes(html)[0]
    assert isinstance(made, Tag)
    return made


def parts_of(source: Source) -> Parts:
    """Take a page of a known template apart, in the tree that a browser builds."""
    soup = BeautifulSoup(LexborHTMLParser(_decoded(source.html)).html or "", "html.parser")
    mobile = soup.select_one("div.news-read") is not None
    article, text = _one(soup, "div.news-read" if mobile else "div.read"), _one(soup, _TEXT)
    for node in soup.find_all(class_=_HIDDEN):
        node["style"] = "display: none;"  # so that it stays hidden without its class
    quote = text.select_one("blockquote")
    paragraphs = [each for each in text.select("p") if each.get_text(strip=True) and not _is_in(each, quote)]
    after = [] if quote is None else quote.find_all_next("p")
    read_also = {link.title for link in source.truth.read_also}
    return Parts(
        soup=soup,
        truth=source.truth,
        mobile=mobile,
        form=source.byline or _form(source.truth, mobile=mobile),
        is_written=source.byline is None,
        article=article,
        title=_one(soup, "div.news-read h1, div.read h1"),
        photo=article.select_one("img"),
        caption=article.select_one("p.caption"),
        credit=article.select_one("div.image-info") if mobile else _credit(article, text),
        byline=_one(soup, _BYLINE),
        text=text,
        paragraphs=paragraphs,
        quote=quote,
        quote_place=sum(1 for each in paragraphs if not any(each is other for other in after)),
        read_also=[each for each in text.select("a") if " ".join(each.get_text().split()) in read_also],
        crumbs=soup.select_one("ul.breadcrumbs"),
        lists=list(_lists(soup, source.truth)),
    )


def _form(truth: Article, *, mobile: bool) -> BylineForm:
    """The form of a byline that the page has already, so that it can be written anew."""
    if mobile:
        return BYLINES["mobile-english" if truth.lang == "en" else "mobile"]
    return BYLINES["d4-time" if truth.published_at else "d4"]


def _decoded(html: bytes) -> str:
    """The text of a page: in UTF-8, but for a fixture in windows-1252."""
    try:
        return html.decode()
    except UnicodeDecodeError:
        return html.decode("windows-1252")


def _one(soup: Tag, selector: str) -> Tag:
    found = soup.select_one(selector)
    assert found is not None, selector
    return found


def _is_in(node: Tag, other: Tag | None) -> bool:
    return any(each is other for each in node.parents)


def _credit(article: Tag, text: Tag) -> Tag | None:
    """The element of `(Foto: X)` by the photo; within the text it stays a part of the text."""
    for node in article.find_all(True):
        if node.get_text(strip=True).startswith("(Foto") and not _is_in(node, text) and not node.find(True):
            return node
    return None


def _lists(soup: BeautifulSoup, truth: Article) -> Iterator[ListBox]:
    """The lists of articles, by their headings; a list whose items are not as many as its links is left alone."""
    for heading in soup.select(_LIST_HEADING):
        name = _LISTS.get(" ".join(heading.get_text().split()).casefold())
        holder = heading.find_next(["ul", "ol"])
        if name is None or not isinstance(holder, Tag):
            continue
        items = holder.find_all("li", recursive=False)
        links: tuple[Link, ...] = getattr(truth, name)
        if len(items) == len(links):
            yield ListBox(name, heading, holder, items, links)
