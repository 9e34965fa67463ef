"""Field presence: how many pages of a run have each field, compared with earlier pages of the same kind.

Fields come and go with the years: of 2013's articles hardly one names an editor. So a page is compared with those of
articles whose numbers are near its own, whichever run read them. The oldest articles of a site have no older ones to
name as related, so links to others are expected only where there are enough to name.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scraper.archive.captures import RECOVERED
from scraper.archive.connection import Database
from scraper.exit_codes import UNHEALTHY
from scraper.items import ARTICLE_FIELDS, HASHED, Lang

BAND = 5_000
"""Articles are compared with those of the same band of so many ids, and of the bands beside it: about a year."""

MAX_EARLIER = 5_000
"""Earlier pages that are counted, the newest."""

MIN_EARLIER = 100
"""With fewer earlier pages nothing is compared."""

MIN_OLDER = 100
"""A page with fewer older articles stands at the start of the site's history: it may have none to name."""

NAMES_OLDER = frozenset({"related", "read_also"})
"""Fields that name older articles, so that pages at the start of the history may rightly lack them."""

OWN_TEMPLATE = "own template"
"""The field name under which pages are counted that a template has read, not the generic parser."""

_TEXTS = [f"t.{name}" for name in HASHED if not ARTICLE_FIELDS[name].required]
_TEXTS.insert(_TEXTS.index("t.category") + 1, "c.category_slug")
_HAS_VIEWS = "EXISTS (SELECT 1 FROM view_counts v WHERE v.capture = c.capture AND v.source = '{}')"
_HAS_LINKS = "EXISTS (SELECT 1 FROM links l WHERE l.from_key = c.key AND l.kind = '{}' AND l.capture = c.capture)"
_FIELDS = {
    **{column[2:]: f"{column} IS NOT NULL" for column in _TEXTS},
    "views": _HAS_VIEWS.format("own"),
    "popular": _HAS_VIEWS.format("popular"),
    "related": _HAS_LINKS.format("related"),
    "read_also": _HAS_LINKS.format("read_also"),
}
"""Whether a reading `c` with its text `t` has a field; without title, date and text nothing counts as an article."""

_SUMS = ", ".join(f"sum({condition})" for condition in _FIELDS.values())

_KNOWN = """
    SELECT key FROM (
        SELECT key FROM (SELECT key FROM articles WHERE key {of_edition} LIMIT :older + 1)
        UNION SELECT key FROM (
            SELECT key FROM frontier WHERE seen_in <> 'sweep' AND state <> 'absent' AND key {of_edition}
            LIMIT :older + 1)
    ) WHERE key {of_edition} LIMIT 1 OFFSET :older
"""
"""The article of an edition that has so many older ones; ids that were only guessed do not count as articles."""

_AT_START = "c.key BETWEEN :start_en + 1 AND :start_id - 1"
"""Whether a reading `c` is of an article that has fewer than `MIN_OLDER` older ones."""

_OF_RUN = f"""
    SELECT c.key > 0, abs(c.key) / {BAND}, c.template, c.reader, {_AT_START}, count(*), {_SUMS}
    FROM captures c JOIN texts t ON t.content_hash = c.content_hash
    WHERE c.run = :run AND c.outcome = 'article' GROUP BY 1, 2, 3, 4, 5
"""  # noqa: S608 - built of constants

_NO_BASELINE = f"""
    SELECT run FROM runs WHERE (exit_status = {UNHEALTHY} OR json_extract(counts, '$.unhealthy') IS NOT NULL)
      AND json_extract(counts, '$.accepted') IS NULL
"""  # noqa: S608 - built of constants

_EARLIER = f"""
    SELECT * FROM captures
    WHERE key BETWEEN :first AND :last AND outcome = 'article' AND run <> :run AND source NOT IN {RECOVERED}
      AND (:template IS NULL OR template = :template) AND run NOT IN ({_NO_BASELINE})
    ORDER BY fetched_at DESC LIMIT {MAX_EARLIER}
"""  # noqa: S608 - built of constants

_FIELDS_EARLIER = f"""
    SELECT c.reader, count(*), {_SUMS}
    FROM ({_EARLIER}) c JOIN texts t ON t.content_hash = c.content_hash GROUP BY 1
"""  # noqa: S608 - built of constants

_TEMPLATES_EARLIER = f"SELECT template, count(*) FROM ({_EARLIER}) GROUP BY 1"  # noqa: S608 - built of constants

