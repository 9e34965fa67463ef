"""`python -m bench.reading`: times the parser beside bare parsers and other programs, and writes docs/speed.md."""

import re
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, suppress
from functools import lru_cache, partial
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import click

from bench.markdown import put_into, table
from bench.pages import KINDS, SAVED, Kind, replica_pages, saved_url
from bench.peers import PEERS, Pages, Peer, PeerError, Worker
from bench.timing import Timing, compare, machine, rounds
from scraper.clock import now
from scraper.parser import Refusal, parse_article

MANUAL = Path(__file__).parents[1] / "docs" / "speed.md"
_STANDS_ON = ("lxml", "selectolax", "beautifulsoup4")
_OWN = Path(__file__).parent / "peers" / "own.py"

YARDSTICK = Peer("lxml, parse only", _OWN, "lxml")
"""What every time is divided by."""

CONTESTANTS: tuple[Peer, ...] = (
    YARDSTICK,
    Peer("lexbor, parse only", _OWN, "lexbor"),
    Peer("**arsip, by the template**", _OWN, "template"),
    Peer("**arsip, as a crawl reads**", _OWN, "arsip"),
    Peer("BeautifulSoup on lxml, parse only", _OWN, "beautifulsoup"),
    Peer("**arsip, by the generic finder**", _OWN, "generic"),
    *sorted(PEERS, key=lambda peer: peer.name),
)
"""In the order they take their turns in a round: those that are held against each other, one after the other."""

_LARGE = 2_000_000
_PARAGRAPH = re.compile(rb"<p\b[^>]*>(?:(?!<[ap]\b).)+?</p>", re.DOTALL)


class PageKind(NamedTuple):
    """Pages that a table is about: its heading, and those of a round, by its number."""

    name: str
    pages: Callable[[int], Pages]


class Memory(NamedTuple):
    """What reading a page takes, in bytes: the most that Python's allocator gave away, and the process's growth."""

    peak: int
    grown: int


@click.command()
@click.option(
    "--rounds", "count", type=click.IntRange(1), default=11, show_default=True, help="How often each is timed."
)
@click.option("--pages", type=click.IntRange(1), default=40, show_default=True, help="How many pages a round.")
@click.option("--only", multiple=True, help="Time only contestants with this in their name, beside lxml; print.")
def main(count: int, pages: int, only: tuple[str, ...]) -> None:
    """Time the parser beside bare parsers and other programs on the same pages, and write docs/speed.md."""
    chosen = [each for each in CONTESTANTS if not only or each is YARDSTICK or any(part in each.name for part in only)]
    versions = {each.name: each.version for each in chosen}
    parts = [_conditions(count, pages)]
    with ExitStack() as stack:
        workers, missing = start(chosen, stack)
        for kind in kinds(pages):
            measured = compare(time_rounds(workers, kind.pages, count), YARDSTICK.name)
            parts.append(f"### {kind.name}\n\n{timings_table(measured, versions, missing)}")
            click.echo(f"{parts[-1]}\n")
    if only:
        return
    parts.append(f"### Memory\n\n{_memory_table(kinds(1))}")
    click.echo(parts[-1])
    put_into(MANUAL, "bench-read", "\n\n".join(parts))


def _conditions(count: int, pages: int) -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in _STANDS_ON)
    return (
        f'Measured on {now():%Y-%m-%d} with `make bench-read ARGS="--rounds {count} --pages {pages}"`, '
        f"on one of {machine()}, {libraries}."
        f"{'' if any(SAVED.glob('*.html')) else ' The pages saved from the site were not at hand.'}"
    )


def kinds(count: int) -> list[PageKind]:
    """The kinds of pages at hand, each with `count` pages a round; the saved ones only where they are."""
    made = [PageKind(f"Made-up {kind} pages", lru_cache(1)(partial(_made_up, kind, count))) for kind in KINDS]
    saved = [(path.read_bytes(), saved_url(path.stem)) for path in sorted(SAVED.glob("mobile-*.html"))]
    if not saved:
        return made
    again = (saved * count)[:count]
    return [PageKind(f"The {len(saved)} mobile pages saved from the site", lambda _: again), *made]


