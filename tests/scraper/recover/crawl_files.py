"""Writes captures in Common Crawl's layout: WARC files, a CDX index of each crawl, and a columnar index."""

import gzip
import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from fastwarc import GzipWriter, WarcRecord, WarcRecordType

from tests.scraper.recover.web_archive import Kept


def common_crawl(folder: Path, captures: Iterable[Kept], *, split: datetime) -> None:
    """Write captures as Common Crawl has them: two crawls, each with WARC files, a CDX index and a columnar index."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import
    import pyarrow.parquet as pq  # noqa: PLC0415 - likewise

    listed = []
    parts = {"CC-MAIN-2026-40": lambda each: each.moment < split, "CC-MAIN-2027-50": lambda each: each.moment >= split}
    for name, belongs in parts.items():
        chosen = sorted(filter(belongs, captures), key=lambda each: (each.surt, each.timestamp))
        file = f"crawl-data/{name}/segments/1/warc/{name}-00000.warc.gz"
        (folder / file).parent.mkdir(parents=True)
        rows = _write_warc(folder / file, file, chosen)
        (folder / f"{name}-index").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
        moments = sorted(each.moment for each in chosen)
        span = {"from": f"{moments[0]:%Y-%m-%dT%H:%M:%S}", "to": f"{moments[-1]:%Y-%m-%dT%H:%M:%S}"} if moments else {}
        listed.append({"id": name, "name": name, **span})
        table = pa.table(
            {
                "url_surtkey": [row["urlkey"] for row in rows],
                "url": [row["url"] for row in rows],
                "fetch_time": pa.array([each.moment.replace(tzinfo=None) for each in chosen], pa.timestamp("ms")),
                "fetch_status": pa.array([each.status for each in chosen], pa.int16()),
                "content_mime_type": [row["mime"] for row in rows],
                "content_digest": [row["digest"] for row in rows],
                "warc_filename": [file for _ in rows],
                "warc_record_offset": pa.array([int(row["offset"]) for row in rows], pa.int32()),
                "warc_record_length": pa.array([int(row["length"]) for row in rows], pa.int32()),
            }
        )
        part = folder / f"cc-index/table/cc-main/warc/crawl={name}/subset=warc/part-00000.gz.parquet"
        part.parent.mkdir(parents=True)
        pq.write_table(table, part, row_group_size=4)
    paths = "".join(f"{each.relative_to(folder)}\n" for each in sorted((folder / "cc-index").rglob("*.parquet")))
    (folder / "cc-index-table.paths.gz").write_bytes(gzip.compress(paths.encode()))
    (folder / "collinfo.json").write_text(json.dumps(listed[::-1]))


def _write_warc(path: Path, name: str, captures: Iterable[Kept]) -> list[dict[str, str]]:
    """Write captures as Common Crawl does: bodies unpacked, the headers of their encoding renamed."""
    rows = []
    with path.open("wb") as out:
        write_record(out, WarcRecordType.warcinfo, {}, b"software: Nutch\r\n")
        for each in captures:
            renamed = {"Content-Encoding": "X-Crawl-Content-Encoding", "Content-Length": "X-Crawl-Content-Length"}
            headers = [(renamed.get(header, header), value) for header, value in each.headers()]
            lines = [f"{header}: {value}" for header, value in (*headers, ("Content-Length", str(len(each.body))))]
            head = "\r\n".join([f"HTTP/1.1 {each.status} Sebab apa pun", *lines, "", ""])
            fields = {"WARC-Date": f"{each.moment:%Y-%m-%dT%H:%M:%SZ}", "WARC-Target-URI": each.url}
            fields["Content-Type"] = "application/http; msgtype=response"
            offset = out.tell()
            write_record(out, WarcRecordType.response, fields, head.encode() + each.body)
            rows.append(
                {
                    "urlkey": each.surt, "timestamp": each.timestamp, "url": each.url, "mime": each.mime,
                    "status": str(each.status), "digest": each.digest, "filename": name, "offset": str(offset),
                    "length": str(out.tell() - offset),
                }
            )  # fmt: skip
    return rows


def write_record(out: BinaryIO, kind: WarcRecordType, fields: dict[str, str], block: bytes) -> None:
    """Append a record as a gzip member."""
    record = WarcRecord()
    record.init_headers(kind, uuid4().urn.removeprefix("urn:").encode())
    for field_name, value in fields.items():
        record.headers[field_name] = value
    record.set_bytes_content(block)
    member = GzipWriter(out)
    record.write(member)
    member.finish()
    member.flush()
