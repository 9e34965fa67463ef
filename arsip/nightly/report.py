"""Writes the report of a nightly run: the result of each step, and which articles changed or went."""

from contextlib import closing
from pathlib import Path

from arsip.api.passages import compare
from arsip.nightly.job import Job, NightlyResult, StepResult
from scraper.archive.changes import Change
from scraper.archive.database import open_to_read
from scraper.archive.statistics.activity import Activity, activity_since
from scraper.atomic_file import replace_file
from scraper.clock import JAKARTA
from scraper.items import ARTICLE_FIELDS, EDITION_NAMES

NAMED = 50
"""Articles that are named of each kind."""

_ESCAPES = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]()<>#+!|~&"})
"""Titles are the site's: none may contain markup."""


def write(job: Job) -> StepResult:
    """Write the report to `reports/` beside the archive."""
    day = job.started_at.astimezone(JAKARTA).date().isoformat()
    result = job.result()
    with closing(open_to_read(job.config.archive)) as db:
        activity = activity_since(db, result.started_at, limit=NAMED)
    path = Path("reports") / f"nightly-{day}.md"
    with replace_file(job.config.folder / path) as file:
        file.write(text(result, activity, title=f"{job.config.archive.name}, night of {day}").encode())
    numbers: dict[str, int | float] = {
        "changes": activity.changed_count,
        "gone": activity.gone_count,
        "returned": activity.returned,
        "views": activity.view_counts,
    }
    return StepResult(message=str(path), numbers=numbers)


def text(result: NightlyResult, activity: Activity, *, title: str) -> str:
    """Return the report, in Markdown."""
    new = ", ".join(f"{number:,} {EDITION_NAMES[lang]}" for lang, number in activity.new.items()) or "none"
    lines = [
        f"# {title}",
        "",
        f"**{_escaped(result.message[:1].upper() + result.message[1:])}**",
        *(["", f"Next: `{result.next_command}`"] if result.next_command else []),
        "",
        f"- new: {new}",
        f"- changed: {activity.changed_count:,}",
        f"- taken down: {activity.gone_count:,}; back again: {activity.returned:,}",
        f"- view counts added: {activity.view_counts:,}",
        f"- requests: {result.numbers.get('requests', 0):,}",
        "",
        "| step | took | exit | result |",
        "|---|---:|---:|---|",
        *(
            f"| {step.step} | {step.seconds:,.0f} s | {step.status} | {_escaped(step.message)} |"
            for step in result.steps
        ),
        *_list("Changed", activity.changed, activity.changed_count),
        *_list("Taken down", activity.gone, activity.gone_count),
        "",
    ]
    return "\n".join(lines)


def _list(heading: str, changes: tuple[Change, ...], number: int) -> list[str]:
    if not changes:
        return []
    lines = ["", f"## {heading}", "", *map(_line, changes)]
    return [*lines, f"- and {number - len(changes):,} more"] if number > len(changes) else lines


def _line(change: Change) -> str:
    comparison = compare(change)
    labels = [str(ARTICLE_FIELDS[each.field].about.label).lower() for each in comparison.fields]
    extent = f": {', '.join(labels)}; {comparison.extent}" if labels else ""
    return f"- {change.date} [{_escaped(change.title)}](<{change.url}>), `{change.key}`{extent}"


def _escaped(text: str) -> str:
    return " ".join(text.split()).translate(_ESCAPES)
