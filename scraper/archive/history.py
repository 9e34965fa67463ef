"""The history of one article: its versions, when it was gone, and the record at any moment; or why there is none."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from scraper.archive.connection import Database
from scraper.archive.current_state import READING
from scraper.archive.schema.tables import VERSIONS
from scraper.items import HASHED, Outcome, Source
from scraper.urls import article_name, article_url, from_key

Record: TypeAlias = dict[str, Any]
"""An article at some moment, by the names of the columns of `articles`."""

EVER = "~"
"""Sorts after every moment, and after every capture's name."""

_COLUMNS = ("fetched_at", "capture", "source", "source_url", "template", "reader", "content_hash", "slug", *READING)

_READINGS = f"""
    SELECT c.fetched_at, c.capture, c.source, c.url, c.template, c.reader, c.content_hash, c.slug,
           {", ".join(READING.values())}
    FROM captures c JOIN texts t ON t.content_hash = c.content_hash
    WHERE c.key = ? AND c.outcome = 'article' ORDER BY c.fetched_at DESC, c.capture DESC
"""  # noqa: S608 - built of constants


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version of an article, counted from 1, by the capture that opened it and the parser's version (`reader`).

    `source` is where that capture is from, as in `captures`. `changed` are the fields that differ from the version
    before; none of the first.
    """

    version: int
    fetched_at: str
    capture: str
    source: Source
    template: str
    reader: str
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Absence:
    """A period in which the site said that an article is not there.

    Attributes:
        since: the first such answer.
        answers: how many there were.
        gone_at: the answer that confirmed it; None while it is only suspected.
        until: when the article was there again; None while it is not.
    """

    since: str
    answers: int
    gone_at: str | None
    until: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """A capture of an article's page, whatever it showed."""

    fetched_at: str
    capture: str
    outcome: Outcome

    @property
    def is_live(self) -> bool:
        """Whether the article was there."""
        return self.outcome in {"article", "unchanged"}

    @property
    def is_missing(self) -> bool:
        """Whether the site said that it is not there."""
        return self.outcome in {"missing", "soft-missing"}