_FIRST_MISSING = """
    SELECT min(c.capture) FROM captures c JOIN texts t ON t.content_hash = c.content_hash
    WHERE c.run = :run AND c.outcome = 'article' AND c.template = :template AND (c.key > 0) = :indonesian
      AND NOT ({has}) AND (:field NOT IN ('related', 'read_also') OR NOT {at_start})
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldComparison:
    """How many pages of a run have a field, beside earlier pages of the same kind.

    Attributes:
        lang: the edition.
        template: of the pages; None where those of all templates are counted.
        field: its column; `related`, `read_also` or `popular`; or `OWN_TEMPLATE`.
        present: pages of this run that have it.
        pages: pages of this run that have earlier ones to be compared with.
        share_before: the share of the earlier pages that had it, from 0 to 1, as many of each age as in this run.
        pages_before: number of earlier pages behind that share, the mean of all ages; infinite where it is certain.
    """

    lang: Lang
    template: str | None
    field: str
    present: int
    pages: int
    share_before: float
    pages_before: float = math.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldPresence:
    """Field presence in the pages of a run.

    Attributes:
        templates: number of pages by edition and template.
        fields: share of the pages that have a field, from 0 to 1, by edition, template and field.
        compared: fields with enough earlier pages.
        first_seen: editions and templates of which the archive had no earlier page, though it had of the edition.
    """

    templates: Mapping[tuple[Lang, str], int]
    fields: Mapping[tuple[Lang, str], Mapping[str, float]]
    compared: tuple[FieldComparison, ...]
    first_seen: tuple[tuple[Lang, str], ...]


@dataclass(slots=True)
class _Count:
    present: int = 0
    pages: int = 0
    compared_present: int = 0
    compared_pages: int = 0
    expected: float = 0.0
    weighted: float = 0.0

    def add(self, present: int, pages: int, present_earlier: int, pages_earlier: int) -> None:
        """Add pages of one age, with the earlier ones they are compared with."""
        self.present += present
        self.pages += pages
        if pages_earlier >= MIN_EARLIER:
            self.compared_present += present
            self.compared_pages += pages
            self.expected += pages * present_earlier / pages_earlier
            self.weighted += pages * pages_earlier


def presence_of_run(db: Database, run: str) -> FieldPresence:
    """Count the fields of the pages that a run has read, and compare them with earlier pages.

    Unhealthy runs are no baseline, unless `scraper.archive.runs.accept` says so.
    """
    carries: set[tuple[str, str, str]] = set(db.execute("SELECT template, reader, field FROM carries"))
    counts: dict[tuple[Lang, str | None, str], _Count] = defaultdict(_Count)
    templates: dict[tuple[Lang, str], int] = defaultdict(int)
    known: dict[tuple[Lang, str], int] = defaultdict(int)
    groups = db.execute(_OF_RUN, {"run": run, **_starts(db)}).fetchall()
    for indonesian, band, template, reader, at_start, pages, *present in groups:
        lang: Lang = "id" if indonesian else "en"
        around = {"run": run, "template": template, **_keys_around(lang, band)}
        earlier = _totals(db.execute(_FIELDS_EARLIER, around), template, carries)
        for field, has in zip(_FIELDS, present, strict=True):
            if (template, reader, field) in carries:
                is_expected = not (at_start and field in NAMES_OLDER)
                counts[lang, template, field].add(has, pages, *(earlier[field] if is_expected else (0, 0)))
        others = dict(db.execute(_TEMPLATES_EARLIER, {**around, "template": None}).fetchall())
        total = sum(others.values())
        own = 0 if template == "generic" else pages
        counts[lang, None, OWN_TEMPLATE].add(own, pages, total - others.get("generic", 0), total)
        templates[lang, template] += pages
        known[lang, template] += others.get(template, 0) if total >= MIN_EARLIER else 1
    fields: dict[tuple[Lang, str], dict[str, float]] = defaultdict(dict)
    for (lang, template, field), count in counts.items():
        if template is not None:
            fields[lang, template][field] = count.present / count.pages
    compared = (
        FieldComparison(
            lang=lang,
            template=template,
            field=field,
            present=count.compared_present,
            pages=count.compared_pages,
            share_before=count.expected / count.compared_pages,
            pages_before=count.weighted / count.compared_pages,
        )
        for (lang, template, field), count in counts.items()
        if count.compared_pages
    )
    return FieldPresence(
        templates=dict(templates),
        fields=dict(fields),
        compared=tuple(compared),
        first_seen=tuple(kind for kind, pages in known.items() if not pages),
    )


def first_missing(db: Database, run: str, compared: FieldComparison) -> str | None:
    """Return the first capture of a run whose page lacks a field that was compared; None where all have it."""
    has = "c.template <> 'generic'" if compared.field == OWN_TEMPLATE else _FIELDS[compared.field]
    values = {
        "run": run,
        "template": compared.template or "generic",
        "indonesian": int(compared.lang == "id"),
        "field": compared.field,
        **_starts(db),
    }
    found: tuple[str | None] = db.execute(_FIRST_MISSING.format(has=has, at_start=_AT_START), values).fetchone()
    return found[0]


def _starts(db: Database) -> dict[str, int]:
    """Return the key of each edition's oldest article that has `MIN_OLDER` older ones."""
    found: dict[str, int] = {}
    for lang, of_edition, beyond in (("id", "> 0 ORDER BY key", 2**62), ("en", "< 0 ORDER BY key DESC", -(2**62))):
        row = db.execute(_KNOWN.format(of_edition=of_edition), {"older": MIN_OLDER}).fetchone()
        found[f"start_{lang}"] = beyond if row is None else row[0]
    return found


def _keys_around(lang: Lang, band: int) -> dict[str, int]:
    low, high = max(1, (band - 1) * BAND), (band + 2) * BAND - 1
    return {"first": low, "last": high} if lang == "id" else {"first": -high, "last": -low}


def _totals(
    rows: Iterable[tuple[Any, ...]], template: str, carries: set[tuple[str, str, str]]
) -> Mapping[str, tuple[int, int]]:
    """Add up, over the versions of the parser that carry a field, on how many pages it is, of how many."""
    totals: dict[str, tuple[int, int]] = dict.fromkeys(_FIELDS, (0, 0))
    for reader, pages, *present in rows:
        for field, has in zip(_FIELDS, present, strict=True):
            if (template, reader, field) in carries:
                totals[field] = (totals[field][0] + has, totals[field][1] + pages)
    return totals
