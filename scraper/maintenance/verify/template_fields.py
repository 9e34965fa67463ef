"""Checks what the templates are said to have a place for, against what the parser declares."""

from collections.abc import Mapping

from sqlite_utils import Database

from scraper.maintenance.verify.findings import REPARSE, Check, named


def check(db: Database, today: str, carries: Mapping[str, frozenset[str]]) -> Check:
    """Check what the templates are said to have a place for.

    Args:
        db: the archive.
        today: the parser's version.
        carries: what its templates carry.
    """
    found = Check("readings")
    has = {
        (template, reader, name) for template, reader, name in db.execute("SELECT template, reader, field FROM carries")
    }
    used = set(db.execute("SELECT DISTINCT template, reader FROM captures WHERE outcome = 'article'"))
    declared = {(template, reader) for template, reader, _ in has}
    should = {(t, r, name) for t, r in used if r == today for name in carries.get(t, ())}
    unknown = {row for row in has if row[:2] not in used or (row[1] == today and row not in should)}
    missing = (should - has) | {(t, r, "title") for t, r in used - declared}
    primary = ("template", "reader", "field")
    for row in sorted(unknown):
        found.fault("no reading has it from its template", REPARSE, table="carries", row=named(primary, row))
    for row in sorted(missing):
        found.fault(
            "its template carries it, and the row is missing", REPARSE, table="carries", row=named(primary, row)
        )
    return found
