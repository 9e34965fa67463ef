"""Makes archives for the browser: one with something of everything in it, and one in which every text is hostile."""

from dataclasses import replace
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

from scraper.items import Answer
from tests.scraper.archive.making import Pair, answered, article, capture, fill, link, listed, missing
from tests.scraper.maintenance.keeping import Keeper

RUNS = [f"{n}0000000-0000-4000-8000-00000000000{n}" for n in (1, 2, 3)]


def browsed(folder: Path) -> Path:
    """Make an archive of the replica with its WARC files: photos, two versions, counters that rise, removals.

    Args:
        folder: where.

    Returns:
        the archive's file.
    """
    for run, days in zip(RUNS, (1, 5, 8), strict=True):
        keeper = Keeper(folder, run=run, begin=f"2026-10-{days:02d}T03:00:00")
        changed, gone, *_ = keeper.site.ids("id")[-9:]
        keeper.site.clock.advance(days=days)
        if days > 1:
            told = keeper.site.article("id", changed).paragraphs
            added = "Keterangan ini ditambahkan kemudian oleh redaksi."
            keeper.site.edit(
                "id", changed, paragraphs=(told[0], added, *told[1:]), title="Judul Baru Setelah Disunting"
            )
            keeper.site.delete("id", gone)
        for path in ("/robots.txt", "/berita/terkini", *keeper.paths):
            keeper.keep(path)
        keeper.writer.flush()
        for (url,) in keeper.db.execute("SELECT photo_url FROM articles").fetchall() if days == 1 else ():
            keeper.keep(urlsplit(url).path)
        keeper.close()
    return folder / "archive.db"


HOSTILE = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(2)>",
    "'><svg onload=alert(3)>",
    "<iframe src=\"javascript:alert(4)\"></iframe>",
    "</title></textarea></style></script><script>document.title='owned'</script>",
    "{{ 7 * 191 }} {% raw %} {# #} ${7*191} <%= 7*191 %>",
    "<style>*{display:none}</style><link rel=stylesheet href=//evil.example/x.css>",
    "<base href=//evil.example/><meta http-equiv=refresh content=0;url=//evil.example/>",
    "<img src=//evil.example/x.png><a href=\"javascript:alert(5)\" onclick=alert(6)>x</a>",
    "\u202e<b>\u200f&lt;script&gt;",
    "]]><!--<script>alert(7)//--></script>\\\"';alert(8)//",
)  # fmt: skip
"""What a text of the site may be at worst."""

ADDRESSES = (
    "javascript:alert(9)",
    " javascript:alert(10)",
    "data:text/html,<script>alert(11)</script>",
    "https://evil.example/\"onmouseover=\"alert(12)",
    "https://evil.example/<script>alert(13)</script>",
    "//evil.example/x",
    "vbscript:alert(14)",
)  # fmt: skip
"""What an address may be at worst."""

FIRST = 501


def hostile(folder: Path) -> Path:
    """Make an archive in which each text that the site decides is hostile, each in every field, in several versions."""
    pairs: list[Pair] = []
    numbers = count(1)
    for n, text in enumerate(HOSTILE):
        key, address = FIRST + n, ADDRESSES[n % len(ADDRESSES)]
        outside = replace(link(1, None, title=text, photo_alt=text, reporter=text), url=address)
        links = (outside, link(2, FIRST, title=text, reporter=text, views=n))
        fields = {
            "title": text, "photo_alt": text, "photo_credit": text, "reporter": text, "editor": text,
            "translator": text, "category": text, "category_slug": text, "quote": text, "slug": text,
            "photo_url": address, "related": links, "read_also": links,
            "popular": (link(1, FIRST, title=text, views=n),),
        }  # fmt: skip
        for day, body in ((1, f"{text}\n\nbanjir {text}"), (3, f"{text} lain\n\nbanjir {text}\n\n{text}")):
            said = answered(article(key, body=body, views=n + day, **fields), reader=text)
            at = f"2026-10-{day:02d}T03:00:00.000Z"
            where = {
                "url": address,
                "etag": text,
                "last_modified": text,
                "content_type": text,
                "warc": text,
                "run": text,
            }
            pairs.append((capture(next(numbers), key, at=at, **where), said))
        shown = listed([key], name=text, title=text, teaser=text, reporter=text)
        pairs.append((capture(next(numbers), None, at="2026-10-04T03:00:00.000Z", url=address), shown))
        refused = Answer(outcome="unreadable", key=key + 100, reader=text, reason=text)
        pairs.append((capture(next(numbers), key + 100, at="2026-10-04T04:00:00.000Z", redirect_to=address), refused))
    gone = (f"2026-10-{day:02d}T03:00:00.000Z" for day in (5, 7))
    pairs += [(capture(next(numbers), FIRST, at=at, status=404), missing(FIRST)) for at in gone]
    return fill(folder / "archive.db", pairs)
