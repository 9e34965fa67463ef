"""Tells the history of one article: its versions, what each said, when it was gone, and what held at any moment."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlite_utils import Database

from scraper.archive.schema.tables import VERSIONS
from scraper.items import HASHED
from scraper.urls import article_url, from_key

Record: TypeAlias = dict[str, Any]
"""What held of an article, by the names of the columns of `articles`."""

EVER = "~"
"""Comes after every moment, and after every capture's name."""

_FROM_READING = (*HASHED, "category_slug", "views")
"""Fields that come from an older reading where the template of the newest does not carry them."""

_COLUMNS = ("fetched_at", "capture", "source_url", "template", "reader", "content_hash", "slug", *_FROM_READING)

_READINGS = f"""
    SELECT c.fetched_at, c.capture, c.url, c.template, c.reader, c.content_hash, c.slug,
           {", ".join(f"t.{name}" for name in HASHED)}, c.category_slug,
           (SELECT v.views FROM view_counts v WHERE v.key = c.key AND v.fetched_at = c.fetched_at
            AND v.capture = c.capture AND v.source = 'own')
    FROM captures c JOIN texts t ON t.content_hash = c.content_hash
    WHERE c.key = ? AND c.outcome = 'article' ORDER BY c.fetched_at DESC, c.capture DESC
"""  # noqa: S608 - built of constants


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version of an article.

    Attributes:
        version: counted from 1.
        fetched_at: when it was first seen.
        capture: the page that opened it.
        template: which template read it.
        reader: the parser's version.
        changed: fields that are otherwise than in the version before; none of the first.
    """

    version: int
    fetched_at: str
    capture: str
    template: str
    reader: str
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A spell in which the site said that an article is not there.

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


class History:
    """All that an archive knows of one article's past.

    Args:
        db: the archive.
        key: the article's.

    Attributes:
        absences: spells of being gone, oldest first.
    """

    def __init__(self, db: Database, key: int) -> None:
        self._key = key
        self._readings = [dict(zip(_COLUMNS, row, strict=True)) for row in db.execute(_READINGS, [key])]
        self._carries: dict[tuple[str, str], set[str]] = defaultdict(set)
        for template, reader, field in db.execute("SELECT template, reader, field FROM carries"):
            self._carries[template, reader].add(field)
        present = db.execute("SELECT slug FROM articles WHERE key = ?", [key]).fetchone()
        self._slug: str | None = present[0] if present else None
        self._opened = db.execute(VERSIONS.format(restriction="AND key = ?"), [key]).fetchall()
        seen = "SELECT fetched_at FROM captures WHERE key = ? AND outcome IN ('article', 'unchanged') ORDER BY 1"
        self._seen = [moment for (moment,) in db.execute(seen, [key])]
        spells = "SELECT since, answers, gone_at, until FROM absences WHERE key = ? ORDER BY since"
        self.absences = [
            Absence(since=since, answers=answers, gone_at=gone_at, until=until)
            for since, answers, gone_at, until in db.execute(spells, [key])
        ]

    def __len__(self) -> int:
        """Return how many versions there are."""
        return len(self._opened)

    @property
    def first_seen(self) -> str | None:
        """When the article was first read; None where it never was."""
        return self._readings[-1]["fetched_at"] if self._readings else None

    def at(self, moment: str = EVER, capture: str = EVER) -> Record | None:
        """Return what held at a moment, by all that had been captured until then.

        Args:
            moment: as the archive writes it, UTC.
            capture: of the captures at that very moment, the last that counts.

        Returns:
            the row of `articles` as it was then, but for a slug that no page of the article gave until then: it is
            today's. None where the article had not been read by then.
        """
        past = [each for each in self._readings if (each["fetched_at"], each["capture"]) <= (moment, capture)]
        if not past:
            return None
        newest = past[0]
        lang, id_ = from_key(self._key)
        slug = next((each["slug"] for each in past if each["slug"]), self._slug)
        spell = next((s for s in self.absences if s.since <= moment and (s.until is None or s.until > moment)), None)
        is_gone = spell is not None and spell.gone_at is not None and spell.gone_at <= moment
        return {
            "key": self._key,
            "lang": lang,
            "id": id_,
            "slug": slug,
            "url": article_url(lang, id_, slug),
            **{field: self._carried(field, past) for field in _FROM_READING},
            **{name: newest[name] for name in ("template", "fetched_at", "capture", "source_url", "content_hash")},
            "version": sum(row[2:4] <= (moment, capture) for row in self._opened),
            "first_seen": past[-1]["fetched_at"],
            "last_seen": max(seen for seen in self._seen if seen <= max(moment, newest["fetched_at"])),
            "status": "live" if spell is None else "gone" if is_gone else "suspect",
            "gone_since": spell.since if spell is not None and is_gone else None,
        }

    def version(self, number: int) -> Record | None:
        """Return what held when a version was first seen; None where there is none of that number."""
        if not 0 < number <= len(self._opened):
            return None
        return self.at(*self._opened[number - 1][2:4])

    def versions(self) -> list[Version]:
        """Return the versions, oldest first."""
        found: list[Version] = []
        before: Record | None = None
        for _, number, moment, capture, _, template, reader in self._opened:
            said = self.at(moment, capture)
            assert said is not None
            changed = () if before is None else tuple(name for name in HASHED if said[name] != before[name])
            found.append(
                Version(
                    version=number,
                    fetched_at=moment,
                    capture=capture,
                    template=template,
                    reader=reader,
                    changed=changed,
                )
            )
            before = said
        return found

    def _carried(self, field: str, past: list[Record]) -> Any:  # noqa: ANN401 - text or number
        """Return a field of the newest reading, or of the newest one whose template has a place for it."""
        carrying = (each for each in past if field in self._carries[each["template"], each["reader"]])
        return next(carrying, past[0])[field]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of an article that is not archived.

    Attributes:
        state: as on the frontier: `pending`, `absent`, `problem`, …
        seen_in: where it was heard of.
        last_error: what happened at the last try; None where nothing did.
        next_try: not before then; None where it may be any time.
        reason: why its newest page could not be read; None where there is no such page.
    """

    state: str
    seen_in: str
    last_error: str | None
    next_try: str | None
    reason: str | None


def standing(db: Database, key: int) -> Standing | None:
    """Return how things stand with an article; None where nobody has heard of it."""
    row = db.execute(
        """
        SELECT state, seen_in, last_error, next_try,
               (SELECT reason FROM problems p WHERE p.key = f.key ORDER BY p.fetched_at DESC LIMIT 1)
        FROM frontier f WHERE key = ?
        """,
        [key],
    ).fetchone()
    if row is None:
        return None
    state, seen_in, last_error, next_try, reason = row
    return Standing(state=state, seen_in=seen_in, last_error=last_error, next_try=next_try, reason=reason)
