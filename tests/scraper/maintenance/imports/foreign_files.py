"""Files as other programs write them, of pages of a replica, and archives that they are imported into."""

import base64
import hashlib
import random
from contextlib import closing
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scraper.archive.database import open_to_read
from scraper.archive.schema.tables import RECORD_TABLES
from scraper.crawl.site import site_name
from scraper.maintenance.imports import Imported, import_files
from scraper.maintenance.site import Site
from tests.scraper.archive.making import record_rows

SITE = Site(name_of=site_name, contains=lambda url, name: site_name(url) == name, default="beritajakarta.id")

Tables = dict[str, list[tuple[object, ...]]]


def records(path: Path) -> Tables:
    with closing(open_to_read(path)) as db:
        return {table: record_rows(db, table) for table in RECORD_TABLES}


def brought(path: Path, *files: Path) -> Imported:
    return import_files(path, files, SITE)


def warcs(path: Path) -> list[Path]:
    return sorted(path.parent.glob("warc/*"))


class Program:
    """Writes a file as another program does, of pages of a replica: records to the second, ids of its own."""

    def __init__(self, path: Path, *, day: int = 10, seed: int = 1, packed: bool = True) -> None:
        self.path = path
        self._random = random.Random(f"{path.name} {day} {seed}")
        self._stream = path.open("wb")
        self._writer = WARCWriter(self._stream, gzip=packed)
        self._moment = f"2026-10-{day:02d}T03:{{:02d}}:{{:02d}}Z"
        self._number = 0
        self._write(self._writer.create_warcinfo_record(path.name, {"software": "lain"}), id_=self._id())

    def _id(self) -> str:
        return f"<urn:uuid:{self._random.getrandbits(128):032x}>"

    def date(self) -> str:
        """Return the next moment."""
        self._number += 1
        return self._moment.format(*divmod(self._number, 60))

    def add(self, url: str, body: bytes, *, status: str = "200 OK", id_: str | None = None) -> str:
        """Write a response, and return its date."""
        date = self.date()
        headers = StatusAndHeaders(status, [("Content-Type", "text/html")], protocol="HTTP/1.1")
        told = {"WARC-Date": date, "WARC-Record-ID": id_ or self._id()}
        self._write(
            self._writer.create_warc_record(
                url, "response", BytesIO(body), len(body), http_headers=headers, warc_headers_dict=told
            )
        )
        return date

    def repeat(self, url: str, date: str) -> None:
        """Write that a page was as it had been at a moment."""
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], "HTTP/1.1")
        record = self._writer.create_revisit_record(
            url, f"sha1:{32 * 'A'}", url, date, http_headers=http, warc_headers_dict={"WARC-Date": self.date()}
        )
        self._write(record, id_=self._id())

    def repeat_digest(self, url: str, body: bytes) -> None:
        """Write that a page has a payload, and not where that stands."""
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        digest = f"sha1:{base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()}"
        record = self._writer.create_revisit_record(
            url, digest, url, "", http_headers=http, warc_headers_dict={"WARC-Date": self.date()}
        )
        for name in ("WARC-Refers-To-Target-URI", "WARC-Refers-To-Date"):
            record.rec_headers.remove_header(name)
        self._write(record, id_=self._id())

    def name(self, host: str) -> None:
        """Write that a name was looked up."""
        self._write(self._writer.create_warc_record(f"dns:{host}", "resource", BytesIO(b"1"), 1, "text/dns"))

    def _write(self, record: object, id_: str | None = None) -> None:
        if id_ is not None:
            record.rec_headers.replace_header("WARC-Record-ID", id_)  # type: ignore[attr-defined]
        self._writer.write_record(record)
        record.raw_stream.close()  # type: ignore[attr-defined]  # warcio leaves the file open in which it counted

    def close(self) -> Path:
        """Return the file, written."""
        self._stream.close()
        return self.path


def taken(folder: Path, pages: dict[str, bytes], name: str = "unduhan.warc.gz", **options: int) -> Path:
    """A file with an edit, an absence, a list, a page of another site, and a name that was looked up."""
    program = Program(folder / name, **options)
    program.name("127.0.0.1")
    program.add("https://contoh.example/read/1/x", b"<h1>Lain</h1>")
    for url, body in pages.items():
        program.add(url, body)
    first = list(pages)[1]
    program.add(first, pages[first].replace(b"</p>", b" Dan seterusnya.</p>", 3))
    program.add(list(pages)[2], b"", status="404 Not Found")
    return program.close()


def packed(path: Path, *files: Path, how: int = ZIP_STORED) -> Path:
    """A WACZ of some WARC files."""
    with ZipFile(path, "w", how) as archive:
        archive.writestr("datapackage.json", "{}")
        for file in files:
            archive.write(file, f"archive/{file.name}")
    return path
