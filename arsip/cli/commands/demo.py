"""The verb `demo`: crawls the made-up site, sees it change, and shows what comes of it."""

import json
import os
import shlex
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click

PORT = 8899
"""Where the made-up site is served if the port is free: at the same address a second crawl knows how far it got."""

ADDED = {
    "id": "Keterangan ini ditambahkan kemudian oleh redaksi.",
    "en": "This remark was added by the editors later.",
}
"""What the made-up newsroom adds to an article, by edition."""

UPDATED = {"id": "Diperbarui", "en": "Updated"}

START = "2026-10-08T12:00+0700"
"""When the made-up site's clock starts, so that days that the README names have articles whenever it is run."""

HOURS, EDITED = 6, 3
"""How long the made-up site is left alone before it is looked at again, and how many articles it edits meanwhile."""

NEXT = (
    ("What was written about something", "{arsip} search{at} penertiban spanduk"),
    ("What has changed in an article", "{arsip} show{at} {changed} --diff"),
    ("All of it in the browser, after `make web`", "{arsip} serve{at}"),
    (
        "Articles a day, in SQL",
        "{sqlite_utils} {db} 'select date, count(*) from articles group by 1 order by 1 desc limit 5' -t",
    ),
    ("One category, as CSV", "{arsip} export {exports}/ekonomi.csv{at} --category ekonomi"),
    (
        "Ten articles of the real site",
        "{arsip} crawl articles --db jakarta/archive.db --limit 10 --contact you@example.org",
    ),
)
"""What to try next, and how."""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--articles", type=click.IntRange(2, 1_000_000), default=300, show_default=True, help="How many to make up."
)
@click.option(
    "--db",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("archive.db"),
    show_default=True,
    help="The archive; warc/ stands beside it.",
)
@click.option(
    "--exports",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("exports"),
    show_default=True,
    help="Folder for exports.",
)
def demo(articles: int, db: Path, exports: Path) -> None:
    """Crawl a made-up site on this machine, see it change, export the archive, and show what is in it."""
    began = time.monotonic()
    for name in ("NO_PROXY", "no_proxy"):  # nobody's proxy leads to this machine
        os.environ[name] = ",".join(filter(None, (os.environ.get(name), "127.0.0.1")))
    at = [] if db == Path("archive.db") and "ARSIP_DB" not in os.environ else ["--db", str(db)]
    with _replica(articles) as site:
        ours_alone = ["--delay", "0", "--concurrency", "8", "--min-free", "0"]
        _step("Crawl it and keep every page", "crawl", "articles", "--site", site, *at, *ours_alone)
        changed = _some_hours_later(site, db)
        again = ("--older-than", "0h", "--site", site, *at, *ours_alone)
        _step("Look at every article again", "crawl", "recheck", *again)
    _step("Take it out as JSON", "export", str(exports / "articles.json"), *at)
    _step("Take it out as CSV", "export", str(exports / "articles.csv"), *at)
    _step("Look at what is in the archive", "info", *at)
    _say_what_was_made(db, exports, time.monotonic() - began)
    _say_what_next(db, exports, changed, shlex.join(["", *at]).removeprefix("''"))


@contextmanager
def _replica(articles: int) -> Iterator[str]:
    """Serve the made-up site while the block runs; give its address."""
    _head("Serve a made-up site on this machine", ["replica", *_served(articles, PORT)])
    server, line = _started(articles, PORT)
    if "http://" not in line:
        click.echo(f"Port {PORT} is taken, so this crawl does not know how far an earlier one read the lists.")
        server, line = _started(articles, 0)
    try:
        if "http://" not in line:
            raise click.ClickException("the made-up site did not start; try `arsip replica` to see why")
        click.echo(line.removesuffix(", Ctrl-C stops)") + ")")
        yield "http://" + line.split("http://", 1)[1].split("/", 1)[0]
    finally:
        server.terminate()
        server.wait()


def _started(articles: int, port: int) -> tuple["subprocess.Popen[str]", str]:
    """Start serving; return the process and its first line, which is empty where the port is taken."""
    command = [sys.executable, "-m", "arsip", "replica", *_served(articles, port)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)  # noqa: S603
    assert server.stdout is not None
    return server, server.stdout.readline().strip()


