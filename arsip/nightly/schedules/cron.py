"""The lines of cron: one for every night, one for a night that was missed while the machine was off."""

import shlex
from datetime import date, tzinfo
from pathlib import Path

from arsip.nightly.schedules.plan import Planned


def lines(planned: Planned, *, environment: Path, zone: tzinfo | None, today: date) -> list[str]:
    """Return the lines for a crontab, between two marks.

    Args:
        planned: what to start.
        environment: the file with its secrets; it need not be there.
        zone: of the machine, by which cron goes; None for the one it has.
        today: to know the hour by.
    """
    local = planned.local(zone, today)
    told = f"# {planned.at:%H:%M} in Jakarta is {local:%H:%M} here"
    if planned.moves(zone, today):
        told += "; with summer time it moves by an hour, which does no harm"
    return [
        begin_mark(planned),
        told,
        f"{local.minute} {local.hour} * * * {_command(planned, environment, f'--jitter {planned.jitter_minutes}m')}",
        f"@reboot {_command(planned, environment, '--jitter 10m --if-missed')}",
        end_mark(planned),
    ]


def begin_mark(planned: Planned) -> str:
    """Return the line before those of one archive."""
    return f"# >>> {planned.name}"


def end_mark(planned: Planned) -> str:
    """Return the line after those of one archive."""
    return f"# <<< {planned.name}"


def without(crontab: str, planned: Planned) -> str:
    """Return a crontab without the lines of one archive; all others stay as they are."""
    kept, inside = [], False
    for line in crontab.splitlines():
        if line == begin_mark(planned):
            inside = True
        elif line == end_mark(planned):
            inside = False
        elif not inside:
            kept.append(line)
    return "".join(f"{line}\n" for line in kept)


def _command(planned: Planned, environment: Path, more: str) -> str:
    """Return the command for a shell, with what cron takes for the end of a line escaped."""
    folder, secrets = shlex.quote(str(planned.folder)), shlex.quote(str(environment))
    read = f"if [ -r {secrets} ]; then set -a; . {secrets}; set +a; fi"
    command = f"cd {folder} && {{ {read}; {shlex.join(planned.command)} {more}; }}"
    return command.replace("%", "\\%")
