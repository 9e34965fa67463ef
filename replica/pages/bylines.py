"""Bylines: how the site prints days, times and names."""

from datetime import datetime
from functools import lru_cache, partial
from html import escape

from replica.prose import DAYS, ENGLISH_DAYS, ENGLISH_MONTHS, MONTHS
from replica.truth import Article

_NOON = 12
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


@lru_cache(4096)
def indonesian_day(published_at: str) -> str:
    """`Kamis, 06 Februari 2025`."""
    day = datetime.fromisoformat(published_at)
    return f"{DAYS[day.weekday()]}, {day.day:02} {MONTHS[day.month - 1]} {day.year}"


def indonesian(published_at: str) -> str:
    """`Kamis, 06 Februari 2025 14:50`."""
    return f"{indonesian_day(published_at)} {published_at[11:16]}"


def desktop(article: Article) -> str:
    """The date of a byline D4: `Kamis, 06 Februari 2025 14:50`, or without the time; `Saturday, May 11th 2024`."""
    if article.lang == "en":
        return english_day(article.published_at)
    return indonesian(article.published_at) if article.prints_time else indonesian_day(article.published_at)


def _english(form: str, published_at: str) -> str:
    at = datetime.fromisoformat(published_at)
    return form.format(
        at=at,
        weekday=ENGLISH_DAYS[at.weekday()],
        month=ENGLISH_MONTHS[at.month - 1],
        ordinal=f"{at.day}{'th' if at.day // 10 == 1 else _ENDINGS.get(at.day % 10, 'th')}",
        clock=f"{(at.hour - 1) % _NOON + 1:02}:{at.minute:02} {'PM' if at.hour >= _NOON else 'AM'}",
    )


english = partial(_english, "{month} {at.day:02} {at.year} {clock}")
"""`October 22 2017 03:20 PM`."""

english_day = partial(_english, "{weekday}, {month} {ordinal} {at.year}")
"""`Saturday, May 11th 2024`."""

english_twice = partial(_english, "{month} {ordinal}, {at.year} {clock} {at:%H:%M} WIB")
"""`December 27th, 2019 04:47 PM 16:47 WIB`."""

english_comma = partial(_english, "{month} {at.day:02}, {at.year} {clock}")
"""`July 09, 2018 03:51 PM`."""


def day_first(published_at: str) -> str:
    """`08-10-2026`."""
    return f"{published_at[8:10]}-{published_at[5:7]}-{published_at[:4]}"


_EYE = '<i class="fa fa-eye" aria-hidden="true"></i>'

_Part = tuple[str, str]
"""An icon's name and a text."""


def byline(article: Article, views: int) -> str:
    """The byline as HTML."""
    form = article.form
    parts = _parts(article, views)
    if form.layout == "lines":
        return "<br>\n".join(text for _, text in parts)
    between = " | " if form.byline in {"D1", "D2"} else " "
    if form.layout == "elements":
        return between.join(f"<span>{text}</span>" for _, text in parts)
    if form.layout == "icons":
        return between.join(f'<i class="fa fa-{icon}"></i> <span>{text}</span>' for icon, text in parts)
    *texts, last = (text for _, text in parts)
    return between.join([*texts, f"{_EYE} {last}" if form.byline == "D4" else last])


def people(article: Article, colon: str = ":") -> list[_Part]:
    """Those whom a byline names with a label."""
    labels = (("Reporter", article.reporter), ("Editor", article.editor), ("Translator", article.translator))
    return [("user", f"{label}{colon} {escape(name)}") for label, name in labels if name]


def _parts(article: Article, views: int) -> list[_Part]:
    published_at = article.published_at
    match article.form.byline:
        case "D1":
            return [*people(article, " :"), ("calendar", english_comma(published_at)), ("eye", f"Hits {views}")]
        case "D2":
            when = english_twice(published_at)
            return [*people(article, " :"), ("calendar", when), ("eye", f"Dibaca {views} kali")]
        case "D3":
            names = [("user", escape(name)) for name in article.form.names]
            return [("calendar", indonesian(published_at)), *names, ("eye", str(views))]
        case "D4":
            return [("calendar", desktop(article)), *people(article), ("eye", str(views))]
