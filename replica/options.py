"""The switches: how large the site is, and how it behaves where nobody knows how the real one does."""

from dataclasses import dataclass, fields
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

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


class About(NamedTuple):
    """What `arsip replica` says of a switch, and the least and the greatest number that it may be."""

    help: str
    at_least: int | None = None
    at_most: int | None = None


class Switch(NamedTuple):
    """A switch as `Options` declares it; `choices` are empty where it is no choice between words."""

    name: str
    default: Any
    kind: Any
    choices: tuple[str, ...]
    about: About


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Everything about a replica that can be chosen; `ASSUMPTIONS.md` says what each one stands for.

    Attributes:
        forms: `plain` gives each template the one form that the saved pages have, `real` all that stored texts show.
        newest_id: if there are not more articles than that.
        paging: `rel` (`<a rel="next" href="?page=2">`), `number` (links `?page=2`) or `path` (links `/2`).
        list_markup: `/rubrik/` and `/news_index/search` have the newer desktop's in any case.
        relative_links: links to articles begin with `/read/`, all others are relative to the page.
        inline_link: whether it cuts a paragraph in two, or is a block of its own.
        quirks: hidden markers, non-breaking blanks, nested paragraphs and PHP notices.
        robots: the whole text of robots.txt, instead of the built-in one.
    """

    articles: Annotated[int, About("Number of articles when the clock starts.", 2, 1_000_000)] = 300
    seed: Annotated[int, About("Decides everything that is made up.")] = 1
    template: Annotated[TemplateChoice, About("Template of the articles; in plain forms English ones are mobile.")] = (
        "mixed"
    )
    forms: Annotated[Forms, About("Whether each template has one form, or all that real pages have.")] = "real"
    per_day: Annotated[int, About("Articles published a day.", 1, 840)] = 30
    newest_id: Annotated[int, About("About the newest id.", 8, 999_999)] = 155_970
    newest_english_id: Annotated[int, About("About the newest id of the English edition.", 8, 999_999)] = 155_970
    paging: Annotated[Paging, About("How lists link to their next page.")] = "rel"
    list_markup: Annotated[ListMarkup, About("Markup of the lists.")] = "mobile"
    past_end: Annotated[PastEnd, About("Response to a page after a list's last.")] = "404"
    wrong_slug: Annotated[WrongSlug, About("Response to an article with a wrong or missing slug.")] = "serve"
    missing: Annotated[Missing, About("Response to an id without an article.")] = "404"
    relative_links: Annotated[bool, About("Let the desktop pages of articles link without a host.")] = False
    own_address: Annotated[bool, About("Give the URL of those pages in their head.")] = True
    canonical_host: Annotated[bool, About("Print the real site's hosts in links, not the replica's own.")] = False
    desktop_time: Annotated[DesktopTime, About("Years in which the desktop byline gives the time.")] = "2020-2022"
    inline_link: Annotated[InlineLink, About("Where the inline link of a desktop article is.")] = "both"
    english_headings: Annotated[Headings, About("Language of the headings beside an English article.")] = "indonesian"
    quirks: Annotated[bool, About("Broken markup in mobile pages.")] = True
    crawl_delay: Annotated[float | None, About("Crawl-delay of robots.txt.", 0)] = None
    robots: str | None = None
    robots_status: Annotated[int, About("Status of robots.txt.", 200, 599)] = 200
    validators: Annotated[Validators, About("Validators of responses, for conditional requests.")] = "none"
    steady_views: Annotated[bool, About("View counts and rankings do not change an article's validators.")] = False
    sitemap: Annotated[Sitemap, About("Serve /sitemap.xml, its parts plain or gzipped.")] = "none"
    retry_after: Annotated[int, About("Retry-After of the troubles 429 and maintenance-503, in seconds.", 0)] = 1

    def __post_init__(self) -> None:
        """Refuse what cannot be served: a value that is out of its range or not among its choices."""
        for name, _, _, choices, about in SWITCHES:
            value = getattr(self, name)
            if choices and value not in choices:
                raise ValueError(f"{name} must be one of {', '.join(choices)}, not {value}")
            low, high = about.at_least, about.at_most
            if value is not None and ((low is not None and value < low) or (high is not None and value > high)):
                raise ValueError(f"{name} must be {low} to {'any' if high is None else high}, not {value}")


def _switches() -> list[Switch]:
    hints = get_type_hints(Options, include_extras=True)
    declared = [(each, *get_args(hints[each.name])) for each in fields(Options) if each.name != "robots"]
    return [
        Switch(each.name, each.default, kind, get_args(kind) if get_origin(kind) is Literal else (), about)
        for each, kind, about in declared
    ]


SWITCHES = _switches()
"""All but `robots`, in their order."""
