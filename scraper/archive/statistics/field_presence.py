"""How many pages of a run show each field, and how many of the same kind did before.

Fields come and go with the years: of 2013's articles hardly one names an editor. So a page is compared with those of
articles whose numbers are near its own, whichever run read them. The oldest articles of a site have none before them
that they could name as related, so links to others are looked for only where there are enough to name.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from scraper.items import ARTICLE_FIELDS, HASHED, Lang

BAND = 5_000
"""Articles are compared with those of the same band of so many numbers, and of the bands beside it: about a year."""

LOOKED_AT = 5_000
"""Of those no more than so many pages are counted, the newest."""

FEWEST_BEFORE = 100
"""Fewer say nothing of what is normal."""

FEWEST_OLDER = 100
"""A page with fewer older articles behind it stands at the start of the site's history: it may have none to name."""

NAMES_OLDER = frozenset({"related", "read_also"})
"""Fields that name older articles, so that pages at the start of the history may rightly lack them."""

OWN_TEMPLATE = "own template"
"""The name under which pages are counted that a template has read, not the generic parser."""

UNHEALTHY = 3
"""The exit status of a run whose pages are no measure for others."""

_TEXTS = [f"t.{name}" for name in HASHED if not ARTICLE_FIELDS[name].required]
_TEXTS.insert(_TEXTS.index("t.category") + 1, "c.category_slug")
_FIELDS = {
    **{column[2:]: f"{column} IS NOT NULL" for column in _TEXTS},
    "views": "EXISTS (SELECT 1 FROM view_counts v WHERE v.capture = c.capture AND v.source = 'own')",
    "popular": "EXISTS (SELECT 1 FROM view_counts v WHERE v.capture = c.capture AND v.source = 'popular')",
    "related": """EXISTS (SELECT 1 FROM links l WHERE l.from_key = c.key AND l.kind = 'related'
        AND l.capture = c.capture)""",
    "read_also": """EXISTS (SELECT 1 FROM links l WHERE l.from_key = c.key AND l.kind = 'read_also'
        AND l.capture = c.capture)""",
}
"""Whether a reading `c` with its text `t` has a field; without title, date and text nothing counts as an article."""

_SUMS = ", ".join(f"sum({condition})" for condition in _FIELDS.values())

_KNOWN = """
    SELECT key FROM (
        SELECT key FROM articles UNION
        SELECT key FROM frontier WHERE seen_in <> 'sweep' AND state <> 'absent'
    ) WHERE key {of_edition} LIMIT 1 OFFSET :older
"""
"""The article of an edition that has so many older ones; ids that were only guessed do not count as articles."""

_AT_START = "c.key BETWEEN :start_en + 1 AND :start_id - 1"
"""Whether a reading `c` is of an article that has fewer than `FEWEST_OLDER` older ones."""

_OF_RUN = f"""
    SELECT c.key > 0, abs(c.key) / {BAND}, c.template, c.reader, {_AT_START}, count(*), {_SUMS}
    FROM captures c JOIN texts t ON t.content_hash = c.content_hash
    WHERE c.run = :run AND c.outcome = 'article' GROUP BY 1, 2, 3, 4, 5
"""  # noqa: S608 - built of constants

_NO_MEASURE = f"""
    SELECT run FROM runs WHERE (exit_status = {UNHEALTHY} OR json_extract(counts, '$.unhealthy') IS NOT NULL)
      AND json_extract(counts, '$.accepted') IS NULL
"""  # noqa: S608 - built of constants

_EARLIER = f"""
    SELECT * FROM captures
    WHERE key BETWEEN :first AND :last AND outcome = 'article' AND run <> :run
      AND (:template IS NULL OR template = :template) AND run NOT IN ({_NO_MEASURE})
    ORDER BY fetched_at DESC LIMIT {LOOKED_AT}
"""  # noqa: S608 - built of constants

_BEFORE = f"""
    SELECT c.reader, count(*), {_SUMS}
    FROM ({_EARLIER}) c JOIN texts t ON t.content_hash = c.content_hash GROUP BY 1
"""  # noqa: S608 - built of constants

_TEMPLATES_BEFORE = f"SELECT template, count(*) FROM ({_EARLIER}) GROUP BY 1"  # noqa: S608 - built of constants