def _made_up(kind: Kind, count: int, number: int) -> Pages:
    """Pages of another made-up site in each round, so that no contestant meets one that it has read before."""
    return [(source.html, source.url) for source in replica_pages(kind, count, seed=number)]


def start(contestants: Sequence[Peer], stack: ExitStack) -> tuple[dict[str, Worker], dict[str, str]]:
    """Start the contestants, until the stack is closed; return them, and why the others are missing, by name."""
    workers: dict[str, Worker] = {}
    missing: dict[str, str] = {}
    for each in contestants:
        try:
            worker = stack.enter_context(Worker(each))
            worker.time([])
            workers[each.name] = worker
        except PeerError as error:
            missing[each.name] = str(error)
    return workers, missing


def time_rounds(workers: Mapping[str, Worker], pages: Callable[[int], Pages], count: int) -> list[dict[str, float]]:
    """Seconds a page in each round, by contestant; the pages are those of the round."""

    def turn(worker: Worker, number: int) -> float:
        return worker.time(pages(number)) / len(pages(number))

    return rounds({name: partial(turn, worker) for name, worker in workers.items()}, count)


def timings_table(measured: Mapping[str, Timing], versions: Mapping[str, str], missing: Mapping[str, str]) -> str:
    """A table of contestants, the fastest first, and last those that could not take part, with the reason."""
    rows = [
        (
            f"{name} {versions.get(name, '')}".strip(),
            _three_digits(each.seconds * 1000),
            f"{_three_digits(each.times)} ({_three_digits(each.low)} to {_three_digits(each.high)})",
            f"{1 / each.seconds:,.0f}",
        )
        for name, each in sorted(measured.items(), key=lambda item: item[1].times)
    ]
    left_out = [(name, reason.replace("|", "/"), "", "") for name, reason in missing.items()]
    return table(("what", "ms a page", "times lxml's parse (middle half)", "pages a second"), [*rows, *left_out])


def _three_digits(number: float) -> str:
    return f"{number:.2f}" if number < 10 else f"{number:.1f}" if number < 100 else f"{number:.0f}"  # noqa: PLR2004


def _memory_table(page_kinds: Sequence[PageKind]) -> str:
    """Pages as they are and enlarged: a tree takes about 1.4 MB however small the page is."""
    rows = []
    for kind in page_kinds:
        html, url = kind.pages(1)[0]
        for name, page in ((kind.name, html), (f"{kind.name}, one repeated to 2 MB", enlarged(html))):
            taken = measure(page, url)
            megabytes = (f"{number / 1e6:.2f}" for number in (len(page), taken.peak, taken.grown))
            rows.append((name, *megabytes, f"{taken.peak / len(page):.1f}"))
    return table(("pages", "a page, MB", "allocated at most, MB", "the process's growth, MB", "times the page"), rows)


def enlarged(html: bytes) -> bytes:
    """The page with its longest paragraph without a link repeated until it is large."""
    longest = max(_PARAGRAPH.findall(html), key=len)
    return html.replace(longest, longest * (_LARGE // len(longest)), 1)


def measure(html: bytes, url: str) -> Memory:
    """Measure the memory that reading a page takes, in a process that has read none before."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(_measure_here, html, url).result()


def _measure_here(html: bytes, url: str) -> Memory:
    """Measure in this process: its growth first, since tracing takes memory too."""
    with suppress(Refusal):
        parse_article(b"<p>", url)  # imports what is imported late
    before = _highest()
    parse_article(html, url)
    grown = max(0, _highest() - before)  # the system counts with a delay
    tracemalloc.start()  # Python's allocator gives the tree its memory too
    parse_article(html, url)
    return Memory(tracemalloc.get_traced_memory()[1], grown)


def _highest() -> int:
    """The most bytes that this process has had; `getrusage` gives those of the process that started it."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


if __name__ == "__main__":
    main()
