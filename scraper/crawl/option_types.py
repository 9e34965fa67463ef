"""How an option is declared, and how values are parsed: each parser raises a ValueError that says what was expected."""

import math
import re
from collections.abc import Callable
from dataclasses import Field, dataclass, field
from datetime import datetime
from typing import Any, Self

from scraper.clock import JAKARTA

CATEGORIES = (
    "ekonomi", "pembangunan", "pemerintahan", "kesra", "pendidikan", "fokus", "lintas-kota", "wisata", "kesehatan",
    "pemberdayaan-perempuan", "jakarta-hari-ini", "olahraga", "transportasi", "bumd", "legislatif",
)  # fmt: skip
"""The categories in the menu of the mobile site, October 2026."""

DAY_SECONDS = 24 * 3600

_ANY = 10**18
_SIZES = {"": 1, "k": 1000, "m": 1000**2, "g": 1000**3, "t": 1000**4}
_DAYS = {"h": 1 / 24, "d": 1.0, "w": 7.0}
_SWITCHES = {"0": False, "false": False, "no": False, "none": False, "1": True, "true": True, "yes": True}
_SIZE = re.compile(r"([0-9]{1,20}(?:\.[0-9]{1,3})?)\s*([kmgt]?)b?", re.ASCII | re.IGNORECASE)
_DURATION = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)\s*([hdw])", re.ASCII | re.IGNORECASE)
_WINDOW = re.compile(r"(\d{1,2})[:.](\d{2})\s*[-–]\s*(\d{1,2})[:.](\d{2})", re.ASCII)  # noqa: RUF001 - as people type it
_CONTACT = re.compile(
    r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+|(?:https?://)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[/:]\S*)?", re.IGNORECASE
)
"""A mail address or a web page."""


def option(
    help_: str = "",
    *,
    parse: Callable[[str], object] = str,
    default: Any = None,  # noqa: ANN401 - of the field's type
    metavar: str | None = None,
    **more: object,
) -> Any:  # noqa: ANN401 - as dataclasses.field
    """Declare an option.

    Args:
        help_: for the command line; a run's option without one is no option there.
        parse: parses the text that is given; its ValueError says what was expected.
        default: its value where it is not given.
        metavar: of its value, in the help.
        more: `shown`, the default in the help, where it is no number or word; `setting`, the Scrapy setting of a run's
            option, else ARSIP_ and its name; `envvar`, the variable that gives it otherwise; `required`; `argument`,
            where the command line takes it without a name.
    """
    return field(default=default, metadata={"help": help_, "parse": parse, "metavar": metavar, **more})


def setting_of(declared: "Field[Any]") -> str:
    """Return the name of the Scrapy setting that holds an option of a run."""
    return str(declared.metadata.get("setting", f"ARSIP_{declared.name.upper()}"))


def flag_of(declared: "Field[Any]") -> str:
    """Return an option as the command line has it."""
    return f"--{declared.name.replace('_', '-')}"


def parse_option(declared: "Field[Any]", name: str, text: object) -> Any:  # noqa: ANN401 - of the field's type
    """Parse the value of an option; ValueError says by its name what is wrong."""
    try:
        return declared.metadata["parse"](str(text))
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error


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

    def __str__(self) -> str:
        return "-".join(f"{at // 3600:02d}:{at // 60 % 60:02d}" for at in (self.start, self.end))

    def opens_in(self, now: datetime) -> float:
        """Return the seconds until it is open; 0 where it is."""
        since_start = self._since_start(now)
        return 0.0 if since_start < self._length else DAY_SECONDS - since_start

    def closes_in(self, now: datetime) -> float:
        """Return the seconds until it closes; 0 where it is closed."""
        return max(0.0, self._length - self._since_start(now))

    @property
    def _length(self) -> int:
        return (self.end - self.start) % DAY_SECONDS

    def _since_start(self, now: datetime) -> float:
        there = now.astimezone(JAKARTA)
        since_midnight = there - there.replace(hour=0, minute=0, second=0, microsecond=0)
        return (since_midnight.total_seconds() - self.start) % DAY_SECONDS


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


def parse_confirm_gone(text: str) -> float:
    """Parse a duration of a day at least; return days."""
    days = parse_days(text)
    if days < 1:
        raise ValueError(f"{text!r} is too short: an article is gone after a day at least")
    return days


def parse_category(text: str) -> str:
    """Parse a category, by its slug or its name in the site's menu; return its slug."""
    slug = "-".join(text.casefold().replace("-", " ").split())
    if slug not in CATEGORIES:
        raise ValueError(f"unknown category {text!r}: the site has {', '.join(CATEGORIES)}")
    return slug


def parse_words(text: str) -> str:
    """Return words to search for, at least one."""
    if not text.strip():
        raise ValueError("no words; name what to search for")
    return text


def parse_switch(text: str) -> bool:
    """Parse a switch, as `scrapy crawl -a` and Scrapy's settings give it."""
    if (switch := _SWITCHES.get(text.lower())) is None:
        raise ValueError(f"invalid switch {text!r}: expected 1 or 0")
    return switch


def whole_number(least: int, most: int = _ANY) -> Callable[[str], int]:
    """Return a parser of whole numbers within two limits."""

    def parse(text: str) -> int:
        number = int(text) if re.fullmatch(r"[0-9]{1,18}", text.strip(), re.ASCII) else least - 1
        if not least <= number <= most:
            limits = f"from {least} to {most}" if most < _ANY else f"of {least} or more"
            raise ValueError(f"invalid number {text!r}: expected a whole number {limits}")
        return number

    return parse


def seconds(most: float) -> Callable[[str], float]:
    """Return a parser of seconds, 0 included."""

    def parse(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not 0 <= number <= most:  # nan is neither
            raise ValueError(f"invalid number of seconds {text!r}: expected one from 0 to {most:g}")
        return number

    return parse


def one_of(*choices: str) -> Callable[[str], str]:
    """Return a parser of a choice."""

    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError(f"invalid choice {text!r}: expected {' or '.join(choices)}")
        return text

    return parse
