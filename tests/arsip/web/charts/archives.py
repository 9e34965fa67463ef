"""Archives whose numbers are known, for tests of plots and reports."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from scraper.archive import runs
from scraper.archive.database import Database, claim_site, create_or_open
from scraper.clock import stamp
from tests.scraper.archive.making import Pair, answered, article, capture, fill, missing

HOSTILE = (
    "<script>alert(1)</script>",
    "A & B \"C\" 'D'",
    r"$\frac{a}{b}$ plus $x^2",
    "]]><svg onload=alert(1)>",
    "\N{UNICORN FACE} \N{CJK UNIFIED IDEOGRAPH-65B0} \N{BRAIN}",
    "kontrol\x01\x07 \N{RIGHT-TO-LEFT OVERRIDE}kanan",
    "W" * 300,
    "javascript:alert(1)",
)
"""What a site may call a person, a category, an article; none has a letter by which bylines are parted."""


def small(path: Path) -> Path:
    """Six articles of three days: four Indonesian, two English; one changed, one gone; three nights."""
    pairs: list[Pair] = [
        (capture(1, 101), answered(article(101, views=10))),
        (capture(2, 102), answered(article(102, views=200, published_at=None, category="Kesra"))),
        (capture(3, 103), answered(article(103, date="2026-10-02", published_at="2026-10-02T09:05+07:00", views=None))),
        (capture(4, 106), answered(article(106, date="2026-10-03", published_at="2026-10-03T23:59+07:00", views=3000))),
        (capture(5, -7), answered(article(-7, reporter="Dewi Lestari, Agus Salim", category=None, views=10))),
        (capture(6, -8), answered(article(-8, date="2026-10-02", published_at=None, category=None, views=0))),
        (capture(7, 101, at="2026-10-04T18:00:00.000Z"), answered(article(101, title="Pasar Baru Ditutup", views=50))),
        (capture(8, 102, at="2026-10-04T03:00:00.000Z"), missing(102)),
        (capture(9, 102, at="2026-10-06T03:00:00.000Z"), missing(102)),
    ]
    fill(path, pairs)
    db = create_or_open(path)
    claim_site(db, "beritajakarta.id")
    note(db, "2026-10-05T19:17:00.000Z", minutes=30, status=0, requests=12, new=4)
    note(db, "2026-10-06T19:17:00.000Z", minutes=5, status=3, requests=7, new=0)
    note(db, "2026-10-07T19:17:00.000Z", minutes=None, status=None, requests=None, new=None)
    db.close()
    return path


def note(
    db: Database, began: str, *, minutes: int | None, status: int | None, requests: int | None, new: int | None
) -> None:
    """Note a night."""
    run = str(uuid5(NAMESPACE_URL, began))
    runs.begin(
        db,
        runs.NewRun(
            run=run,
            kind=runs.NIGHTLY,
            arguments="{}",
            site="https://m.beritajakarta.id",
            user_agent="",
            robots="obey",
            pid=1,
            started_at=began,
        ),
    )
    if status is not None and minutes is not None:
        ended = stamp(datetime.fromisoformat(began) + timedelta(minutes=minutes))
        counts = json.dumps({"requests": requests, "new": new})
        runs.end(db, run, ended_at=ended, reason="finished", verdict="done", exit_status=status, counts=counts)


def long(path: Path) -> Path:
    """Three hundred articles of twelve years, by people in categories, with all kinds of names; many nights."""
    names = (*HOSTILE, *HOSTILE, *(f"Orang Ke-{number}" for number in range(30)))
    pairs: list[Pair] = []
    for number in range(300):
        day = f"{2015 + number % 12}-{number % 11 + 1:02d}-{number % 28 + 1:02d}"
        key = (number + 1) * (-1 if number % 5 == 0 else 1)
        name = names[number % len(names)]
        read = article(
            key,
            title=f"{name} {number}",
            date=day,
            published_at=f"{day}T{number % 24:02d}:30+07:00" if number % 3 else None,
            reporter=name,
            category=name if number % 7 else None,
            views=number**3,
        )
        pairs.append((capture(number + 1, key, at=f"2026-11-{number % 20 + 1:02d}T03:00:00.000Z"), answered(read)))
    fill(path, pairs)
    db = create_or_open(path)
    claim_site(db, "beritajakarta.id")
    for number in range(200):
        began = stamp(datetime(2026, 1, 1, 19, 17, tzinfo=UTC) + timedelta(days=number))
        note(db, began, minutes=number, status=number % 40 % 7, requests=number * 50, new=number % 9)
    db.close()
    return path


def single(path: Path) -> Path:
    """One article."""
    return fill(path, [(capture(1), answered(article(views=1)))])


def empty(path: Path) -> Path:
    """No article at all."""
    create_or_open(path).close()
    return path


MAKERS = (empty, single, small, long)
