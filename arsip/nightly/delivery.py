"""Reports the result of a nightly run, or of one that could not begin: metrics, notifications, dead-man check."""

import logging
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from uuid import uuid4

from arsip.nightly import metrics, notifications
from arsip.nightly.job import NightlyResult, StepResult
from arsip.nightly.logs import logging_to
from scraper.clock import now_stamp
from scraper.exit_codes import USAGE

logger = logging.getLogger("arsip.nightly")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipients:
    """Who is notified of a run: addresses of apprise, of each run or of failures only, and the dead-man check."""

    notify: Sequence[str]
    always: bool
    pings: notifications.Pings


def deliver(result: NightlyResult, recipients: Recipients) -> None:
    """Report a result everywhere; what fails is logged and keeps nothing else from being reported."""
    path = Path(result.archive).parent / "metrics.prom"
    try:
        metrics.write(path, result)
    except OSError as error:  # a full disk, say: the result is reported all the same
        logger.warning("%s: %s", path, error.strerror)
    notifications.notify(recipients.notify, result, always=recipients.always)
    recipients.pings.end(result)


def deliver_refusal(
    archive: Path,
    message: str,
    next_command: str,
    *,
    notify: Sequence[str],
    ping: str | None,
    log_format: Literal["text", "json"],
) -> None:
    """Log and report that a run could not begin, because of its configuration; addresses may be wrong too."""
    moment = now_stamp()
    step = StepResult(step="config", message=message, status=USAGE, next_command=next_command)
    result = NightlyResult(run=str(uuid4()), archive=str(archive), started_at=moment, ended_at=moment, steps=(step,))
    secrets = [*notify, *filter(None, [ping])]
    with ExitStack() as stack:
        with suppress(OSError):
            stack.enter_context(logging_to(archive.parent / "logs", kind=log_format, secrets=secrets, shown=False))
        logger.error("config: %s", message, extra={"step": "config"})
        deliver(result, Recipients(notify=_usable(notify), always=False, pings=_pings(ping)))


def _usable(addresses: Sequence[str]) -> list[str]:
    """Return the addresses that apprise understands; none where it is not installed."""
    usable = []
    for address in addresses:
        with suppress(notifications.NotificationError):
            notifications.check_addresses([address])
            usable.append(address)
    return usable


def _pings(url: str | None) -> notifications.Pings:
    try:
        return notifications.Pings(url)
    except ValueError:
        return notifications.Pings(None)
