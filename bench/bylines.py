"""The forms that bylines have on the site, D1 to D4 of the desktop pages and the mobile ones, in both editions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from replica.pages.bylines import english, english_comma, english_day, english_twice, indonesian, indonesian_day


@dataclass(frozen=True, slots=True)
class BylineForm:
    """How a byline is printed.

    Attributes:
        date: prints a moment, in ISO 8601.
        has_time: whether it prints the minute too.
        labels: of the people by their field, in order; an empty one where a name stands without.
        label: how label and name stand together.
        views: how the counter is printed.
        order: of the pieces by name, people by their fields.
        layout: the element of each piece; `line` for all of them in one line, `br` for line breaks between.
        between: what separates the pieces of one line.
    """

    date: Callable[[str], str]
    has_time: bool
    labels: Mapping[str, str]
    label: str
    views: str = "{n}"
    order: tuple[str, ...] = ("date", "reporter", "editor", "translator", "views")
    layout: str = "line"
    between: str = " "

    @property
    def is_labelled(self) -> bool:
        """Whether a label says whose each name is."""
        return all(self.labels.values())


def _without_weekday(moment: str) -> str:
    """`09 Juli 2018 15:51 WIB`."""
    return f"{indonesian(moment).partition(', ')[2]} WIB"


def _in_jakarta(moment: str) -> str:
    """`Kamis, 06 Februari 2025 14:50 WIB`."""
    return f"{indonesian(moment)} WIB"


_EDITED = {"reporter": "Reporter", "editor": "Editor"}
_REPORTED = {"reporter": "Reported by", "translator": "Translated by"}
_MOBILE = BylineForm(
    _in_jakarta, True, _EDITED, "{Label} : {name}",
    order=("date", "views", "reporter", "editor", "translator"), layout="span",
)  # fmt: skip
_D1 = BylineForm(
    _without_weekday, True, _EDITED, "{Label} : {name}", "Hits {n}",
    order=("reporter", "editor", "date", "views"), between=" | ",
)  # fmt: skip
_D2 = replace(_D1, date=_in_jakarta, views="Dibaca {n} kali")
_D4 = BylineForm(indonesian_day, False, _EDITED, "{Label}: {name}")

BYLINES: Mapping[str, BylineForm] = {
    "mobile": _MOBILE,
    "mobile-english": replace(_MOBILE, date=english, labels=_REPORTED, label="{Label} {name}"),
    "d1": _D1,
    "d1-english": replace(_D1, date=english_comma),
    "d2": _D2,
    "d2-english": replace(_D2, date=english_twice),
    "d3-english": BylineForm(indonesian, True, {"reporter": "", "translator": ""}, "{name}"),
    "d4": _D4,
    "d4-time": replace(_D4, date=indonesian, has_time=True),
    "d4-english": replace(_D4, date=english_day, labels={"reporter": "Reporter", "translator": "Translator"}),
}
"""Every form by its name in the site's sheet."""
