"""The page that compares two versions of an article, and shows what each of its captures was."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from arsip.api.passages import Comparison, compare_fields, compare_versions
from arsip.api.text_diff import MAX_COMPARISONS, Diff, Unchanged, Words
from arsip.web.charts.captures import CHANGED, RETURNED_CHANGED, Mark, captures, marks
from arsip.web.charts.chart import Chart
from arsip.web.formatting import article, bare, query
from arsip.web.site import read
from arsip.web.views.article import missing, requested_key
from arsip.web.views.responses import not_found, render, whole_number
from scraper.archive.changes import Change, ChangedField, ChangeSelection, differing, stream
from scraper.archive.database import Database
from scraper.archive.history import EVER, History, Record, Version
from scraper.archive.records import Selection

View: TypeAlias = Literal["inline", "side"]


class Sides(NamedTuple):
    """Words of the older text, and those that stand beside them in the newer one."""

    older: tuple[Words, ...]
    newer: tuple[Words, ...]
    is_too_large: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two versions of an article and all that the page says of them, of all versions and captures.

    Attributes:
        versions: each with the comparison with the one before; None of the first, and where it takes too long.
        between: removals and returns between the two versions, or after the newest one, oldest first.
    """

    key: int
    view: View
    older: Record
    newer: Record
    versions: list[tuple[Version, Comparison | None]]
    comparison: Comparison
    between: list[Change]
    chart: Chart

    def address(self, older: int, newer: int, view: View | None = None) -> str:
        """Return the address that compares two versions, in the same layout if no other is given."""
        return _address(self.key, older, newer, view or self.view)

    @property
    def previous(self) -> str | None:
        """Where the change before the older version is shown."""
        number = self.older["version"]
        return self.address(number - 1, number) if number > 1 else None

    @property
    def following(self) -> str | None:
        """Where the change after the newer version is shown."""
        number = self.newer["version"]
        return self.address(number, number + 1) if number < len(self.versions) else None


async def page(datasette: Datasette, request: Request) -> Response:
    """Compare two versions, the last two where none are named; an article of one version has its captures alone."""
    try:
        key = requested_key(request)
        before, after = whole_number(request, "from"), whole_number(request, "to")
    except ValueError as error:
        return await not_found(datasette, request, "No such article or version", str(error))
    view: View = "side" if request.args.get("view") == "side" else "inline"
    history, removals = await read(datasette, lambda db: (History(db, key), _removals(db, key)))
    newest = len(history)
    after = newest if after is None else after
    before = max(after - 1, min(newest, 1)) if before is None else before
    before, after = sorted((before, after))
    found = await asyncio.to_thread(_compare, key, history, removals, (before, after), view)  # long texts take a while
    if found is None:
        return await missing(datasette, request, key)
    context: dict[str, object] = {"found": found, "back": article(key), "sides": sides}
    return await render(datasette, request, "comparison.html", context)


def _compare(
    key: int, history: History, removals: Sequence[Change], numbers: tuple[int, int], view: View
) -> Compared | None:
    """Compare two versions by their numbers; None where there is none of such a number."""
    older, newer = map(history.version, numbers)
    if older is None or newer is None:
        return None
    pairs = list(history.versions_with_records())
    comparisons = list(compare_versions(record for _, record in pairs))
    versions = [version for version, _ in pairs]
    fields = list(differing(older, newer))
    if older["url"] != newer["url"]:
        fields.append(ChangedField(name="url", before=older["url"], after=newer["url"]))
    chart = captures(marks(history, versions, comparisons), numbers, lambda mark: _leads_to(mark, key, view))
    return Compared(
        key=key,
        view=view,
        older=older,
        newer=newer,
        versions=list(zip(versions, [None, *comparisons], strict=True)),
        comparison=compare_fields(fields, comparisons=MAX_COMPARISONS),
        between=_between(removals, older, newer, len(versions)),
        chart=chart,
    )


def _leads_to(mark: Mark, key: int, view: View) -> str:
    if mark.event in {CHANGED, RETURNED_CHANGED}:
        return _address(key, mark.version - 1, mark.version, view)
    return f"/raw/{bare(mark.capture.capture)}"


def _address(key: int, older: int, newer: int, view: View) -> str:
    return f"{article(key)}/changes{query(**{'from': older, 'to': newer, 'view': '' if view == 'inline' else view})}"


def _removals(db: Database, key: int) -> list[Change]:
    """Return when an article was removed and when it returned, oldest first."""
    selection = ChangeSelection(kinds=frozenset({"removed", "returned"}), articles=Selection(where=f"key = {key}"))
    return list(stream(db, selection))[::-1]


def _between(removals: Iterable[Change], one: Record, other: Record, versions: int) -> list[Change]:
    """Return those between two versions; after the newest version there is no end."""
    begin, end = sorted([one["fetched_at"], other["fetched_at"]])
    if max(one["version"], other["version"]) == versions:
        end = EVER
    return [each for each in removals if begin <= each.seen_by <= end]


def sides(parts: Sequence[Diff | Unchanged]) -> Iterator[Sides | Unchanged]:
    """Yield what stands side by side: beside a paragraph that was replaced as a whole the one that replaced it."""
    replaced: Diff | None = None
    for part in parts:
        if replaced is not None:
            its = part if isinstance(part, Diff) and _kinds(part) == {"added"} else None
            yield _beside(replaced, its)
            replaced = None
            if its is not None:
                continue
        if isinstance(part, Unchanged):
            yield part
        elif _kinds(part) == {"removed"}:
            replaced = part
        else:
            yield _beside(part, part)
    if replaced is not None:
        yield _beside(replaced, None)


def _kinds(diff: Diff) -> set[str]:
    return {words.kind for words in diff.words}


def _beside(older: Diff, newer: Diff | None) -> Sides:
    return Sides(
        tuple(words for words in older.words if words.kind != "added"),
        tuple(words for words in newer.words if words.kind != "removed") if newer else (),
        is_too_large=older.is_too_large,
    )
