"""The options of a crawl, each declared once: its type, default, parser and help.

From these declarations derive the options of `arsip crawl` and `arsip nightly`, the arguments of the spiders (`scrapy
crawl NAME -a since=7d`), the Scrapy settings of a run (`-s ARSIP_DELAY=5`) and `runs.arguments`.
"""

import math
import os
from collections.abc import Mapping
from dataclasses import Field, dataclass, fields
from pathlib import Path
from typing import Any, ClassVar, Literal, Self

from scraper.clock import check_period, parse_day
from scraper.crawl.option_types import (
    DAY_SECONDS,
    Window,
    flag_of,
    one_of,
    option,
    parse_category,
    parse_confirm_gone,
    parse_contact,
    parse_days,
    parse_option,
    parse_size,
    parse_switch,
    parse_words,
    seconds,
    setting_of,
    whole_number,
)
from scraper.crawl.site import SITE, is_own, parse_site
from scraper.items import Lang
from scraper.urls import MAX_ID

_count = whole_number(1)
_id = whole_number(1, MAX_ID)
_edition = one_of("id", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What every run heeds, whatever it fetches; read from Scrapy's settings."""

    db: Path = option(
        "The archive; warc/ is beside it.", parse=Path, default=Path("archive.db"), metavar="FILE", envvar="ARSIP_DB"
    )
    delay: float = option(
        "Minimum time between two requests, in seconds.", parse=seconds(DAY_SECONDS), default=2.0, metavar="SECONDS"
    )
    concurrency: int = option(
        "Requests in flight at once.", parse=whole_number(1, 64), default=1, metavar="N", setting="CONCURRENT_REQUESTS"
    )
    budget: int | None = option("Make at most N requests of any kind.", parse=_count, metavar="N")
    between: Window | None = option(
        "Fetch only within these hours in Jakarta, as 22:00-05:00.", parse=Window.parse, metavar="TIMES"
    )
    min_free: int = option(
        "Start only with this much free disk, and end below it.", parse=parse_size, default=5 * 1000**3, shown="5G",
        metavar="SIZE",
    )  # fmt: skip
    contact: str | None = option(
        "Who crawls, for the User-Agent: mail address or web page. The archive remembers it.", parse=parse_contact,
        metavar="WHO", envvar="ARSIP_CONTACT",
    )  # fmt: skip
    ignore_robots: bool = option(
        "Do not obey robots.txt; the run records that you decided so.", parse=parse_switch, default=False
    )
    first_backoff: float = option(parse=seconds(DAY_SECONDS), default=2.0)
    """Seconds to wait after a failure; they double with each in a row."""
    longest_backoff: float = option(parse=seconds(DAY_SECONDS), default=300.0)
    longest_wait: float = option(parse=seconds(math.inf), default=3600.0)
    """Longest wait that a site may request (Crawl-delay, Retry-After), in seconds; a longer one ends the run."""
    breaker: int = option(parse=_count, default=10)
    """Failures in a row that end a run."""

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> Self:
        """Read the options from Scrapy's settings, else from the environment.

        Raises:
            ValueError: where one is invalid; names it.
        """
        values: dict[str, Any] = {}
        for declared in fields(cls):
            name = setting_of(declared)
            text = settings.get(name)
            if text in (None, ""):
                text = os.environ.get(declared.metadata.get("envvar", ""))
            if text not in (None, "") and not (text in (0, "0") and declared.default is None):
                values[declared.name] = parse_option(declared, name, text)
        return cls(**values)

    def arguments(self) -> list[str]:
        """Return the options of `arsip crawl` that give these; those at their default are left out."""
        words: list[str] = []
        for declared in on_command_line():
            value = getattr(self, declared.name)
            if value != declared.default:
                words += [flag_of(declared)] if value is True else [flag_of(declared), str(value)]
        return words


def on_command_line() -> "list[Field[Any]]":
    """Return the options of every run that the command line has."""
    return [declared for declared in fields(RunOptions) if declared.metadata["help"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpiderOptions:
    """The options of every spider."""

    spider: ClassVar[str]

    site: str = option("Scheme and host to fetch from.", parse=parse_site, default=SITE, metavar="URL")
    photos: bool = option("Archive the photo of each article too.", parse=parse_switch, default=False)

    @classmethod
    def from_arguments(cls, given: Mapping[str, object]) -> Self:
        """Parse the arguments of a spider; None and empty text are not given.

        Raises:
            ValueError: where one is invalid, missing or unknown; names it.
        """
        declared = {each.name: each for each in fields(cls)}
        if unknown := given.keys() - declared.keys():
            raise ValueError(f"there is no argument {', '.join(sorted(unknown))}")
        values: dict[str, Any] = {}
        for name, each in declared.items():
            if (text := given.get(name)) not in (None, ""):
                values[name] = parse_option(each, name, text)
            elif each.metadata.get("required"):
                raise ValueError(f"{name}: this argument is required")
        return cls(**values)


def _limit(help_: str = "Fetch at most N articles.") -> Any:  # noqa: ANN401 - as dataclasses.field
    return option(help_, parse=_count, metavar="N")


def _lang() -> Any:  # noqa: ANN401 - likewise
    return option("One edition only.  [default: both]", parse=_edition, metavar="[id|en]")


def _day(help_: str) -> Any:  # noqa: ANN401 - likewise
    return option(help_, parse=parse_day, metavar="DAY")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlesOptions(SpiderOptions):
    """Crawl the lists and their articles, newest first.

    It resumes where the last run ended.
    """

    spider = "articles"

    since: str | None = _day("First day of publication, as 2026-10-31, yesterday or 7d, inclusive.")
    until: str | None = _day("Last day of publication, inclusive.")
    category: str | None = option(
        "Walk the list of one category, by slug or name.", parse=parse_category, metavar="NAME"
    )
    lang: Lang | None = _lang()
    limit: int | None = _limit()

    def __post_init__(self) -> None:
        if self.category and self.lang == "en":
            raise ValueError("category: the English edition has no category lists; choose one of both")
        check_period(self.since, self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepOptions(SpiderOptions):
    """Request every id of a range that is not resolved yet.

    It finds articles that no list shows any more.
    """

    spider = "sweep"

    from_id: int = option("Lowest id.", parse=_id, metavar="A", required=True)
    to_id: int = option("Highest id, inclusive.", parse=_id, metavar="B", required=True)
    lang: Lang = option("The edition.", parse=_edition, default="id", metavar="[id|en]")
    limit: int | None = _limit("Request at most N ids.")

    def __post_init__(self) -> None:
        if self.from_id > self.to_id:
            raise ValueError(f"from_id: {self.from_id} is above the highest id, {self.to_id}")


@dataclass(frozen=True, slots=True, kw_only=True)
class GapsOptions(SpiderOptions):
    """Request the ids that `arsip gaps` reports as unknown."""

    spider = "gaps"

    since: str | None = _day("First day, as 2026-10-31, yesterday or 7d, inclusive.")
    until: str | None = _day("Last day, inclusive.")
    lang: Lang | None = _lang()
    ids: Literal["unknown", "pending"] = option(
        "Those never requested, or those known and not fetched.", parse=one_of("unknown", "pending"),
        default="unknown", metavar="[unknown|pending]",
    )  # fmt: skip
    limit: int | None = _limit("Request at most N ids.")

    def __post_init__(self) -> None:
        check_period(self.since, self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlsOptions(SpiderOptions):
    """Crawl the articles that FILE names, one a line.

    A line is 142433, en/43425, or any URL of an article; - is standard input.
    """

    spider = "urls"

    file: str = option(required=True, argument=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchOptions(SpiderOptions):
    """Crawl what the site's own search finds for WORDS."""

    spider = "search"

    words: str = option(parse=parse_words, required=True, argument=True)
    limit: int | None = _limit()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecheckOptions(SpiderOptions):
    """Recrawl archived articles for edits and removals.

    Young articles are recrawled often, old ones rarely; each adds its view count.
    """

    spider = "recheck"

    older_than: float | None = option(
        "Recrawl articles not requested for this long (36h, 30d, 2w), instead of the schedule.",
        parse=parse_days,
        metavar="TIME",
    )
    confirm_gone: float = option(
        "Request suspect articles again after this time, at least a day.", parse=parse_confirm_gone, default=1.0,
        metavar="TIME", shown="24h",
    )  # fmt: skip
    lang: Lang | None = _lang()
    limit: int | None = _limit()


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryOptions(SpiderOptions):
    """Fetch known articles that are not archived yet.

    They are failed ones that are due, and those discovered through links.
    """

    spider = "retry"

    lang: Lang | None = _lang()
    limit: int | None = _limit()


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapOptions(SpiderOptions):
    """Crawl the articles that the site's sitemap names.

    The sitemap is at URL, or where robots.txt says.
    """

    spider = "sitemap"

    url: str | None = option(argument=True)
    limit: int | None = _limit()

    def __post_init__(self) -> None:
        if self.url and not is_own(self.url, self.site):
            raise ValueError(f"url: {self.url} is not an address of {self.site}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PreflightOptions(SpiderOptions):
    """Test the site against what Arsip assumes of it, with at most 30 requests."""

    spider = "preflight"


SPIDER_OPTIONS: tuple[type[SpiderOptions], ...] = (
    ArticlesOptions, SweepOptions, GapsOptions, UrlsOptions, SearchOptions, RecheckOptions, RetryOptions,
    SitemapOptions,
)  # fmt: skip
"""Those of `arsip crawl`, in the order in which it lists them."""
