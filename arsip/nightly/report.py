"""Writes the report of a night: what came of each step, and which articles changed or went."""

from contextlib import closing
from pathlib import Path

from arsip.nightly.config import Came, Job
from arsip.nightly.results import Night
from scraper import clock
from scraper.archive.database import open_to_read
from scraper.archive.statistics.activity import Activity, Headline, activity_since
from scraper.clock import JAKARTA
from scraper.items import EDITION_NAMES

NAMED = 50
"""Articles that are named of each kind."""

_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]()<>#+!|~&"})
"""Titles are the site's: no letter of theirs is markup of ours."""


def write(job: Job) -> Came:
    """Write the report of a night, once all else is done, to `reports/` beside the archive."""
    day = job.started_at.astimezone(JAKARTA).date()
    target = job.wanted.folder / "reports" / f"nightly-{day.isoformat()}.md"
    night = Night(
        run=job.run,
        archive=str(job.wanted.archive),
        started_at=job.began,
        ended_at=clock.now_stamp(),
        steps=tuple(job.done),
    )
    with closing(open_to_read(job.wanted.archive)) as db:
        told = activity_since(db, job.began, limit=NAMED)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_suffix(".partial")
    beside.write_text(text(night, told, title=f"{job.wanted.archive.name}, night of {day.isoformat()}"), "utf-8")
    beside.replace(target)
    numbers: dict[str, int | float] = {
        "changes": told.changed_count, "gone": told.gone_count, "returned": told.returned, "views": told.view_counts,
    }  # fmt: skip
    return Came(said=str(Path("reports") / target.name), numbers=numbers)


def text(night: Night, told: Activity, *, title: str) -> str:
    """Return the report, in Markdown.

    Args:
        night: so far.
        told: what has happened to the articles.
        title: of the report.
    """
    lines = [f"# {title}", "", f"**{_escaped(night.verdict[:1].upper() + night.verdict[1:])}**"]
    if night.remedy:
        lines += ["", f"Next: `{night.remedy}`"]
    new = ", ".join(f"{number:,} {EDITION_NAMES[lang]}" for lang, number in told.new.items()) or "none"
    lines += [
        "",
        f"- new: {new}",
        f"- changed: {told.changed_count:,}",
        f"- taken down: {told.gone_count:,}; back again: {told.returned:,}",
        f"- view counts added: {told.view_counts:,}",
        f"- requests: {night.numbers.get('requests', 0):,}",
        "",
        "| step | took | exit | what came of it |",
        "|---|---:|---:|---|",
        *(
            f"| {done.step} | {done.seconds:,.0f} s | {done.status} | {_escaped(done.verdict)} |"
            for done in night.steps
        ),
        *_named("Changed", told.changed, told.changed_count),
        *_named("Taken down", told.gone, told.gone_count),
        "",
    ]
    return "\n".join(lines)


def _named(heading: str, articles: tuple[Headline, ...], number: int) -> list[str]:
    if not articles:
        return []
    lines = ["", f"## {heading}", ""]
    lines += [f"- {article.date} [{_escaped(article.title)}](<{article.url}>), `{article.key}`" for article in articles]
    return [*lines, f"- and {number - len(articles):,} more"] if number > len(articles) else lines


def _escaped(said: str) -> str:
    return " ".join(said.split()).translate(_MARKS)
