"""Tells people of a night, by any service that apprise knows: mail, Slack, Telegram, ntfy, a webhook."""

import logging
from collections.abc import Sequence

from arsip.nightly.results import Night
from scraper.clock import in_jakarta

logger = logging.getLogger("arsip.nightly")

_TOLD = ("new", "changed", "gone", "returned", "problems", "requests", "archived")


class NoticeError(Exception):
    """Nobody could be told; the text says why, without any secret."""


def check(urls: Sequence[str]) -> None:
    """Refuse what could not be used, before the night begins.

    Args:
        urls: addresses, as apprise has them.

    Raises:
        NoticeError: where apprise is not installed, or does not understand one of them; it is named by its place.
    """
    if not urls:
        return
    try:
        import apprise  # noqa: PLC0415 - an extra, which not everybody has
    except ImportError as error:
        raise NoticeError("--notify needs apprise: pip install 'arsip[notify]'") from error
    _hush()
    for number, url in enumerate(urls, 1):
        if apprise.Apprise.instantiate(url) is None:
            kind = url.partition(":")[0] if ":" in url else "no kind"
            raise NoticeError(
                f"--notify: apprise does not understand address {number} ({kind}); its wiki names the forms"
            )


def notify(urls: Sequence[str], night: Night, *, always: bool) -> bool:
    """Tell of a night; that nobody could be told changes nothing else, and is logged.

    Args:
        urls: addresses that `check` let pass.
        night: what came of it.
        always: whether to tell of a good night too.

    Returns:
        whether everybody was told who was to be.
    """
    if not urls or (night.status == 0 and not always):
        return True
    import apprise  # noqa: PLC0415 - as above

    _hush()
    sender = apprise.Apprise()
    sender.add(list(urls))
    kind = apprise.NotifyType.SUCCESS if night.status == 0 else apprise.NotifyType.FAILURE
    sent = bool(sender.notify(title=title(night), body=body(night), notify_type=kind))
    if not sent:
        logger.warning("not everybody could be told of this night: a notice was not taken")
    return sent


def title(night: Night) -> str:
    """Return the title of a notice."""
    return f"Arsip: {'all well' if night.status == 0 else 'the night was not well'} ({night.archive})"


def body(night: Night) -> str:
    """Return the text of a notice: the verdict, the numbers, the next command."""
    numbers = night.numbers
    lines = [night.verdict[:1].upper() + night.verdict[1:]]
    if night.remedy:
        lines.append(f"Next: {night.remedy}")
    lines += [", ".join(f"{numbers[name]:,} {name}" for name in _TOLD if name in numbers)]
    times = f"{in_jakarta(night.started_at)} to {in_jakarta(night.ended_at)}, Jakarta's time"
    lines += [f"{times}, exit status {night.status}, run {night.run}"]
    return "\n".join(filter(None, lines))


def _hush() -> None:
    """Keep apprise from logging addresses: they hold the secrets."""
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
