"""The bundle of a preflight for the maintainers: the table, versions, and the pages that differ, with made-up words."""

import json
import platform
import zipfile
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from scraper.atomic_file import replace_file
from scraper.parser.anonymise import AnonymiseError, alike, anonymised, anonymised_address
from scraper.parser.article import PARSER, TEMPLATES
from scraper.parser.classify import charset_of
from scraper.parser.inspection import inspect
from scraper.parser.size_limits import MAX_SIZE
from scraper.preflight.findings import Finding
from scraper.preflight.report import Report
from scraper.warc.exchange import Exchange

_MOMENT = (1980, 1, 1, 0, 0, 0)
"""Of every file, the earliest that the format has: the same report gives the same bytes."""

_KEPT_HEADERS = frozenset({
    "cache-control", "content-encoding", "content-length", "content-type", "etag", "last-modified", "location",
    "retry-after", "server", "vary", "x-powered-by",
})  # fmt: skip
"""Response headers that say something of the site and nothing of the visitor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fixture:
    """A page with made-up words, as `tests/pages` has them.

    Attributes:
        probe: whose answer it is.
        name: of its two files, without their endings.
        html: the page.
        read: what is read of it, as JSON.
        reads_alike: whether the page itself is read so too, but for its words.
    """

    probe: str
    name: str
    html: bytes
    read: dict[str, Any]
    reads_alike: bool


def write_bundle(report: Report, target: Path) -> int:
    """Write the bundle of a preflight, whole or not at all; return how many pages are in it.

    Raises:
        OSError: where it cannot be written.
    """
    made = (_fixture(name, report.evidence.exchanges[name]) for name in _differing(report))
    fixtures = [each for each in made if each is not None]
    about = {
        "site": report.run.site,
        "tested_at": report.run.started_at,
        "verdict": anonymised_address(report.verdict),
        "versions": {
            "arsip": version("arsip"),
            "parser": PARSER,
            "templates": [each.name for each in TEMPLATES],
            "python": platform.python_version(),
        },
        "findings": [_row(each) for each in report.findings],
        "answers": {name: _answer(each) for name, each in report.evidence.exchanges.items()},
        "unanswered": {name: anonymised_address(why) for name, why in report.evidence.unanswered.items()},
        "pages": [
            {"probe": each.probe, "file": f"{each.name}.html", "reads_alike": each.reads_alike} for each in fixtures
        ],
    }
    with replace_file(target) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as bundle:
        _add(bundle, "preflight.json", _json(about))
        for each in fixtures:
            _add(bundle, f"{each.name}.html", each.html)
            _add(bundle, f"{each.name}.json", _json(each.read))
    return len(fixtures)


def _differing(report: Report) -> list[str]:
    """Return the probes whose answers made an assumption differ or fail, in their order."""
    named = {name for each in report.findings if each.verdict in {"differs", "fails"} for name in each.probes}
    return [name for name in report.evidence.exchanges if name in named]


def _fixture(name: str, exchange: Exchange) -> _Fixture | None:
    """Return a page with made-up words; None where it is no HTML."""
    content_type = (exchange.header("content-type") or "").lower()
    if "html" not in content_type or not exchange.body:
        return None
    html, charset = exchange.decoded_to(MAX_SIZE), charset_of(content_type)
    try:
        made_up = anonymised(html)
    except AnonymiseError:
        return None
    url = anonymised_address(exchange.url)
    read = inspect(made_up, url, charset=charset).read
    return _Fixture(
        probe=name,
        name=f"pages/preflight-{'-'.join(''.join(sign if sign.isalnum() else ' ' for sign in name).split())}",
        html=made_up,
        read={"request": url, **read},
        reads_alike=alike(read, inspect(html, exchange.url, charset=charset).read),
    )


def _row(finding: Finding) -> dict[str, object]:
    return asdict(finding) | {"found": anonymised_address(finding.found)}


def _answer(exchange: Exchange) -> dict[str, object]:
    headers = [(name, value) for name, value in exchange.headers if name.lower() in _KEPT_HEADERS]
    return {
        "request": anonymised_address(exchange.url),
        "status": exchange.status,
        "headers": [[name, anonymised_address(value)] for name, value in headers],
        "bytes": len(exchange.body),
    }


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"


def _add(bundle: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    bundle.writestr(entry, content)
