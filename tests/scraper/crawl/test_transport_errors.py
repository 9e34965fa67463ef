"""Why no answer came, in words, as both transports tell it of real servers that fail."""

import asyncio
import datetime as dt
import json
import ssl
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess, AsyncCrawlerRunner

from scraper.crawl.transport_errors import cannot_reach, in_words, timed_out

EXPECTED = {
    "closed port": "the connection is refused",
    "unknown name": "the name is unknown, or there is no network",
    "reset": "the connection was closed before an answer",
    "garbage": "the answer is not HTTP",
    "silence": "no answer in time (0.5 s)",
    "TLS silence": "no answer in time (0.5 s)",
    "self-signed": "its certificate is not valid",
    "no TLS": "the TLS connection failed",
}


class Asking(Spider):
    """Asks for each address once, and notes in words why there was no answer."""

    name = "asking"

    async def start(self) -> AsyncIterator[Any]:  # noqa: D102 - Scrapy's
        for name, url in self.addresses.items():
            wait = {"download_timeout": 0.5} if name.endswith("silence") else {}
            yield Request(url, errback=self.failed, cb_kwargs={"name": name}, meta=wait, dont_filter=True)

    def parse(self, response: Any, name: str) -> None:  # noqa: D102 - Scrapy's
        self.said[name] = f"status {response.status}"

    def failed(self, failure: Any) -> None:  # noqa: D102 - as above
        self.said[failure.request.cb_kwargs["name"]] = in_words(failure.value)


SETTINGS = {"RETRY_ENABLED": False, "DOWNLOAD_VERIFY_CERTIFICATES": True, "DOWNLOAD_TIMEOUT": 60, "LOG_ENABLED": False}


def certificate(folder: Path) -> ssl.SSLContext:
    """Make what a TLS server needs whose certificate nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + signed.public_bytes(Encoding.PEM)
    (folder / "server.pem").write_bytes(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context


@asynccontextmanager
async def failing_servers(folder: Path) -> AsyncIterator[dict[str, str]]:
    """Serve what each failure takes; yields an address for each."""

    async def reset(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    async def garbage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(b"\x00\x01 no status here\r\n\r\n" * 40)
        writer.close()

    async def silence(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    kinds = {"reset": reset, "garbage": garbage, "silence": silence, "TLS silence": silence, "no TLS": garbage}
    found = {"closed port": "http://127.0.0.1:9/", "unknown name": "http://there-is-no-such-host.invalid/"}
    async with AsyncExitStack() as stack:
        plain = {name: (answer, None) for name, answer in kinds.items()}
        for name, (answer, tls) in {**plain, "self-signed": (silence, certificate(folder))}.items():
            server = await stack.enter_async_context(await asyncio.start_server(answer, "127.0.0.1", 0, ssl=tls))
            scheme = "https" if tls or "TLS" in name else "http"
            host = "localhost" if tls else "127.0.0.1"
            found[name] = f"{scheme}://{host}:{server.sockets[0].getsockname()[1]}/"
        yield found


def same(said: dict[str, str]) -> dict[str, str]:
    """Leave out what only one transport tells: what is wrong with a certificate."""
    return {name: words.partition(" (self")[0] for name, words in said.items()}


async def test_aiohttp(tmp_path: Path) -> None:
    said: dict[str, str] = {}
    async with failing_servers(tmp_path) as addresses:
        runner = AsyncCrawlerRunner({**SETTINGS, "TWISTED_REACTOR_ENABLED": False})
        await runner.crawl(Asking, addresses=addresses, said=said)
    assert same(said) == EXPECTED
    assert said["self-signed"] == "its certificate is not valid (self-signed certificate)"


async def test_twisted(tmp_path: Path) -> None:
    """The transport of `arsip crawl`; it needs a process of its own."""
    async with failing_servers(tmp_path) as addresses:
        asking = await asyncio.create_subprocess_exec(
            sys.executable, __file__, json.dumps(addresses), stdout=asyncio.subprocess.PIPE
        )
        out, _ = await asyncio.wait_for(asking.communicate(), 60)
    assert same(json.loads(out)) == EXPECTED


@pytest.mark.parametrize("error", [ValueError("see [<twisted.python.failure.Failure x.y: z>]"), KeyError(), OSError(5)])
def test_what_nobody_knows_is_one_plain_line(error: Exception) -> None:
    assert "\n" not in in_words(error)
    assert "<" not in in_words(error) != ""


def test_an_error_names_the_host_and_says_whether_it_was_silence() -> None:
    assert cannot_reach("https://m.beritajakarta.id/read/1", ConnectionRefusedError()) == (
        "cannot reach m.beritajakarta.id: the connection is refused"
    )
    assert timed_out(TimeoutError())
    assert not timed_out(ConnectionResetError())


if __name__ == "__main__":
    words: dict[str, str] = {}
    process = AsyncCrawlerProcess(SETTINGS)
    process.crawl(Asking, addresses=json.loads(sys.argv[1]), said=words)
    process.start()
    print(json.dumps(words))
