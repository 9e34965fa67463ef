"""The switches: how large the site is, and how it behaves where nobody knows how the real one does."""

from dataclasses import dataclass, fields
from typing import Literal, get_args, get_type_hints

TemplateChoice = Literal["mobile", "desktop", "desktop-icons", "mixed"]
Forms = Literal["plain", "real"]
Paging = Literal["rel", "number", "path"]
ListMarkup = Literal["mobile", "desktop"]
PastEnd = Literal["404", "empty"]
WrongSlug = Literal["serve", "redirect", "404"]
Missing = Literal["404", "410", "home", "empty"]
InlineLink = Literal["inside", "block", "both"]
Headings = Literal["indonesian", "english"]
DesktopTime = Literal["2020-2022", "never", "always"]
Validators = Literal["none", "etag", "last-modified", "both"]
Sitemap = Literal["none", "plain", "gzip"]

SMALLEST = 2
LARGEST = 1_000_000
MOST_PER_DAY = 840


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Everything about a replica that can be chosen; `ASSUMPTIONS.md` says what each one stands for.

    Attributes:
        articles: how many there are when the clock starts, both editions together.
        template: of the articles; `mixed` decides for each. English ones are mobile in plain forms.
        forms: `plain` gives each template the one form that the saved pages have, `real` all that stored texts show.
        newest_id: about the id of the newest Indonesian article, if there are not more articles than that.
        paging: `rel` (`<a rel="next" href="?page=2">`), `number` (links `?page=2`) or `path` (links `/2`).
        list_markup: of the lists; `/rubrik/` and `/news_index/search` have the newer desktop's in any case.
        relative_links: desktop pages of articles link to articles by `/read/…`, to all else relative to the page.
        own_address: whether these pages say in their head which address is theirs.
        inline_link: whether the inline link of a desktop article cuts a paragraph in two, or is a block of its own.
        quirks: whether mobile pages have hidden markers, non-breaking blanks, nested paragraphs and PHP notices.
        robots: the whole text of robots.txt, instead of the built-in one.
        steady_views: whether an article's validators stay as they are while only counters and rankings change.
    """

    articles: int = 300
    seed: int = 1
    template: TemplateChoice = "mixed"
    forms: Forms = "real"
    per_day: int = 30
    newest_id: int = 155_970
    newest_english_id: int = 155_970
    paging: Paging = "rel"
    list_markup: ListMarkup = "mobile"
    past_end: PastEnd = "404"
    wrong_slug: WrongSlug = "serve"
    missing: Missing = "404"
    relative_links: bool = False
    own_address: bool = True
    canonical_host: bool = False
    desktop_time: DesktopTime = "2020-2022"
    inline_link: InlineLink = "both"
    english_headings: Headings = "indonesian"
    quirks: bool = True
    crawl_delay: float | None = None
    robots: str | None = None
    robots_status: int = 200
    validators: Validators = "none"
    steady_views: bool = False
    sitemap: Sitemap = "none"
    retry_after: int = 1

    def __post_init__(self) -> None:
        """Refuse what cannot be served.

        Raises:
            ValueError: a value is out of its range or not among its choices.
        """
        if not SMALLEST <= self.articles <= LARGEST:
            raise ValueError(f"articles must be {SMALLEST} to {LARGEST}, not {self.articles}")
        if not 1 <= self.per_day <= MOST_PER_DAY:
            raise ValueError(f"per_day must be 1 to {MOST_PER_DAY}, not {self.per_day}")
        hints = get_type_hints(type(self))
        for field in fields(self):
            choices = get_args(hints[field.name])
            value = getattr(self, field.name)
            if choices and isinstance(choices[0], str) and value not in choices:
                raise ValueError(f"{field.name} must be one of {', '.join(choices)}, not {value}")
