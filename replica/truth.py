"""The truth about an article: what its page and the links to it mean to say."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from replica.corpus import Lang
from replica.prose import Draft

Template = Literal["mobile", "desktop", "desktop-icons"]
BylineForm = Literal["D1", "D2", "D3", "D4"]
Layout = Literal["line", "lines", "elements", "icons"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How the page of an article prints what it says; by default in the plain way.

    Attributes:
        layout: whether the parts of a desktop byline stand in one line, in several, or in elements of their own.
        names: the names that a byline without labels (D3) prints, the reporter first.
        credit: the line under the photo, as printed; None for the plain one.
        caption: a line between the photo and its credit.
        quote_first: whether the pull quote stands before the first paragraph, not after it.
        quote_glued: whether its element stands within the first paragraph, at the end.
        link_glued: whether the inline link stands between two words of a paragraph, without a blank.
        has_alts: whether the photos of the desktop lists are there, with their headlines.
        unsigned: which of the popular articles, from 1, prints no reporter on a mobile page; 0 for none.
        line_breaks: whether a mobile page has line breaks of its source within sentences and hidden markers.
    """

    byline: BylineForm = "D4"
    layout: Layout = "line"
    names: tuple[str, ...] = ()
    credit: str | None = None
    caption: str | None = None
    quote_first: bool = False
    quote_glued: bool = False
    link_glued: bool = False
    has_lists: bool = True
    has_alts: bool = True
    unsigned: int = 0
    line_breaks: bool = False
    countdown: bool = False


@dataclass(frozen=True, slots=True)
class Brief:
    """What lists and links show of an article.

    Attributes:
        index: its place in the edition, as `Corpus` counts.
        photo_alt: the photo's own headline, trimmed.
        photo: the name of the photo's file, 32 hexadecimal digits.
    """

    lang: Lang
    id: int
    index: int
    title: str
    slug: str
    photo_alt: str
    photo: str
    moment: datetime
    published_at: str
    reporter: str
    teaser: str
    draft: Draft = field(repr=False)

    @property
    def path(self) -> str:
        """The path of its page."""
        return f"/{'en/' if self.lang == 'en' else ''}read/{self.id}/{self.slug}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The truth about an article: what its page means to say, to compare with what a parser makes of the page.

    Attributes:
        photo_credit: the name alone; None where the page gives none.
        published_at: `2026-10-08T09:30+07:00`, whether or not the page prints the time.
        reporter: one name, or two with a comma between; None where the page does not say which name is the reporter's.
        editor: None where the page has none, and in the English edition, but for whom D1 and D2 call the editor there.
        translator: the English edition's; None where the page has none, or does not say whose name it is.
        category: as the mobile breadcrumb and the badge of the page with icons print it; the desktop page does not.
            `English` in that edition.
        category_slug: of the category; None in the English edition. The badge is a link only for those in `RUBRICS`.
        region: slug of the region on whose list it stands, or None; no article page prints it.
        paragraphs: the text, plain; non-breaking blanks are blanks here.
        marked: the paragraphs with the site's `<b>` and `<i>`.
        link_after: after how many paragraphs the inline link stands; or in which one, if `link_inside`.
        link_inside: whether the inline link cuts that paragraph in two.
    """

    lang: Lang
    id: int
    slug: str
    template: Template
    title: str
    photo: str
    photo_alt: str
    photo_credit: str | None
    date: str
    published_at: str
    prints_time: bool
    reporter: str | None
    editor: str | None
    translator: str | None
    category: str
    category_slug: str | None
    region: str | None
    quote: str | None
    paragraphs: tuple[str, ...]
    read_also: tuple[int, ...]
    related: tuple[int, ...]
    marked: tuple[str, ...] = field(repr=False)
    link_after: int
    link_inside: bool
    form: Form = Form()

    @property
    def body(self) -> str:
        """The paragraphs, separated by one blank line."""
        return "\n\n".join(self.paragraphs)
