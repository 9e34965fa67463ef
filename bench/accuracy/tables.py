"""The tables of `docs/accuracy.md`, in Markdown."""

from collections.abc import Mapping, Sequence

from bench.accuracy.beside import COMPARED, Marks
from bench.accuracy.own import Named
from bench.accuracy.sets import PageSet
from bench.drift.draw import HALVES
from bench.reading.table import markdown
from bench.score import FIELDS, Tally

_NOTHING = "\N{EN DASH}"
_TITLES = {
    "title": "title", "date": "day", "published_at": "minute", "authors": "reporters", "editor": "editor",
    "views": "views", "photo_url": "photo", "body": "text, exact paragraphs",
}  # fmt: skip


def known(tallies: Mapping[str, Tally], sets: Sequence[PageSet]) -> str:
    """Field by field on known templates: a column for each set of pages."""
    empty = {each.name: _never(each) for each in sets}
    heads = ["field", *(f"{name} ({tally.pages:,})" for name, tally in tallies.items())]
    rows = [
        [
            "body, exact paragraphs" if name == "body" else f"`{name}`",
            *(_cell(tally, name, never=name in empty.get(of, ())) for of, tally in tallies.items()),
        ]
        for name in FIELDS
    ]
    rows.append(["body, token F1", *(f"{tally.f1 / tally.pages:.4f}" for tally in tallies.values())])
    rows.append(["pages refused", *(str(tally.refused) for tally in tallies.values())])
    return markdown(heads, rows)


def _never(pages: PageSet) -> frozenset[str]:
    """The fields that no page of a set has."""
    return frozenset(name for name in FIELDS if all(getattr(each.truth, name) in {None, ()} for each in pages.pages))


def _cell(tally: Tally, name: str, *, never: bool = False) -> str:
    counts = tally.counts[name]
    if never and counts["right"] == tally.pages:
        return "none there"
    faults = ", ".join(f"{counts[each]:,} {each}" for each in ("missed", "wrong") if counts[each])
    return f"{_share(counts['right'], tally.pages)}{f' ({faults})' if faults else ''}"


def _share(count: int, of: int) -> str:
    """A share in per cent; 100 % only where it is all of them."""
    return "100 %" if count == of else f"{min(count / of, 0.9999):.2%}".replace("%", " %")


def beside(marks: Mapping[str, Marks], versions: Mapping[str, str]) -> str:
    """One set of pages: a column for each program."""
    heads = ["field", *(f"{name} {versions.get(name, '')}".strip() for name in marks)]
    rows = [[_TITLES[name], *(_mark(each, name) for each in marks.values())] for name in COMPARED]
    f1 = [f"{each.f1 / each.pages:.3f}" if each.given["body"] else _NOTHING for each in marks.values()]
    return markdown(heads, [*rows, ["text, token F1", *f1]])


def _mark(marks: Marks, name: str) -> str:
    """Right and wrong shares; a dash where the program has no such field."""
    if not marks.given[name]:
        return _NOTHING
    right, wrong = marks.counts[name]["right"], marks.counts[name]["wrong"]
    return f"{right / marks.pages:.0%}{f', {wrong / marks.pages:.0%} wrong' if wrong else ''}".replace("%", " %")


def one_at_a_time(tallies: Named) -> str:
    """Each mutation by itself: whole pages, missed and wrong fields and refusals of both halves."""
    heads = ["mutation", *(f"{half}: {what}" for half in HALVES for what in ("every field right", "wrong", "refused"))]
    names = list(dict.fromkeys(name for name, _ in tallies))
    rows = [[f"`{name}`", *(cell for half in HALVES for cell in _whole(tallies[name, half]))] for name in names]
    return markdown(heads, rows)


def _whole(tally: Tally) -> list[str]:
    return [_share(tally.whole, tally.pages), str(tally.wrong_pages), str(tally.refused)]


def stacked(tallies: Named) -> str:
    """Stacks of ten: survival of each field, then whole pages, for each stack and half."""
    heads = ["field", *(f"{name}, {half} ({tally.pages:,})" for (name, half), tally in tallies.items())]
    rows = [[f"`{name}`", *(_cell(tally, name) for tally in tallies.values())] for name in FIELDS]
    rows.append(["body, token F1", *(f"{tally.f1 / tally.pages:.4f}" for tally in tallies.values())])
    rows.append(["every field right", *(_share(tally.whole, tally.pages) for tally in tallies.values())])
    rows.append(["pages with a wrong value", *(str(tally.wrong_pages) for tally in tallies.values())])
    rows.append(["pages refused", *(str(tally.refused) for tally in tallies.values())])
    return markdown(heads, rows)
