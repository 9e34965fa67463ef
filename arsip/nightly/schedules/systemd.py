"""The units of systemd: a service that may touch nothing but the archive, and a timer that catches up missed nights."""

from pathlib import Path

from arsip.nightly.schedules.plan import Planned

_EVERYWHERE = """\
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=strict
RestrictSUIDSGID=yes
RestrictRealtime=yes
RestrictNamespaces=yes
LockPersonality=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
UMask=0027
"""

_SYSTEM = """\
ProtectHome=read-only
PrivateDevices=yes
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
ProtectProc=invisible
CapabilityBoundingSet=
AmbientCapabilities=
"""
"""What only the system's own manager can do for certain."""

_USER = """\
PrivateUsers=yes
"""
"""Lets a user's manager shield files: in a user namespace it may."""


def service(planned: Planned, *, environment: Path, user: str | None, memory: str = "1G") -> str:
    """Return the service.

    Args:
        planned: what to start.
        environment: the file with its secrets; it need not be there.
        user: who runs it, for the system's manager; None for a user's own.
        memory: at most.
    """
    online = "Wants=network-online.target\nAfter=network-online.target\n" if user else ""
    return f"""\
[Unit]
Description=Arsip: the night of {_plain(planned.archive)}
RequiresMountsFor={_quoted(planned.folder)}
{online}
[Service]
Type=oneshot
{f"User={user}" if user else ""}
WorkingDirectory={_plain(planned.folder)}
EnvironmentFile=-{_plain(environment)}
ExecStart={" ".join(_quoted(word) for word in planned.command)}
KillMode=mixed
TimeoutStopSec=5min
Nice=10
IOSchedulingClass=idle
MemoryMax={memory}
{_EVERYWHERE}{_SYSTEM if user else _USER}ReadWritePaths={" ".join(_quoted(path) for path in planned.writes_to)}
""".replace("\n\nWorkingDirectory", "\nWorkingDirectory")


def timer(planned: Planned) -> str:
    """Return the timer: each day at that time in Jakarta; a night that was missed is made up for."""
    return f"""\
[Unit]
Description=Arsip: every night of {_plain(planned.archive)}

[Timer]
OnCalendar=*-*-* {planned.at:%H:%M}:00 Asia/Jakarta
RandomizedDelaySec={planned.jitter_minutes}min
AccuracySec=1min
Persistent=true

[Install]
WantedBy=timers.target
"""


def _plain(path: Path) -> str:
    """Write a path where systemd takes it as it is, but for its specifiers."""
    return str(path).replace("%", "%%")


def _quoted(word: str | Path) -> str:
    """Quote a word by systemd's rules (systemd.syntax, systemd.service)."""
    escaped = str(word).replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'
