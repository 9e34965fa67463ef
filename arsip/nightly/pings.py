"""Tells a dead-man check that a night began and how it ended, by healthchecks.io's convention.

Start is POST to `URL/start`, success to `URL`, failure to `URL/fail`; `rid` names the run, the body is the verdict
(healthchecks.io/docs/http_api).
"""

import logging
import time
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from arsip.nightly.results import Night

logger = logging.getLogger("arsip.nightly")

TRIES = 3
TIMEOUT_SECONDS = 10.0
PAUSE_SECONDS = 1.0
MOST_BYTES = 10_000
"""Of the body: a check keeps no more."""


class Pings:
    """Tells one check of nights; where it cannot be reached, that is logged and changes nothing.

    Args:
        url: of the check; None for none.
        pause: seconds between two tries.

    Raises:
        ValueError: where it is no address of the web.
    """

    def __init__(self, url: str | None, *, pause: float = PAUSE_SECONDS) -> None:
        if url is not None and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc):
            raise ValueError("--ping: this is no address of the web; write it as https://hc-ping.com/…")
        self._url = None if url is None else url.rstrip("/")
        self._pause = pause

    def start(self, run: str) -> bool:
        """Tell that a night begins; return whether it was heard, or nobody was to hear it."""
        return self._ping("/start", run, "")

    def end(self, night: Night) -> bool:
        """Tell how a night ended; return as `start` does."""
        text = night.verdict + (f"\nNext: {night.remedy}" if night.remedy else "")
        return self._ping("/fail" if night.status else "", night.run, text)

    def _ping(self, what: str, run: str, text: str) -> bool:
        if self._url is None:
            return True
        parts = urlsplit(self._url)
        url = parts._replace(path=parts.path + what, query=urlencode({"rid": run})).geturl()
        request = Request(url, data=text.encode()[:MOST_BYTES], method="POST", headers={"User-Agent": "arsip"})  # noqa: S310 - http or https, see above
        why = ""
        for attempt in range(TRIES):
            if attempt:
                time.sleep(self._pause)
            try:
                with urlopen(request, timeout=TIMEOUT_SECONDS):  # noqa: S310 - as above
                    return True
            except (URLError, OSError, ValueError) as error:
                why = f"{type(error).__name__} {getattr(error, 'code', '')}".strip()
        logger.warning("the check at %s could not be told: %s", parts.hostname, why)
        return False
