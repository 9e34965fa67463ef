"""Reports a nightly run to people, by any service that apprise knows, and to a dead-man check by pings.

A check follows the convention of healthchecks.io (healthchecks.io/docs/http_api): POST to `URL/start` at the start, to
`URL` or `URL/fail` at the end; `rid` names the run, the body is the message. What cannot be delivered is logged,
without the address, and changes nothing else.
"""

import logging
import re
import time
from collections.abc import Sequence
from http.client import HTTPException
from typing import Literal
from urllib.parse import SplitResult, urlencode, urlsplit
from urllib.request import Request, urlopen

from arsip.nightly.job import NightlyResult
from scraper.clock import in_jakarta

logger = logging.getLogger("arsip.nightly")

PING_TRIES = 3
PING_TIMEOUT_SECONDS = 10.0
PING_PAUSE_SECONDS = 1.0
PING_MAX_BYTES = 10_000
"""Of the body: a check keeps no more."""


class NotificationError(Exception):
    """No notification can be sent; the text says why, without any secret."""


def check_addresses(urls: Sequence[str], *, option: str = "--notify") -> None:
    """Refuse addresses that could not be used, before anything is sent; `option` is what gave them.

    Raises:
        NotificationError: where apprise is not installed, or does not understand one of them; it is named by its place.
    """
    if not urls:
        return
    try:
        import apprise  # noqa: PLC0415 - an extra, which not everybody has
    except ImportError as error:
        raise NotificationError(f"{option} needs apprise: pip install 'arsip[notify]'") from error
    _silence_apprise()
    for number, url in enumerate(urls, 1):
        if apprise.Apprise.instantiate(url) is None:
            kind = url.partition("://")[0] if "://" in url else "no scheme"
            raise NotificationError(
                f"{option}: apprise does not understand address {number} ({kind}); its wiki lists the schemes"
            )


def notify(urls: Sequence[str], result: NightlyResult, *, always: bool) -> bool:
    """Notify of a run that failed, or of any where `always`; return whether all that was due was delivered."""
    if not urls or (result.status == 0 and not always):
        return True
    delivered = deliver(urls, title(result), body(result), kind="success" if result.status == 0 else "failure")
    if not delivered:
        logger.warning("a notification could not be delivered")
    return delivered


def deliver(
    urls: Sequence[str], title: str, body: str, *, kind: Literal["info", "success", "failure"] = "info"
) -> bool:
    """Send a message to addresses that were checked; return whether all of them took it."""
    import apprise  # noqa: PLC0415 - as above

    _silence_apprise()
    sender = apprise.Apprise()
    sender.add(list(urls))
    try:
        return bool(sender.notify(title=title, body=body, notify_type=apprise.NotifyType(kind)))
    except Exception as error:  # noqa: BLE001 - each of its services may raise its own
        logger.warning("a service of apprise failed: %s", type(error).__name__)
        return False


def title(result: NightlyResult) -> str:
    """Return the title of a notification."""
    return f"Arsip: nightly run {'failed' if result.status else 'done'} ({result.archive})"


def body(result: NightlyResult) -> str:
    """Return the text of a notification: message, next command, numbers, times."""
    times = f"{in_jakarta(result.started_at)} to {in_jakarta(result.ended_at)}, Jakarta's time"
    lines = [
        result.message[:1].upper() + result.message[1:],
        f"Next: {result.next_command}" if result.next_command else "",
        result.counts("new", "changed", "gone", "returned", "problems", "requests", "archived"),
        f"{times}, exit status {result.status}, run {result.run}",
    ]
    return "\n".join(filter(None, lines))


def _silence_apprise() -> None:
    """Keep apprise from logging addresses: they hold the secrets."""
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)


class Pings:
    """Pings a dead-man check at a URL, if there is one; ValueError, which does not repeat it, where it is none."""

    def __init__(self, url: str | None, *, pause: float = PING_PAUSE_SECONDS) -> None:
        self._url = None if url is None else _check_url(url)
        self._pause = pause

    def start(self, run: str) -> bool:
        """Ping the start of a run; return whether the ping was delivered, or none was due."""
        return self._ping("/start", run, "")

    def end(self, result: NightlyResult) -> bool:
        """Ping the end of a run; return as `start` does."""
        text = result.message + (f"\nNext: {result.next_command}" if result.next_command else "")
        return self._ping("/fail" if result.status else "", result.run, text)

    def _ping(self, path: str, run: str, text: str) -> bool:
        if self._url is None:
            return True
        query = "&".join(filter(None, [self._url.query, urlencode({"rid": run})]))
        url = self._url._replace(path=self._url.path.rstrip("/") + path, query=query, fragment="").geturl()
        request = Request(url, data=text.encode()[:PING_MAX_BYTES], method="POST", headers={"User-Agent": "arsip"})  # noqa: S310 - http or https, see above
        why = ""
        for attempt in range(PING_TRIES):
            if attempt:
                time.sleep(self._pause)
            try:
                with urlopen(request, timeout=PING_TIMEOUT_SECONDS):  # noqa: S310 - as above
                    return True
            except (OSError, ValueError, HTTPException) as error:
                why = f"{type(error).__name__} {getattr(error, 'code', '')}".strip()
        logger.warning("the ping to %s could not be delivered: %s", self._url.hostname, why)
        return False


def _check_url(url: str) -> SplitResult:
    """Take apart the URL of a dead-man check, and refuse what urllib could not request."""
    try:
        parts = urlsplit(url)
        is_plain = parts.port != 0 and parts.hostname and "@" not in parts.netloc
    except ValueError:
        is_plain = False
    if not is_plain or not re.fullmatch("https?://[!-~]+", url, re.IGNORECASE):
        raise ValueError("--ping: invalid URL: expected https://hc-ping.com/…, without user, password and blanks")
    return parts
