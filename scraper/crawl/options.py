"""The options of a crawl, each declared once: its type, default, parser and help.

From these declarations derive the options of `arsip crawl`, the arguments of the spiders (`scrapy crawl NAME -a
since=7d`), the Scrapy settings of a run (`-s ARSIP_DELAY=5`) and `runs.arguments`.
"""

import math
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Literal, Self, cast

from scraper.clock import JAKARTA, parse_day
from scraper.crawl.site import SITE, is_own, parse_site
from scraper.items import Lang
from scraper.urls import MAX_ID

CATEGORIES = (
    "ekonomi", "pembangunan", "pemerintahan", "kesra", "pendidikan", "fokus", "lintas-kota", "wisata", "kesehatan",
    "pemberdayaan-perempuan", "jakarta-hari-ini", "olahraga", "transportasi", "bumd", "legislatif",
)  # fmt: skip
"""The categories in the menu of the mobile site, October 2026."""

MIN_FREE = 5 * 1000**3
"""Bytes that stay free on the archive's disk unless the user says otherwise."""

_DAY_SECONDS = 24 * 3600
_SIZES = {"": 1, "k": 1000, "m": 1000**2, "g": 1000**3, "t": 1000**4}
_DAYS = {"h": 1 / 24, "d": 1.0, "w": 7.0}
_SIZE = re.compile(r"([0-9]{1,20}(?:\.[0-9]{1,3})?)\s*([kmgt]?)b?", re.ASCII | re.IGNORECASE)
_DURATION = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)\s*([hdw])", re.ASCII | re.IGNORECASE)
_WINDOW = re.compile(r"(\d{1,2})[:.](\d{2})\s*[-–]\s*(\d{1,2})[:.](\d{2})", re.ASCII)  # noqa: RUF001 - as people type it
_CONTACT = re.compile(
    r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+|(?:https?://)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[/:]\S*)?", re.IGNORECASE
)
"""A mail address or a web page."""


@dataclass(frozen=True, slots=True)
class Window:
    """The hours of the day in Jakarta in which a crawl may fetch, in seconds from midnight; they may go past it."""

    start: int
    end: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse `22:00-05:00`; raises ValueError."""
        match = _WINDOW.fullmatch(text.strip())
        numbers = [int(part) for part in match.groups()] if match else []
        if not numbers or max(numbers[::2]) >= 24 or max(numbers[1::2]) >= 60 or numbers[:2] == numbers[2:]:  # noqa: PLR2004 - hours, minutes
            raise ValueError(f"invalid hours {text!r}: expected them as 22:00-05:00")
        return cls(numbers[0] * 3600 + numbers[1] * 60, numbers[2] * 3600 + numbers[3] * 60)

    def opens_in(self, now: datetime) -> float:
        """Return the seconds until it is open; 0 where it is."""
        since_start = self._since_start(now)
        return 0.0 if since_start < self._length else _DAY_SECONDS - since_start

    def closes_in(self, now: datetime) -> float:
        """Return the seconds until it closes; 0 where it is closed."""
        return max(0.0, self._length - self._since_start(now))

    @property
    def _length(self) -> int:
        return (self.end - self.start) % _DAY_SECONDS

    def _since_start(self, now: datetime) -> float:
        there = now.astimezone(JAKARTA)
        since_midnight = there - there.replace(hour=0, minute=0, second=0, microsecond=0)
        return (since_midnight.total_seconds() - self.start) % _DAY_SECONDS


def parse_contact(text: str) -> str:
    """Return a contact without blanks around it; raises ValueError where the site could not reach anybody by it."""
    contact = text.strip()
    if not contact.isprintable() or _CONTACT.search(contact) is None:
        raise ValueError(f"invalid contact {text!r}: expected a mail address or a web page, such as you@example.org")
    return contact


def parse_size(text: str) -> int:
    """Parse a size, `5G` or `500M`, in units of 1,000; return bytes."""
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"invalid size {text!r}: expected it as 5G or 500M")
    return int(float(match[1]) * _SIZES[match[2].lower()])


def parse_days(text: str) -> float:
    """Parse a duration, `36h`, `30d` or `2w`; return days."""
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"invalid duration {text!r}: expected it as 36h, 30d or 2w")
    return float(match[1]) * _DAYS[match[2].lower()]


def _parse_confirm_gone(text: str) -> float:
    days = parse_days(text)
    if days < 1:
        raise ValueError(f"{text!r} is too short: an article is gone after a day at least")
    return days


def _parse_category(text: str) -> str:
    """Parse a category, by its slug or its name in the site's menu; return its slug."""
    slug = "-".join(text.casefold().replace("-", " ").split())
    if slug not in CATEGORIES:
        raise ValueError(f"unknown category {text!r}: the site has {', '.join(CATEGORIES)}")
    return slug


def _parse_words(text: str) -> str:
    if not text.strip():
        raise ValueError("no words; name what to search for")
    return text


def _parse_switch(text: str) -> bool:
    switches = {"0": False, "false": False, "no": False, "none": False, "1": True, "true": True, "yes": True}
    try:
        return switches[text.lower()]
    except KeyError as error:
        raise ValueError(f"invalid switch {text!r}: expected 1 or 0") from error


def _whole_number(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        number = int(text) if re.fullmatch(r"[0-9]{1,18}", text.strip(), re.ASCII) else least - 1
        if not least <= number <= most:
            limits = f"from {least} to {most}" if most < _ANY else f"of {least} or more"
            raise ValueError(f"invalid number {text!r}: expected a whole number {limits}")
        return number

    return parse


def _seconds(most: float) -> Callable[[str], float]:
    def parse(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not 0 <= number <= most:  # nan is neither
            raise ValueError(f"invalid number of seconds {text!r}: expected one from 0 to {most:g}")
        return number

    return parse


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError(f"invalid choice {text!r}: expected {' or '.join(choices)}")
        return text

    return parse


_ANY = 10**18
_count = _whole_number(1, _ANY)
_id = _whole_number(1, MAX_ID)
_edition = cast("Callable[[str], Lang]", _one_of("id", "en"))


def _option(
    help_: str = "",
    *,
    parse: Callable[[str], object] = str,
    default: Any = None,  # noqa: ANN401 - of the field's type
    metavar: str | None = None,
    setting: str | None = None,
    envvar: str | None = None,
    **more: object,
) -> Any:  # noqa: ANN401 - as dataclasses.field
    """Declare an option.

    Args:
        help_: for the command line; a run's option without one is no option there.
        parse: parses the text that is given; its ValueError says what was expected.
        default: its value where it is not given.
        metavar: of its value, in the help.
        setting: the Scrapy setting that holds it, of a run's options.
        envvar: the environment variable that gives it otherwise.
        more: `shown`, the default in the help; `required`; `argument`, where the command line takes it without a name.
    """
    metadata = {"help": help_, "parse": parse, "metavar": metavar, "setting": setting, "envvar": envvar, **more}
    return field(default=default, metadata=metadata)


def _parsed(declared: "Field[Any]", text: object) -> Any:  # noqa: ANN401 - of the field's type
    return declared.metadata["parse"](str(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What every run heeds, whatever it fetches; read from Scrapy's settings."""

    db: Path = _option(
        "The archive; warc/ is beside it.", parse=Path, default=Path("archive.db"), setting="ARSIP_DB",
        envvar="ARSIP_DB", shown="archive.db", metavar="FILE",
    )  # fmt: skip
    delay: float = _option(
        "Least time between two requests.", parse=_seconds(86_400), default=2.0, setting="ARSIP_DELAY",
        metavar="SECONDS", shown="2.0",
    )  # fmt: skip
    concurrency: int = _option(
        "Requests in flight at once.", parse=_whole_number(1, 64), default=1, setting="CONCURRENT_REQUESTS",
        metavar="N", shown="1",
    )  # fmt: skip
    budget: int | None = _option(
        "Make at most N requests of any kind.", parse=_count, setting="ARSIP_BUDGET", metavar="N"
    )
    between: Window | None = _option(
        "Fetch only within these hours in Jakarta, as 22:00-05:00.", parse=Window.parse,
        setting="ARSIP_BETWEEN", metavar="TIMES",
    )  # fmt: skip
    min_free: int = _option(
        "Start only with this much free disk, and end below it.", parse=parse_size, default=MIN_FREE,
        setting="ARSIP_MIN_FREE", metavar="SIZE", shown="5G",
    )  # fmt: skip
    contact: str | None = _option(
        "Who crawls, for the User-Agent: mail address or web page. The archive remembers it.", parse=parse_contact,
        setting="ARSIP_CONTACT", envvar="ARSIP_CONTACT", metavar="WHO",
    )  # fmt: skip
    ignore_robots: bool = _option(
        "Do not obey robots.txt; the run records that you decided so.", parse=_parse_switch, default=False,
        setting="ARSIP_IGNORE_ROBOTS",
    )  # fmt: skip
    first_backoff: float = _option(parse=_seconds(_DAY_SECONDS), default=2.0, setting="ARSIP_FIRST_BACKOFF")
    """Seconds to wait after a failure; they double with each in a row."""
    longest_backoff: float = _option(parse=_seconds(_DAY_SECONDS), default=300.0, setting="ARSIP_LONGEST_BACKOFF")
    longest_wait: float = _option(parse=_seconds(math.inf), default=3600.0, setting="ARSIP_LONGEST_WAIT")
    """Longest wait that a site may request (Crawl-delay, Retry-After), in seconds; a longer one ends the run."""
    breaker: int = _option(parse=_count, default=10, setting="ARSIP_BREAKER")
    """Failures in a row that end a run."""

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> Self:
        """Read the options from Scrapy's settings, else from the environment.

        Raises:
            ValueError: where one is invalid; names it.
        """
        values: dict[str, Any] = {}
        for declared in fields(cls):
            name = declared.metadata["setting"]
            text = settings.get(name)
            if text in (None, ""):
                text = os.environ.get(declared.metadata["envvar"] or "")
            if text in (None, "") or (text in (0, "0") and declared.default is None):
                continue
            try:
                values[declared.name] = _parsed(declared, text)
            except ValueError as error:
                raise ValueError(f"{name}: {error}") from error
        return cls(**values)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpiderOptions:
    """The options of every spider."""

    spider: ClassVar[str]

    site: str = _option("Scheme and host to fetch from.", parse=parse_site, default=SITE, metavar="URL", shown=SITE)
    photos: bool = _option("Archive the photo of each article too.", parse=_parse_switch, default=False)

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
            text = given.get(name)
            if text is None or text == "":
                if each.metadata.get("required"):
                    raise ValueError(f"{name}: this argument is required")
                continue
            try:
                values[name] = _parsed(each, text)
            except ValueError as error:
                raise ValueError(f"{name}: {error}") from error
        return cls(**values)


def _limit(help_: str = "Fetch at most N articles.") -> Any:  # noqa: ANN401 - as dataclasses.field
    return _option(help_, parse=_count, metavar="N")


def _lang() -> Any:  # noqa: ANN401 - likewise
    return _option("One edition only.  [default: both]", parse=_edition, metavar="[id|en]")


def _day(help_: str) -> Any:  # noqa: ANN401 - likewise
    return _option(help_, parse=parse_day, metavar="DAY")


def _check_period(since: str | None, until: str | None) -> None:
    if since and until and since > until:
        raise ValueError(f"since: {since} is after {until}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlesOptions(SpiderOptions):
    """Crawl the lists and their articles, newest first.

    It resumes where the last run ended.
    """

    spider = "articles"

    since: str | None = _day("First day of publication, as 2026-10-31, yesterday or 7d, inclusive.")
    until: str | None = _day("Last day of publication, inclusive.")
    category: str | None = _option(
        "Walk the list of one category, by slug or name.", parse=_parse_category, metavar="NAME"
    )
    lang: Lang | None = _lang()
    limit: int | None = _limit()

    def __post_init__(self) -> None:
        if self.category and self.lang == "en":
            raise ValueError("category: the English edition has no category lists; choose one of both")
        _check_period(self.since, self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepOptions(SpiderOptions):
    """Request every id of a range that is not resolved yet.

    It finds articles that no list shows any more.
    """

    spider = "sweep"

    from_id: int = _option("Lowest id.", parse=_id, metavar="A", required=True)
    to_id: int = _option("Highest id, inclusive.", parse=_id, metavar="B", required=True)
    lang: Lang = _option("The edition.", parse=_edition, default="id", metavar="[id|en]", shown="id")
    limit: int | None = _limit("Request at most N ids.")

    def __post_init__(self) -> None:
        if self.from_id > self.to_id:
            raise ValueError(f"from_id: {self.from_id} is above the highest id, {self.to_id}")


@dataclass(frozen=True, slots=True, kw_only=True)
class GapsOptions(SpiderOptions):
    """Request the ids that `arsip gaps` reports as missing."""

    spider = "gaps"

    since: str | None = _day("First day, as 2026-10-31, yesterday or 7d, inclusive.")
    until: str | None = _day("Last day, inclusive.")
    lang: Lang | None = _lang()
    ids: Literal["unknown", "pending"] = _option(
        "Those never requested, or those known and not fetched.", parse=_one_of("unknown", "pending"),
        default="unknown", metavar="[unknown|pending]", shown="unknown",
    )  # fmt: skip
    limit: int | None = _limit("Request at most N ids.")

    def __post_init__(self) -> None:
        _check_period(self.since, self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlsOptions(SpiderOptions):
    """Crawl the articles that FILE names, one a line.

    A line is 142433, en/43425, or any URL of an article; - is standard input.
    """

    spider = "urls"

    file: str = _option(required=True, argument=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchOptions(SpiderOptions):
    """Crawl what the site's own search finds for WORDS."""

    spider = "search"

    words: str = _option(parse=_parse_words, required=True, argument=True)
    limit: int | None = _limit()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecheckOptions(SpiderOptions):
    """Recrawl archived articles for edits and removals.

    Young articles are recrawled often, old ones rarely; each adds its view count.
    """

    spider = "recheck"

    older_than: float | None = _option(
        "Recrawl articles not requested for this long (36h, 30d, 2w), instead of the schedule.",
        parse=parse_days,
        metavar="TIME",
    )
    confirm_gone: float = _option(
        "Request suspect articles again after this time, at least a day.", parse=_parse_confirm_gone, default=1.0,
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

    url: str | None = _option(argument=True)
    limit: int | None = _limit()

    def __post_init__(self) -> None:
        if self.url and not is_own(self.url, self.site):
            raise ValueError(f"url: {self.url} is not an address of {self.site}")


SPIDER_OPTIONS: tuple[type[SpiderOptions], ...] = (
    ArticlesOptions, SweepOptions, GapsOptions, UrlsOptions, SearchOptions, RecheckOptions, RetryOptions,
    SitemapOptions,
)  # fmt: skip
"""In the order in which the command line lists them."""
