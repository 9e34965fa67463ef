"""No backlog is lost to a cut, a filter or new articles, and nothing is read twice that need not be."""

from datetime import date, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from scraper.archive.database import Database, create_or_open
from scraper.archive.frontier import store, walks
from scraper.archive.frontier.walks import Step, advance, next_page, stretches
from scraper.items import ListItem, ListPage
from tests.conftest import examples
from tests.scraper.archive.making import HOST, archive, capture, listed, write

NAME = "berita/terkini"
FIRST_DAY = date(2026, 1, 1)


def day_of(id_: int) -> str:
    """Three articles a day."""
    return (FIRST_DAY + timedelta(days=id_ // 3)).isoformat()


class Site:
    """A list that shows the newest first, pages by number, and grows at its head."""

    def __init__(self, articles: int, page_size: int) -> None:
        self.newest = articles
        self.page_size = page_size
        self.requests: list[int] = []

    def page(self, url: str) -> ListPage:
        """Show a page of the list as it is now."""
        number = int(url.removeprefix(f"{HOST}/{NAME}").lstrip("/") or 1)
        self.requests.append(number)
        start = self.newest - (number - 1) * self.page_size
        ids = range(start, max(start - self.page_size, 0), -1)
        items = tuple(
            ListItem(position=n, url=f"https://www.beritajakarta.id/read/{id_}", lang="id", id=id_, date=day_of(id_))
            for n, id_ in enumerate(ids, 1)
        )
        more = start - self.page_size > 0
        return ListPage(items=items, next_url=f"{HOST}/{NAME}/{number + 1}" if more else None)


class Crawler:
    """Walks the list as `scraper.crawl.feed` does: the head first, then page by page, none twice in a run."""

    def __init__(self, db: Database, site: Site) -> None:
        self.db = db
        self.site = site
        self.clock = count()

    def read(self, url: str, read: set[str]) -> None:
        """Fetch one page and keep it, as `scraper.archive.writer` does."""
        page = self.site.page(url)
        keys = [item.id for item in page.items]
        known = {key for (key,) in self.db.execute("SELECT key FROM frontier")}
        moment = f"2026-10-01T00:00:00.{next(self.clock):03d}Z"
        step = Step(site=HOST, list=NAME, url=url, head=url == f"{HOST}/{NAME}", page=page, fetched_at=moment)
        with self.db.atomic():
            advance(self.db, step, all_known=known.issuperset(keys))
            store.add_discovered(self.db, (store.Discovered(item.id, item.url, item.date, NAME) for item in page.items))
        read.add(url)

    def run(self, *, since: str | None = None, pages: int | None = None, growth: tuple[int, ...] = ()) -> list[int]:
        """Walk until there is no more, or as many pages as given; the list grows meanwhile."""
        self.site.requests.clear()
        read: set[str] = set()
        grown = iter(growth)
        url: str | None = f"{HOST}/{NAME}"
        while url and url not in read and (pages is None or len(read) < pages):
            self.read(url, read)
            self.site.newest += next(grown, 0)
            url = next_page(self.db, HOST, NAME, since=since)
        return list(self.site.requests)

    def known(self) -> set[int]:
        """The articles on the frontier."""
        return {key for (key,) in self.db.execute("SELECT key FROM frontier")}


GROWTH = st.lists(st.integers(0, 12), max_size=6).map(tuple)


class Walks(RuleBasedStateMachine):
    """Runs of all kinds, one after another, on a list that grows."""

    @initialize(articles=st.integers(1, 60), page_size=st.integers(1, 6))
    def begin(self, articles: int, page_size: int) -> None:
        """Start with an empty archive."""
        self.folder = TemporaryDirectory()
        self.db = create_or_open(Path(self.folder.name) / "archive.db")
        self.db.execute("PRAGMA synchronous = OFF")
        self.crawler = Crawler(self.db, Site(articles, page_size))

    @property
    def site(self) -> Site:
        """The list's site."""
        return self.crawler.site

    @rule(new=st.integers(1, 30))
    def the_list_grows(self, new: int) -> None:
        """New articles come between two runs."""
        self.site.newest += new

    @rule(data=st.data())
    def articles_are_known_by_links(self, data: st.DataObject) -> None:
        """Articles get on the frontier by another way than the list."""
        keys = data.draw(st.sets(st.integers(1, self.site.newest), max_size=20))
        store.add_discovered(self.db, (store.Discovered(key, f"/read/{key}", None, "related") for key in keys))

    @rule(pages=st.integers(1, 8), growth=GROWTH)
    def a_run_is_cut(self, pages: int, growth: tuple[int, ...]) -> None:
        """A kill or a limit ends a run early."""
        self.crawler.run(pages=pages, growth=growth)

    @rule(days=st.integers(0, 25), pages=st.none() | st.integers(1, 8), growth=GROWTH)
    def a_run_goes_back_to_a_day(self, days: int, pages: int | None, growth: tuple[int, ...]) -> None:
        """A run with `since` stops early; what it is about it has then."""
        since = day_of(max(self.site.newest - 3 * days, 0))
        wanted = {id_ for id_ in range(1, self.site.newest + 1) if day_of(id_) >= since}
        self.crawler.run(since=since, pages=pages, growth=growth)
        if pages is None:
            assert wanted <= self.crawler.known()

    @rule(growth=GROWTH, new=st.integers(0, 5))
    def a_run_to_the_end_misses_nothing_and_the_next_is_short(self, growth: tuple[int, ...], new: int) -> None:
        """The laws of a walk."""
        listed_before = self.site.newest
        self.crawler.run(growth=growth)
        assert self.crawler.known() >= set(range(1, listed_before + 1))
        self.crawler.run()
        assert self.crawler.run() == [1]
        self.site.newest += min(new, self.site.page_size - 1)
        assert self.crawler.run() in ([1], [1, 2])
        assert self.crawler.known() == set(range(1, self.site.newest + 1))
        assert len(stretches(self.db, HOST, NAME)) == 1

    @invariant()
    def no_page_is_asked_for_twice_in_a_run(self) -> None:
        """Whatever the walks say."""
        if hasattr(self, "crawler"):
            assert len(set(self.site.requests)) == len(self.site.requests)

    def teardown(self) -> None:
        """Whatever came before, one run to the end finds everything."""
        if hasattr(self, "crawler"):
            self.crawler.run()
            assert self.crawler.known() == set(range(1, self.site.newest + 1))
            self.db.close()
            self.folder.cleanup()


TestWalks = Walks.TestCase
TestWalks.settings = examples(40, stateful_step_count=12)


def test_a_cut_backlog_is_taken_up_below_more_new_articles_than_it_had_pages() -> None:
    with archive() as db:
        crawler = Crawler(db, Site(articles=100, page_size=5))
        crawler.run(pages=3)
        crawler.site.newest += 25
        crawler.run()
        assert crawler.known() == set(range(1, 126))


def test_a_cut_backlog_is_taken_up_without_reading_it_again() -> None:
    with archive() as db:
        crawler = Crawler(db, Site(articles=100, page_size=5))
        assert crawler.run(pages=10) == list(range(1, 11))
        crawler.site.newest += 3
        assert crawler.run() == [1, 2, *range(11, 22)]
        assert crawler.known() == set(range(1, 104))


def test_a_clock_that_ran_ahead_once_does_not_stop_the_walks() -> None:
    with archive() as db:
        crawler = Crawler(db, Site(articles=20, page_size=5))
        crawler.clock = count(900)
        crawler.run()
        crawler.clock = count()
        crawler.site.newest += 60
        crawler.run()
        assert crawler.known() == set(range(1, 81))


def test_one_old_article_among_new_ones_does_not_end_a_walk() -> None:
    with archive() as db:
        days = ["2026-11-20", "2019-01-01", *["2026-11-19"] * 8]
        items = tuple(
            ListItem(position=n, url=f"/read/{90 - n}", lang="id", id=90 - n, date=day) for n, day in enumerate(days, 1)
        )
        page = ListPage(items=items, next_url=f"{HOST}/{NAME}/2")
        head = Step(
            site=HOST, list=NAME, url=f"{HOST}/{NAME}", head=True, page=page, fetched_at="2026-11-20T00:00:00.000Z"
        )
        advance(db, head, all_known=False)
        assert next_page(db, HOST, NAME, since="2026-11-01") == f"{HOST}/{NAME}/2"
        assert next_page(db, HOST, NAME, since="2026-11-20") is None


def test_a_last_page_that_is_shown_for_ever_ends_the_walk() -> None:
    with archive() as db:
        crawler = Crawler(db, Site(articles=10, page_size=5))
        honest = crawler.site.page

        def endless(url: str) -> ListPage:
            number = int(url.removeprefix(f"{HOST}/{NAME}").lstrip("/") or 1)
            shown = honest(url if number == 1 else f"{HOST}/{NAME}/2")
            return ListPage(items=shown.items, next_url=f"{HOST}/{NAME}/{number + 1}")

        crawler.site.page = endless  # type: ignore[method-assign]
        assert len(crawler.run()) == 2 + walks.END_REPEATS
        assert stretches(db, HOST, NAME)[0].finished


def test_a_head_that_shows_nothing_does_not_cost_the_walk() -> None:
    with archive() as db:
        crawler = Crawler(db, Site(articles=40, page_size=5))
        crawler.run()
        nothing = ListPage(items=(), next_url=None)
        moment = "2026-10-01T00:00:00.500Z"
        crawler.clock = count(501)
        empty = Step(site=HOST, list=NAME, url=f"{HOST}/{NAME}", head=True, page=nothing, fetched_at=moment)
        advance(db, empty, all_known=True)
        assert crawler.run() == [1]


def test_lists_and_sites_are_walked_each_by_itself() -> None:
    with archive() as db:
        first = f"{HOST}/{NAME}"
        write(db, [(capture(1, None, url=first), listed([9, 8], next_url=f"{first}/2"))])
        write(db, [(capture(2, None, url=f"{HOST}/kategori/ekonomi"), listed([9], name="kategori/ekonomi"))])
        assert next_page(db, HOST, NAME, since=None) == f"{first}/2"
        assert next_page(db, HOST, "kategori/ekonomi", since=None) is None
        assert next_page(db, "https://www.beritajakarta.id", NAME, since=None) is None


def test_a_page_that_names_itself_as_the_next_ends_the_walk() -> None:
    with archive() as db:
        first = f"{HOST}/{NAME}"
        write(db, [(capture(1, None, url=first), listed([9, 8], next_url=first))])
        assert next_page(db, HOST, NAME, since=None) is None


def test_only_the_first_page_of_a_list_begins_a_walk() -> None:
    with archive() as db:
        write(db, [(capture(1, None, url=f"{HOST}/{NAME}/7"), listed([9, 8], next_url=f"{HOST}/{NAME}/8"))])
        write(db, [(capture(2, None, url=f"{HOST}/{NAME}?page=2"), listed([9, 8], next_url=f"{HOST}/{NAME}?page=3"))])
        assert walks.stretches(db, HOST, NAME) == []
