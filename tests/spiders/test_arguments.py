"""What a spider is told: categories as people name them, days as every verb takes them."""

from datetime import UTC, datetime

import pytest

from scraper import clock
from spiders import arguments


def scope(
    since: str | None = None, until: str | None = None, category: str | None = None
) -> tuple[str | None, str | None, str | None]:
    read = arguments.scope(since=since, until=until, category=category, lang=None)
    return read.since, read.until, read.category


@pytest.mark.parametrize("named", ["lintas-kota", "Lintas Kota", "LINTAS-KOTA", " lintas  kota "])
def test_a_category_is_named_by_slug_or_name_in_any_case(named: str) -> None:
    assert scope(category=named) == (None, None, "lintas-kota")


def test_a_category_that_the_site_has_not_is_refused() -> None:
    with pytest.raises(ValueError, match="category: the site has no 'Lintas Desa'; it has ekonomi, "):
        scope(category="Lintas Desa")


def test_days_may_be_counted_from_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 10, 31, 17, 30, tzinfo=UTC))  # 00:30 the next day there
    assert scope(since="7d", until="yesterday") == ("2026-10-25", "2026-10-31", None)
    with pytest.raises(ValueError, match="since: 2026-11-01 is after until, 2026-10-31"):
        scope(since="today", until="1d")
