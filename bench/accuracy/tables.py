"""The tables of `docs/accuracy.md`, in Markdown."""

from collections.abc import Mapping

from bench.accuracy.beside import COMPARED, Marks
from bench.accuracy.measure import HOLDOUT, TUNING, Named, PageSet
from bench.drift.parts import SETS
from bench.markdown import table
from bench.score import FIELDS, Tally

_NOTHING = "\N{EN DASH}"
_TITLES = {
    "title": "title", "date": "day", "published_at": "minute", "authors": "reporters", "editor": "editor",
    "views": "views", "photo_url": "photo", "body": "text, exact paragraphs",
}  # fmt: skip
_KNOWN_HEADS = (
    "pages", "number", "truth", "every field right", "wrong values", "refused", "text, token F1", "short of 100 %",
)  # fmt: skip


def known(tallies: Mapping[PageSet, Tally]) -> str:
    """A row for each set of pages of known templates; fields that are not right on all of its pages are named."""
    rows = [
        [
            pages.name,
            f"{tally.pages:,}",
            pages.truth,
            _share(tally.whole, tally.pages),
            str(sum(counts["wrong"] for counts in tally.counts.values())),
            str(tally.refused),
            f"{tally.f1 / tally.pages:.4f}",
            ", ".join(f"`{name}` {_cell(tally, name)}" for name in FIELDS if _is_short(tally, name)) or _NOTHING,
        ]
        for pages, tally in tallies.items()
    ]
    return table(_KNOWN_HEADS, rows, left=3)


def _is_short(tally: Tally, name: str) -> bool:
    return tally.counts[name]["right"] < tally.pages - tally.refused


def _cell(tally: Tally, name: str) -> str:
    counts = tally.counts[name]
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
    return table(heads, [*rows, ["text, token F1", *f1]])


def _mark(marks: Marks, name: str) -> str:
    """Right and wrong shares; a dash where the program has no such field."""
    if not marks.given[name]:
        return _NOTHING
    right, wrong = marks.counts[name]["right"], marks.counts[name]["wrong"]
    return f"{right / marks.pages:.0%}{f', {wrong / marks.pages:.0%} wrong' if wrong else ''}".replace("%", " %")


def one_at_a_time(tallies: Named) -> str:
    """Each mutation by itself: whole pages, wrong fields and refusals of both sets."""
    heads = ["mutation", *(f"{pages}: {what}" for pages in SETS for what in ("every field right", "wrong", "refused"))]
    rows: dict[str, list[str]] = {}
    for (name, _), tally in tallies.items():  # the sets of a mutation one after the other, in the order of SETS
        whole = _share(tally.whole, tally.pages)
        rows.setdefault(name, [f"`{name}`"]).extend([whole, str(tally.wrong_pages), str(tally.refused)])
    return table(heads, rows.values())


def stacked(tallies: Named) -> str:
    """Stacks of ten: survival of each field, then whole pages, for each stack and set."""
    every = tallies.values()
    heads = ["field", *(f"{name}, {pages} ({tally.pages:,})" for (name, pages), tally in tallies.items())]
    rows = [
        ["truth", *(TUNING if pages == "tuning" else HOLDOUT for _, pages in tallies)],
        *([f"`{name}`", *(_cell(tally, name) for tally in every)] for name in FIELDS),
        ["text, token F1", *(f"{tally.f1 / tally.pages:.4f}" for tally in every)],
        ["every field right", *(_share(tally.whole, tally.pages) for tally in every)],
        ["pages with a wrong value", *(str(tally.wrong_pages) for tally in every)],
        ["pages refused", *(str(tally.refused) for tally in every)],
    ]
    return table(heads, rows)
