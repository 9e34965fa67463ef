"""The arguments of a crawl: categories as people name them, days as every command takes them."""

from datetime import UTC, datetime

import pytest

from scraper import clock
from scraper.crawl.options import ArticlesOptions, RunOptions, SpiderOptions, SweepOptions, UrlsOptions


def scope(
    since: str | None = None, until: str | None = None, category: str | None = None
) -> tuple[str | None, str | None, str | None]:
    read = ArticlesOptions.from_arguments({"since": since, "until": until, "category": category})
    return read.since, read.until, read.category


@pytest.mark.parametrize("named", ["lintas-kota", "Lintas Kota", "LINTAS-KOTA", " lintas  kota "])
def test_a_category_is_named_by_slug_or_name_in_any_case(named: str) -> None:
    assert scope(category=named) == (None, None, "lintas-kota")


def test_a_category_that_the_site_has_not_is_refused() -> None:
    with pytest.raises(ValueError, match="category: unknown category 'Lintas Desa': the site has ekonomi, "):
        scope(category="Lintas Desa")


def test_days_may_be_counted_from_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 10, 31, 17, 30, tzinfo=UTC))  # 00:30 the next day there
    assert scope(since="7d", until="yesterday") == ("2026-10-25", "2026-10-31", None)
    with pytest.raises(ValueError, match="since: 2026-11-01 is after 2026-10-31"):
        scope(since="today", until="1d")


@pytest.mark.parametrize(
    ("options", "given", "error"),
    [
        (ArticlesOptions, {"sinse": "7d"}, "there is no argument sinse"),
        (ArticlesOptions, {"since": "kemarin"}, "since: invalid date 'kemarin': expected YYYY-MM-DD"),
        (ArticlesOptions, {"limit": "0"}, "limit: invalid number '0': expected a whole number of 1 or more"),
        (ArticlesOptions, {"lang": "fr"}, "lang: invalid choice 'fr': expected id or en"),
        (ArticlesOptions, {"photos": "perhaps"}, "photos: invalid switch 'perhaps': expected 1 or 0"),
        (SweepOptions, {"to_id": "9"}, "from_id: this argument is required"),
        (SweepOptions, {"from_id": "9", "to_id": "8"}, "from_id: 9 is above the highest id, 8"),
        (UrlsOptions, {"file": ""}, "file: this argument is required"),
    ],
)
def test_a_bad_argument_is_named(options: type[SpiderOptions], given: dict[str, object], error: str) -> None:
    with pytest.raises(ValueError, match=f"^{error}"):
        options.from_arguments(given)


def test_settings_become_options_and_a_bad_one_is_named() -> None:
    given = {"ARSIP_DELAY": "5", "ARSIP_MIN_FREE": "1G", "ARSIP_BUDGET": "0", "ARSIP_IGNORE_ROBOTS": True}
    options = RunOptions.from_settings(given)
    assert (options.delay, options.min_free, options.budget, options.ignore_robots) == (5.0, 10**9, None, True)
    with pytest.raises(ValueError, match="ARSIP_DELAY: invalid number of seconds 'nan'"):
        RunOptions.from_settings({"ARSIP_DELAY": "nan"})


def test_a_command_line_has_the_options_that_are_not_at_their_default() -> None:
    given = {"ARSIP_DB": "/a/b.db", "ARSIP_DELAY": "0", "ARSIP_BETWEEN": "22:00-5:00", "ARSIP_MIN_FREE": "1G"}
    options = RunOptions.from_settings({**given, "ARSIP_IGNORE_ROBOTS": "1", "ARSIP_BREAKER": "3"})
    assert options.arguments() == [
        "--db", "/a/b.db", "--delay", "0.0", "--between", "22:00-05:00", "--min-free", "1000000000", "--ignore-robots",
    ]  # fmt: skip