_LACKING = """
    SELECT min(c.capture) FROM captures c JOIN texts t ON t.content_hash = c.content_hash
    WHERE c.run = :run AND c.outcome = 'article' AND c.template = :template AND (c.key > 0) = :indonesian
      AND NOT ({has}) AND (:field NOT IN ('related', 'read_also') OR NOT {at_start})
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """How many pages of a run have a field, beside those of the same kind before.

    Attributes:
        lang: the edition.
        template: of the pages; None where those of all templates are counted.
        field: by the name of its column, `related`, `read_also` and `popular` by their lists'; or `OWN_TEMPLATE`.
        present: pages of this run that have it.
        pages: pages of this run, as far as there is something to compare them with.
        share_before: the share of the pages before that had it, from 0 to 1, as many of each age as in this run.
        pages_before: of how many pages that share is, the mean of all ages; infinite where it is known for certain.
    """

    lang: Lang
    template: str | None
    field: str
    present: int
    pages: int
    share_before: float
    pages_before: float = math.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """What a run's pages show.

    Attributes:
        templates: pages by edition and template.
        fields: share of the pages that have a field, from 0 to 1, by edition, template and field.
        compared: each field beside what was before, where there is enough before.
        first_seen: editions and templates of which the archive had no page before, though it had of the edition.
    """

    templates: Mapping[tuple[Lang, str], int]
    fields: Mapping[tuple[Lang, str], Mapping[str, float]]
    compared: tuple[Compared, ...]
    first_seen: tuple[tuple[Lang, str], ...]


@dataclass(slots=True)
class _Count:
    present: int = 0
    pages: int = 0
    compared_present: int = 0
    compared_pages: int = 0
    expected: float = 0.0
    weighed: float = 0.0

    def add(self, present: int, pages: int, before: tuple[int, int]) -> None:
        """Add pages of one age; `before` is how many had it, of how many."""
        self.present += present
        self.pages += pages
        had, of = before
        if of >= FEWEST_BEFORE:
            self.compared_present += present
            self.compared_pages += pages
            self.expected += pages * had / of
            self.weighed += pages * of


def of_run(db: Database, run: str) -> Presence:
    """Count the fields of the pages that a run has read, beside those read before it.

    Runs that were unhealthy do not count as before, unless `scraper.archive.runs.accept` says so.

    Args:
        db: the archive.
        run: its UUID; the readings of its captures are in the archive.
    """
    carries: set[tuple[str, str, str]] = set(db.execute("SELECT template, reader, field FROM carries"))
    counts: dict[tuple[Lang, str | None, str], _Count] = defaultdict(_Count)
    templates: dict[tuple[Lang, str], int] = defaultdict(int)
    known: dict[tuple[Lang, str], int] = defaultdict(int)
    asked = {"run": run, **_starts(db)}
    for indonesian, band, template, reader, at_start, pages, *present in db.execute(_OF_RUN, asked).fetchall():
        lang: Lang = "id" if indonesian else "en"
        around = {"run": run, "template": template, **_around(lang, band)}
        before = _counted(db.execute(_BEFORE, around), template, carries)
        for field, has in zip(_FIELDS, present, strict=True):
            if (template, reader, field) in carries:
                is_judged = not (at_start and field in NAMES_OLDER)
                counts[lang, template, field].add(has, pages, before[field] if is_judged else (0, 0))
        others = dict(db.execute(_TEMPLATES_BEFORE, {**around, "template": None}).fetchall())
        of = sum(others.values())
        own = (of - others.get("generic", 0), of)
        counts[lang, None, OWN_TEMPLATE].add(0 if template == "generic" else pages, pages, own)
        templates[lang, template] += pages
        known[lang, template] += others.get(template, 0) if of >= FEWEST_BEFORE else 1
    fields: dict[tuple[Lang, str], dict[str, float]] = defaultdict(dict)
    for (lang, template, field), count in counts.items():
        if template is not None:
            fields[lang, template][field] = count.present / count.pages
    return Presence(
        templates=dict(templates),
        fields=dict(fields),
        compared=tuple(_compared(counts)),
        first_seen=tuple(kind for kind, pages in known.items() if not pages),
    )


def lacking(db: Database, run: str, compared: Compared) -> str | None:
    """Name a capture of a run whose page lacks a field; None where none does.

    Args:
        db: the archive.
        run: its UUID.
        compared: the field, of an edition and a template.
    """
    has = "c.template <> 'generic'" if compared.field == OWN_TEMPLATE else _FIELDS[compared.field]
    about = {
        "run": run,
        "template": compared.template or "generic",
        "indonesian": int(compared.lang == "id"),
        "field": compared.field,
        **_starts(db),
    }
    found: tuple[str | None] = db.execute(_LACKING.format(has=has, at_start=_AT_START), about).fetchone()
    return found[0]


def _starts(db: Database) -> dict[str, int]:
    """Return the key of each edition's oldest article that has `FEWEST_OLDER` older ones."""
    found: dict[str, int] = {}
    for lang, of_edition, beyond in (("id", "> 0 ORDER BY key", 2**62), ("en", "< 0 ORDER BY key DESC", -(2**62))):
        row = db.execute(_KNOWN.format(of_edition=of_edition), {"older": FEWEST_OLDER}).fetchone()
        found[f"start_{lang}"] = beyond if row is None else row[0]
    return found


def _around(lang: Lang, band: int) -> dict[str, int]:
    """Return the keys between which the articles near those of a band stand."""
    low, high = max(1, (band - 1) * BAND), (band + 2) * BAND - 1
    return {"first": low, "last": high} if lang == "id" else {"first": -high, "last": -low}


def _counted(
    rows: Iterable[tuple[Any, ...]], template: str, carries: set[tuple[str, str, str]]
) -> Mapping[str, tuple[int, int]]:
    """Add up, over the versions of the parser, how many pages have a field of those on which it is looked for."""
    had: dict[str, tuple[int, int]] = dict.fromkeys(_FIELDS, (0, 0))
    for reader, pages, *present in rows:
        for field, has in zip(_FIELDS, present, strict=True):
            if (template, reader, field) in carries:
                had[field] = (had[field][0] + has, had[field][1] + pages)
    return had


def _compared(counts: Mapping[tuple[Lang, str | None, str], _Count]) -> Iterator[Compared]:
    for (lang, template, field), count in counts.items():
        if count.compared_pages:
            yield Compared(
                lang=lang,
                template=template,
                field=field,
                present=count.compared_present,
                pages=count.compared_pages,
                share_before=count.expected / count.compared_pages,
                pages_before=count.weighed / count.compared_pages,
            )
