"""Checks the texts: each under the hash of its fields, and each one used."""

from collections.abc import Iterator

from scraper.archive.database import Database
from scraper.archive.hashes import content_hash, text_hash
from scraper.items import HASHED, Article
from scraper.maintenance.verify.findings import REPARSE, Check, shown
from scraper.maintenance.verify.share import Share

ROWS = 2_000
"""Texts that are checked at once, at most."""


def ranges(db: Database) -> Iterator[tuple[int, int]]:
    """Yield first and last rowid of each range of texts to be checked at once."""
    first, last = db.execute("SELECT min(rowid), max(rowid) FROM texts").fetchone()
    if first is not None:
        yield from ((start, min(start + ROWS - 1, last)) for start in range(first, last + 1, ROWS))


def check(db: Database, since: int, until: int, share: Share) -> Check:
    """Compute the hashes of the texts of some rowids again, of those that are in the share."""
    found = Check("texts")
    rows = db.execute(
        f"SELECT content_hash, text_hash, {', '.join(HASHED)} FROM texts WHERE rowid BETWEEN ? AND ?",  # noqa: S608 - our names
        [since, until],
    )
    for has_content_hash, has_text_hash, *fields in rows:
        if not share.has(has_content_hash):
            continue
        found.looked_at += 1
        article = Article(lang="id", id=1, slug=None, url="", template="", **dict(zip(HASHED, fields, strict=True)))
        row = f"content_hash {has_content_hash}"
        if (computed := content_hash(article)) != has_content_hash:
            what = f"this is not the hash of what the row says, beginning {shown(article.title)}; that is {computed}"
            found.fault(what, REPARSE, table="texts", row=row)
        else:
            found.compare(has_text_hash, text_hash(article), "its words", table="texts", row=row, column="text_hash")
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
