"""Tables of timings in Markdown, and their place in a page of the manual."""

from collections.abc import Iterable, Mapping

from bench.reading.rounds import Timing


def timings(measured: Mapping[str, Timing], versions: Mapping[str, str], missing: Mapping[str, str]) -> str:
    """A table of contestants, the fastest first.

    Args:
        measured: by contestant.
        versions: by contestant, where it has one of its own.
        missing: why a contestant could not take part, by contestant.
    """
    rows = [
        (
            f"{name} {versions.get(name, '')}".strip(),
            _short(each.seconds * 1000),
            f"{_short(each.times)} ({_short(each.low)} to {_short(each.high)})",
            f"{1 / each.seconds:,.0f}",
        )
        for name, each in sorted(measured.items(), key=lambda item: item[1].times)
    ]
    left_out = [(name, reason.replace("|", "/"), "", "") for name, reason in missing.items()]
    return markdown(("what", "ms a page", "times lxml's parse (middle half)", "pages a second"), [*rows, *left_out])


def _short(number: float) -> str:
    """Three digits that count."""
    return f"{number:.2f}" if number < 10 else f"{number:.1f}" if number < 100 else f"{number:.0f}"  # noqa: PLR2004


def markdown(heads: Iterable[str], rows: Iterable[Iterable[str]], *, left: int = 1) -> str:
    """A table; all columns but the first, or the first so many, are numbers."""
    lines = [list(heads), *(list(row) for row in rows)]
    rule = [*["---"] * left, *["---:"] * (len(lines[0]) - left)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [lines[0], rule, *lines[1:]])


def put(page: str, name: str, text: str) -> str:
    """Put a text between the marks `<!-- NAME begin -->` and `<!-- NAME end -->` of a page, for what stands there.

    Raises:
        ValueError: the page has not each of the marks once, in this order.
    """
    begin, end = f"<!-- {name} begin -->", f"<!-- {name} end -->"
    if page.count(begin) != 1 or page.count(end) != 1 or page.index(begin) > page.index(end):
        raise ValueError(f"no one place between {begin!r} and {end!r}")
    before, _, rest = page.partition(begin)
    return f"{before}{begin}\n{text}\n{end}{rest.partition(end)[2]}"