def _served(articles: int, port: int) -> list[str]:
    """Give the options of the made-up site: it is of one day whenever the demo is run, so that its days are known."""
    return ["--articles", str(articles), "--port", str(port), "--start", START, "--control"]


def _some_hours_later(site: str, db: Path) -> str:
    """Let time pass on the made-up site, and its newsroom edit some articles and take one down.

    Returns:
        the name of an article that was edited.
    """
    from scraper.archive.database import open_to_read

    newest = (
        "SELECT lang, id, title, body, quote FROM articles WHERE status = 'live' "
        "ORDER BY quote IS NOT NULL, date DESC, key DESC LIMIT ?"
    )
    with closing(open_to_read(db)) as archive:
        (lang, id_, *_), *edited = archive.execute(newest, [1 + EDITED]).fetchall()
    _order(site, {"advance": HOURS * 3600, "delete": [f"{lang}/{id_}"]})
    for lang, id_, title, body, quote in edited:
        first, *rest = body.split("\n\n")
        # A quote repeats a sentence of the text, which a new text would have to have too.
        new = {"title": f"{title} ({UPDATED[lang]})"} if quote else {"paragraphs": [first, ADDED[lang], *rest]}
        _order(site, {"edit": {"article": f"{lang}/{id_}", **new}})
    click.secho(f"\nSome hours later: {len(edited)} articles were edited and one was taken down", bold=True)
    click.echo("The archive calls the one that is missing suspect, and gone once it is missing a day later too.")
    return f"en/{id_}" if lang == "en" else str(id_)


def _order(site: str, order: dict[str, object]) -> None:
    """Have the made-up site do something."""
    request = urllib.request.Request(f"{site}/-/control", json.dumps(order).encode(), method="POST")  # noqa: S310 - our own
    with urllib.request.urlopen(request) as answer:  # noqa: S310 - likewise
        answer.read()


def _step(what: str, *command: str) -> None:
    """Run one of our verbs, and end with its status where it fails."""
    _head(what, command)
    status = subprocess.run([sys.executable, "-m", "arsip", *command], check=False).returncode  # noqa: S603 - ourselves
    if status:
        sys.exit(status)


def _head(what: str, command: list[str] | tuple[str, ...]) -> None:
    click.secho(f"\n{what}", bold=True)
    click.secho(f"$ arsip {shlex.join(command)}", fg="cyan")


def _say_what_was_made(db: Path, exports: Path, seconds: float) -> None:
    """Say where the files are."""
    click.secho(f"\nThat took {seconds:.0f} seconds. It made", bold=True)
    made = (
        (db, "the archive: one SQLite file"),
        (db.parent / "warc", "the raw pages, in WARC files"),
        (exports / "articles.json", "every article, its links nested"),
        (exports / "articles.csv", "every article, a row each"),
        (exports / "articles-links.csv", "their links, a row each"),
    )
    width = max(len(str(path)) for path, _ in made)
    for path, what in made:
        click.echo(f"  {path!s:<{width}}  {what}")


def _say_what_next(db: Path, exports: Path, changed: str, at: str) -> None:
    """Give commands to try on the archive.

    Args:
        db: the archive.
        exports: folder for exports.
        changed: an article that has changed.
        at: the option that names it, with a blank before it; empty for the one that every verb takes by itself.
    """
    words = {
        "arsip": _called("arsip"),
        "sqlite_utils": _called("sqlite-utils"),
        "db": shlex.quote(str(db)),
        "exports": shlex.quote(str(exports)),
        "changed": changed,
        "at": at,
    }
    click.secho("\nSix commands to try next", bold=True)
    for what, how in NEXT:
        click.echo(f"  {what}")
        click.secho(f"  $ {how.format_map(words)}", fg="cyan")
    click.echo()


def _called(program: str) -> str:
    """Return what to type for a program that stands beside this Python: its name where the shell would find it."""
    beside = Path(sys.executable).parent / program
    if (found := shutil.which(program)) is not None and Path(found).resolve() == beside.resolve():
        return program
    here = Path.cwd()
    return shlex.quote(os.path.relpath(beside, here) if beside.is_relative_to(here) else str(beside))