class History:
    """All that an archive knows of one article's past; `captures` and `absences` are oldest first."""

    def __init__(self, db: Database, key: int) -> None:
        self._key = key
        self._readings = [dict(zip(_COLUMNS, row, strict=True)) for row in db.execute(_READINGS, [key])]
        self._carries: dict[tuple[str, str], set[str]] = defaultdict(set)
        for template, reader, field in db.execute("SELECT template, reader, field FROM carries"):
            self._carries[template, reader].add(field)
        present = db.execute("SELECT slug FROM articles WHERE key = ?", [key]).fetchone()
        self._slug: str | None = present[0] if present else None
        self._opened = db.execute(VERSIONS.format(restriction="AND key = ?"), [key]).fetchall()
        seen = "SELECT fetched_at, capture, outcome FROM captures WHERE key = ? ORDER BY 1, 2"
        self.captures = [Seen(*row) for row in db.execute(seen, [key])]
        self._seen = [each.fetched_at for each in self.captures if each.is_live]
        absences = "SELECT since, answers, gone_at, until FROM absences WHERE key = ? ORDER BY since"
        self.absences = [Absence(*row) for row in db.execute(absences, [key])]

    def __len__(self) -> int:
        """Return how many versions there are."""
        return len(self._opened)

    @property
    def first_seen(self) -> str | None:
        """When the article was first read; None where it never was."""
        return self._readings[-1]["fetched_at"] if self._readings else None

    def at(self, moment: str = EVER, capture: str = EVER) -> Record | None:
        """Return the record at a moment, by all that had been captured until then; at that moment, until a capture.

        It is the row of `articles` as it was then, but for a slug that no page of the article gave until then: that is
        today's. None where the article had not been read by then.
        """
        past = [each for each in self._readings if (each["fetched_at"], each["capture"]) <= (moment, capture)]
        if not past:
            return None
        newest = past[0]
        lang, id_ = from_key(self._key)
        slug = next((each["slug"] for each in past if each["slug"]), self._slug)
        absence = next((a for a in self.absences if a.since <= moment and (a.until is None or a.until > moment)), None)
        is_gone = absence is not None and absence.gone_at is not None and absence.gone_at <= moment
        return {
            "key": self._key,
            "lang": lang,
            "id": id_,
            "slug": slug,
            "url": article_url(lang, id_, slug),
            **{field: self._carried(field, past) for field in READING},
            **{
                name: newest[name]
                for name in ("template", "fetched_at", "capture", "source", "source_url", "content_hash")
            },
            "version": sum(row[2:4] <= (moment, capture) for row in self._opened),
            "first_seen": past[-1]["fetched_at"],
            "last_seen": max(seen for seen in self._seen if seen <= max(moment, newest["fetched_at"])),
            "status": "live" if absence is None else "gone" if is_gone else "suspect",
            "gone_since": absence.since if absence is not None and is_gone else None,
        }

    def _carried(self, field: str, past: list[Record]) -> Any:  # noqa: ANN401 - text or number
        """Return a field of the newest reading, or of the newest one whose template has a place for it."""
        carrying = (each for each in past if field in self._carries[each["template"], each["reader"]])
        return next(carrying, past[0])[field]

    def version(self, number: int) -> Record | None:
        """Return the record when a version was first seen; None where there is none of that number."""
        if not 0 < number <= len(self._opened):
            return None
        return self.at(*self._opened[number - 1][2:4])

    def versions(self) -> list[Version]:
        """Return the versions, oldest first."""
        return [version for version, _ in self.versions_with_records()]

    def versions_with_records(self) -> Iterator[tuple[Version, Record]]:
        """Yield the versions, oldest first, each with the record when it was first seen."""
        before: Record | None = None
        sources = {reading["capture"]: reading["source"] for reading in self._readings}
        for _, number, moment, capture, _, template, reader in self._opened:
            record = self.at(moment, capture)
            assert record is not None, "a version is opened by a reading"
            changed = () if before is None else tuple(name for name in HASHED if record[name] != before[name])
            version = Version(
                version=number,
                fetched_at=moment,
                capture=capture,
                source=sources[capture],
                template=template,
                reader=reader,
                changed=changed,
            )
            yield version, record
            before = record


def why_missing(db: Database, key: int, *, archive: str, suffix: str = "") -> str:
    """Return why an article is not archived and what to run, in a line with commands in backticks.

    `archive` is what to call the archive, such as its file's name; `suffix` ends each command, as ` --db FILE`.
    """
    row = db.execute(
        """
        SELECT state, seen_in, last_error,
               (SELECT reason FROM problems p WHERE p.key = f.key ORDER BY p.fetched_at DESC LIMIT 1)
        FROM frontier f WHERE key = ?
        """,
        [key],
    ).fetchone()
    name = article_name(key)
    crawl = f"`echo {name} | arsip crawl urls -{suffix}`"
    if row is None:
        return f"it is not in {archive}; {crawl} asks the site for it"
    state, seen_in, last_error, reason = row
    if state == "problem":
        return f"its page could not be read{_in_brackets(reason)}; `arsip inspect {name}{suffix}` shows more"
    if state == "absent":
        return f"the site has no article of this number; {crawl} asks again"
    if state == "pending":
        tried = f"; the last try failed{_in_brackets(last_error)}" if last_error else ""
        return f"discovered ({seen_in}), but not fetched yet{tried}; {crawl} fetches it"
    return f"the frontier says it is {state}, but it is not in {archive}; run `arsip verify{suffix}`"


def _in_brackets(text: str | None) -> str:
    """Return a reason in brackets, without backticks, which mark our commands; nothing for none."""
    return " ({})".format(text.replace("`", "'")) if text else ""
