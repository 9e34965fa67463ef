"""Checks the texts: each under the hash of what it says, and each one used."""

from collections.abc import Iterator

from sqlite_utils import Database

from scraper.archive.hashes import content_hash, text_hash
from scraper.items import HASHED, Article
from scraper.maintenance.verify.findings import REPARSE, Check, shown
from scraper.maintenance.verify.share import Share

ROWS = 2_000
"""Texts that are checked at once, at most."""


def stretches(db: Database) -> Iterator[tuple[int, int]]:
    """Part the texts: first and last rowid of each stretch."""
    first, last = db.execute("SELECT min(rowid), max(rowid) FROM texts").fetchone()
    if first is not None:
        yield from ((start, min(start + ROWS - 1, last)) for start in range(first, last + 1, ROWS))


def check(db: Database, since: int, until: int, share: Share) -> Check:
    """Make the hashes of some texts again.

    Args:
        db: the archive.
        since: first rowid.
        until: last rowid.
        share: which of them.
    """
    found = Check("texts")
    columns = ", ".join(HASHED)
    rows = db.execute(
        f"SELECT content_hash, text_hash, {columns} FROM texts WHERE rowid BETWEEN ? AND ?",  # noqa: S608 - our names
        [since, until],
    )
    for kept_content, kept_text, *fields in rows:
        if not share.has(kept_content):
            continue
        found.looked_at += 1
        article = Article(lang="id", id=1, slug=None, url="", template="", **dict(zip(HASHED, fields, strict=True)))
        row = f"content_hash {kept_content}"
        if (made := content_hash(article)) != kept_content:
            what = f"this is not the hash of what the row says, beginning {shown(article.title)}; that is {made}"
            found.fault(what, REPARSE, table="texts", row=row)
        elif (made := text_hash(article)) != kept_text:
            found.fault(
                f"it is {shown(kept_text)}, and by its words {made}",
                REPARSE,
                table="texts",
                row=row,
                column="text_hash",
            )
    return found


def check_use(db: Database) -> Check:
    """Find texts that no reading has: nothing leaves them behind."""
    found = Check("texts")
    unused = db.execute(
        "SELECT content_hash, title FROM texts WHERE content_hash NOT IN "
        "(SELECT content_hash FROM captures WHERE content_hash IS NOT NULL)"
    )
    for kept, title in unused:
        found.fault(f"no capture says this, {shown(title)}", REPARSE, table="texts", row=f"content_hash {kept}")
    return found
