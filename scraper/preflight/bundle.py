"""The bundle of a preflight for the maintainers: the table, versions, and the pages that differ, with made-up words."""

import json
import platform
import zipfile
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

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


def write_bundle(report: Report, target: Path) -> int:
    """Write the bundle of a preflight, whole or not at all; return how many pages are in it.

    Raises:
        OSError: where it cannot be written.
    """
    names = _differing(report)
    pages = [page for name in names if (page := _page(name, report.evidence.exchanges[name])) is not None]
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
        "unanswered": dict(report.evidence.unanswered),
        "pages": [about for _, _, about in pages],
    }
    with replace_file(target) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as bundle:
        _add(bundle, "preflight.json", _json(about))
        for file, content, _ in pages:
            _add(bundle, file, content)
    return len(pages)


def _differing(report: Report) -> list[str]:
    """Return the probes whose answers made an assumption differ or fail, in their order."""
    named = {name for each in report.findings if each.verdict in {"differs", "fails"} for name in each.probes}
    return [name for name in report.evidence.exchanges if name in named]


def _page(name: str, exchange: Exchange) -> tuple[str, bytes, dict[str, object]] | None:
    """Return the file, the content with made-up words, and what is to say of a page; None where it is no HTML."""
    content_type = (exchange.header("content-type") or "").lower()
    if "html" not in content_type or not exchange.body:
        return None
    html, url, charset = exchange.decoded_to(MAX_SIZE), exchange.url, charset_of(content_type)
    try:
        made_up = anonymised(html)
    except AnonymiseError:
        return None
    file = f"pages/{'-'.join(''.join(sign if sign.isalnum() else ' ' for sign in name).split())}.html"
    read = inspect(made_up, anonymised_address(url), charset=charset).read
    is_alike = alike(read, inspect(html, url, charset=charset).read)
    about: dict[str, object] = {
        "probe": name, "file": file, "request": anonymised_address(url), "reads_alike": is_alike, "read": read,
    }  # fmt: skip
    return file, made_up, about


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
