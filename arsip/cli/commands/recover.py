"""The commands `recover …`: captures of the site's past, taken from public web archives into the archive."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from arsip.cli.errors import Failure
from arsip.cli.operation import operation
from arsip.cli.options import (
    Command,
    archive_to_make,
    cluster_option,
    in_order,
    json_option,
    lang_option,
    print_json,
    remembered_contact,
    workers_option,
)
from arsip.cli.parameter_types import CONTACT, DAY, MOST, SERVER_ADDRESS, TEXT
from arsip.cli.views.console import Console
from scraper.clock import begin_of, end_of, stamp
from scraper.counts import count
from scraper.exit_codes import UNHEALTHY, USAGE, CannotRun

if TYPE_CHECKING:
    from scraper.recover.captures import WebArchive
    from scraper.recover.run import Summary
    from scraper.recover.selection import Selection

_OPTIONS = (
    archive_to_make,
    click.option(
        "--since", type=DAY, callback=in_order, help="First day of capture, inclusive: 2019-10-31, yesterday or 7d."
    ),
    click.option("--until", type=DAY, callback=in_order, help="Last day of capture, inclusive."),
    lang_option,
    click.option(
        "--hosts", type=TEXT, metavar="HOST,…",
        help="These hosts only, separated by commas.  [default: all of the site: www, m and desain, .id and .com]",
    ),
    click.option(
        "--limit", type=MOST, metavar="N",
        help="Fetch this many captures at most, not counting those that cannot be had.",
    ),
    click.option("--missing", is_flag=True, help="Only articles that the archive lacks, or the site no longer has."),
    click.option(
        "--first-last", is_flag=True,
        help="Only the first and the last capture of each article and page.  [default: each content once]",
    ),
    click.option("--dry-run", is_flag=True, help="Search the index, print what would be fetched; write nothing."),
    click.option(
        "--contact", type=CONTACT, envvar="ARSIP_CONTACT",
        help="Mail address or web page, for the User-Agent; the archive remembers it.",
    ),
    json_option,
)  # fmt: skip


def _shared(command: Command) -> Command:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.group()
def recover() -> None:
    """Recover the site's past from public web archives.

    Every capture becomes one of the archive's own: with the moment at which it was made, its URL, headers and bytes, in
    WARC files that say where it comes from. Versions, view counts, lists and removals follow from them.
    """


@recover.command()
@_shared
@click.option(
    "--endpoint", type=SERVER_ADDRESS,
    help="Another server, such as pywb: ADDRESS/cdx, ADDRESS/TIMESTAMPid_/URL.  [default: web.archive.org]",
)  # fmt: skip
def wayback(db: Path, *, endpoint: str | None, as_json: bool, **given: Any) -> None:  # noqa: ANN401 - as declared above
    """Recover captures from the Wayback Machine.

    With --endpoint another server that replays an archive is asked instead.

    After a kill or an interruption, run the same command again: what it has kept is not fetched again.

    Exit status 1 if the web archive does not answer, 4 if it asks to wait for more than an hour or fails ten times in a
    row, 3 if no new capture could be read, 5 if it was interrupted, 6 if another run holds the archive.
    """

    def web_archive(user_agent: str) -> "WebArchive":
        from scraper.recover.wayback import Wayback

        return Wayback(user_agent, endpoint)

    _recover(db, web_archive, [endpoint], as_json=as_json, **given)


@recover.command()
@_shared
@click.option(
    "--endpoint", type=SERVER_ADDRESS,
    help="Another server whose collinfo.json lists the crawls and their indexes.  [default: index.commoncrawl.org]",
)  # fmt: skip
@click.option(
    "--data", type=TEXT, metavar="URL",
    help="Where the WARC files are; http(s), s3:// or a folder.  [default: https://data.commoncrawl.org]",
)  # fmt: skip
@click.option(
    "--index", type=TEXT, metavar="URL",
    help="Search a columnar index instead: its folder, or a list of its files (….paths.gz).",
)  # fmt: skip
@workers_option
@cluster_option
def commoncrawl(
    db: Path,
    *,
    endpoint: str | None,
    data: str | None,
    index: str | None,
    workers: int,
    cluster: str | None,
    as_json: bool,
    **given: Any,  # noqa: ANN401 - as declared above
) -> None:
    """Recover captures from Common Crawl, or from a copy of it.

    Workers search the --index and read the --data that are in a folder or an object store. Requests to servers
    on the web are made by this process alone, one at a time.

    After a kill or an interruption, run the same command again: what it has kept is not fetched again.

    Exit status 1 if Common Crawl does not answer, 4 if it asks to wait for more than an hour or fails ten times in a
    row, 3 if no new capture could be read, 5 if it was interrupted, 6 if another run holds the archive.
    """

    def web_archive(user_agent: str) -> "WebArchive":
        from scraper.recover.commoncrawl import CommonCrawl

        archive = CommonCrawl(user_agent, endpoint=endpoint, data=data, index=index, workers=cluster or workers)
        if cluster is not None and not archive.is_shared:
            why = "requests to servers on the web are made by this process alone; give --index or --data elsewhere"
            click.echo(f"--cluster is not used: {why}", err=True)
        return archive

    _recover(db, web_archive, [endpoint if index is None else index, data], as_json=as_json, **given)


def _recover(
    db: Path,
    web_archive: "Callable[[str], WebArchive]",
    servers: list[str | None],
    *,
    as_json: bool,
    contact: str | None,
    dry_run: bool,
    missing: bool,
    **given: Any,  # noqa: ANN401 - as declared above
) -> None:
    """Recover captures; `servers` are those that requests go to, None for the usual ones."""
    from arsip.cli.site import site_of_pages
    from scraper.crawl.site import is_anonymous, user_agent
    from scraper.recover.recovery import recover as recovered
    from scraper.recover.run import Identity

    selection = _selection(**given)
    contact = contact or remembered_contact(db)
    agent = user_agent(contact)
    with operation(db, quiet=as_json, interrupted="interrupted; run the same command to resume") as progress:
        if is_anonymous(agent) and not all(each is not None and _is_near(each) for each in servers):
            why = (
                "say who you are, so that the web archive can reach you: --contact you@example.org, or ARSIP_CONTACT=…"
            )
            raise Failure(why, USAGE)
        try:
            archive = web_archive(agent)
        except ModuleNotFoundError as error:
            if error.name is None or error.name.partition(".")[0] in {"arsip", "scraper"}:
                raise
            raise Failure(f"{error.name} is not installed, which this needs: `pip install '.[recover]'`") from error
        with closing(archive), _summary_printed(db, archive, as_json=as_json) as summary:
            recovered(
                db, archive, selection, site_of_pages(), Identity(contact=contact, user_agent=agent),
                only_missing=missing, dry_run=dry_run, progress=progress, summary=summary,
            )  # fmt: skip
    if not as_json:
        console = Console()
        for line in _lines(db, summary, dry_run=dry_run):
            console.print(line, soft_wrap=not console.is_terminal)
    if summary.unhealthy is not None:
        raise Failure(summary.unhealthy, UNHEALTHY)


@contextmanager
def _summary_printed(db: Path, archive: "WebArchive", *, as_json: bool) -> Iterator["Summary"]:
    """Yield a summary to fill in; print it as JSON where `as_json`, also where the run ends early."""
    from scraper.recover.run import Summary

    summary = Summary()
    try:
        yield summary
    except (KeyboardInterrupt, CannotRun):
        if as_json and summary.found:
            _print_as_json(db, archive, summary)
        raise
    if as_json:
        _print_as_json(db, archive, summary)


def _selection(
    *, since: str | None, until: str | None, lang: Any, hosts: str | None, limit: int | None, first_last: bool  # noqa: ANN401 - a Lang
) -> "Selection":  # fmt: skip
    from scraper.recover.captures import Period
    from scraper.recover.selection import Selection

    named = frozenset(host.strip().lower() for host in (hosts or "").split(",") if host.strip())
    if wrong := next((host for host in named if "/" in host or " " in host), None):
        raise click.UsageError(f"--hosts: invalid host {wrong!r}: expected names such as m.beritajakarta.id")
    period = Period(
        since=None if since is None else stamp(begin_of(since)), until=None if until is None else stamp(end_of(until))
    )
    return Selection(only=named, period=period, lang=lang, first_last=first_last, limit=limit)


def _is_near(address: str) -> bool:
    """Whether a server is on this machine, or no server but a folder: nobody needs to know whose requests these are."""
    from scraper.crawl.site import site_name
    from scraper.urls import REPLICA

    return "://" not in address or address.startswith("file:") or site_name(address) == REPLICA


def _print_as_json(db: Path, archive: "WebArchive", summary: "Summary") -> None:
    result = {name: getattr(summary, name) for name in summary.__slots__}  # asdict spoils a Counter before Python 3.12
    print_json({"archive": db, "source": archive.source, **result, "problems": summary.problems})


def _lines(db: Path, summary: "Summary", *, dry_run: bool) -> list[str]:
    chosen = count(summary.chosen, "capture")
    lines = []
    if summary.salvaged:
        lines.append(f"Recovered from a run that was killed: {count(summary.salvaged, 'capture')}.")
    there = f", {summary.known:,} of them in the archive" if summary.known else ""
    lines.append(f"{count(summary.found, 'line')} in the index; chosen: {chosen}{there}.")
    lines += [f"Left out, {what}: {number:,}." for what, number in sorted(summary.skipped.items())]
    if dry_run:
        return [*lines, f"To fetch: {count(summary.left, 'capture')}."]
    span = f", from {summary.first} to {summary.last}" if summary.first else ""
    lines.append(f"{db.name}: {count(summary.fetched, 'new capture')}{span}.")
    added = summary.added
    lines.append(
        f"{count(added.articles, 'article')}, {count(added.versions, 'later version')} and "
        f"{count(added.counters, 'view count')} added."
    )
    if summary.problems:
        lines.append(f"{count(summary.problems, 'page')} could not be read; `arsip problems` lists them.")
    if summary.unplayable:
        lines.append(
            f"{count(summary.unplayable, 'capture')} could not be fetched, such as: {summary.reasons[0]}. "
            "The next run tries again."
        )
    if summary.left > summary.unplayable:
        lines.append(f"Still to fetch: {count(summary.left, 'capture')}; run the same command again.")
    return lines
