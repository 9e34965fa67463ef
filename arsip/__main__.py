"""The process of `arsip` and `python -m arsip`: what Ctrl-C does before a command begins and after it has ended."""

import os
import signal

_INTERRUPTED = 5
"""`scraper.exit_codes.INTERRUPTED`, before anything is imported."""


def run() -> None:
    """Run `arsip`. Ctrl-C during its imports ends it with one line; after a command it changes nothing any more."""
    is_interruptible = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # not in the background
    if is_interruptible:
        signal.signal(signal.SIGINT, _end)
    from arsip.cli.main import main  # noqa: PLC0415 - the handler comes first

    if is_interruptible:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        main(prog_name="arsip")
    finally:
        if is_interruptible:
            signal.signal(signal.SIGINT, signal.SIG_IGN)


def _end(*_: object) -> None:
    os.write(2, b"Error: interrupted; give the same command again\n")
    os._exit(_INTERRUPTED)


if __name__ == "__main__":
    run()
