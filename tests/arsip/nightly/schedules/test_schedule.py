"""What starts the nightly job: systemd and cron take it as it is printed, and give up what they were given."""

import os
import shlex
import shutil
import stat
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result
from cronsim import CronSim

from arsip.cli.commands.schedule import schedule
from arsip.cli.main import main
from arsip.nightly.schedules.schedule import Schedule, parse_time, split_secrets
from scraper.clock import JAKARTA

SECRET = "https://hc.example/0123456789"
ODD = 'odd "name" 100% $HOME \\ it\'s'


def planned(folder: Path, **more: object) -> Schedule:
    return Schedule(**{"archive": folder / "archive.db", "at": time(2, 17), **more})  # type: ignore[arg-type]


def run(*arguments: str, home: Path) -> Result:
    return CliRunner().invoke(schedule, arguments, env={"HOME": str(home), "XDG_CONFIG_HOME": str(home / "config")})


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
@pytest.mark.parametrize("system", [False, True])
@pytest.mark.parametrize("name", ["jakarta", ODD])
def test_systemd_takes_the_units(tmp_path: Path, name: str, system: bool) -> None:
    folder = tmp_path / name
    folder.mkdir()
    plan = planned(folder, options=("--contact", ODD), program=(sys.executable, "-m", "arsip"))
    names = [f"{plan.name}.service", f"{plan.name}.timer"]
    (tmp_path / names[0]).write_text(plan.service(environment=tmp_path / "e", user="root" if system else None))
    (tmp_path / names[1]).write_text(plan.timer())
    done = subprocess.run(
        ["systemd-analyze", "verify", *names], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    ours = [line for line in done.stderr.splitlines() if plan.name in line]
    assert (done.returncode, ours) == (0, [])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_the_timer_goes_off_at_that_hour_in_jakarta(tmp_path: Path) -> None:
    line = next(line for line in planned(tmp_path).timer().splitlines() if line.startswith("OnCalendar="))
    told = subprocess.run(
        ["systemd-analyze", "calendar", line.partition("=")[2]],
        capture_output=True, text=True, check=True, env={**os.environ, "TZ": "UTC"},
    ).stdout  # fmt: skip
    assert "19:17:00 UTC" in told


@pytest.mark.parametrize("zone", ["UTC", "Asia/Jakarta", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"])
def test_cron_goes_off_at_that_hour_in_jakarta_wherever_the_machine_is(tmp_path: Path, zone: str) -> None:
    here, day = ZoneInfo(zone), date(2026, 11, 24)
    crontab = planned(tmp_path).crontab(environment=tmp_path / "e", zone=here, today=day)
    _, told, line, again, _ = crontab.splitlines()
    sim = CronSim(" ".join(line.split()[:5]), datetime(2026, 11, 24, tzinfo=here))
    assert next(sim).astimezone(JAKARTA).time() == time(2, 17)
    assert "02:17 in Jakarta is" in told
    assert ("summer time" in told) == (zone in ("America/New_York", "Pacific/Auckland"))
    assert again.startswith("@reboot ")
    assert again.endswith("--if-missed; }")


def test_the_command_survives_the_shell_and_cron(tmp_path: Path) -> None:
    folder = tmp_path / ODD
    folder.mkdir()
    show = tmp_path / "show"
    show.write_text('#!/bin/sh\npwd\nprintf "%s\\n" "$@" "$ARSIP_PING"\n')
    show.chmod(0o755)
    plan = planned(folder, options=("--contact", ODD), secrets={"ARSIP_PING": "https://x/it's"}, program=(str(show),))
    secrets = tmp_path / "secrets.env"
    secrets.write_text(plan.environment())
    line = plan.crontab(environment=secrets, zone=UTC, today=date(2026, 11, 24)).splitlines()[2]
    assert "%" not in line.replace("\\%", "")
    command = line.split(" ", 5)[5].replace("\\%", "%")
    said = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=True).stdout.splitlines()
    assert said == [
        str(folder), "nightly", "--db", str(folder / "archive.db"), "--contact", ODD, "--jitter", "30m", "https://x/it%27s",
    ]  # fmt: skip


def test_secrets_stand_in_no_unit_and_no_crontab(tmp_path: Path) -> None:
    for kind in (["systemd"], ["systemd", "--system"], ["cron"]):
        done = run(*kind, "--db", str(tmp_path / "a.db"), "--", "--ping", SECRET, f"--notify={SECRET}/n", home=tmp_path)
        assert done.exit_code == 0, done.output
        assert SECRET not in done.output
        assert "chmod 600" in done.stderr
    plain, secrets = split_secrets(["--ping", SECRET, "--photos", "--notify=a://b", "--notify", "c://d"])
    assert plain == ("--photos",)
    assert secrets == {"ARSIP_PING": SECRET, "ARSIP_NOTIFY": "a://b c://d"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--", "--recheck-budget", "no"], "--recheck-budget"),
        (["--", "--nosuch"], "--nosuch"),
        (["--", "--db", "x"], "its own place"),
        (["--at", "25:00"], "02:17"),
        (["--install", "--remove"], "not both"),
        (["--system", "--install"], "yourself"),
    ],
)
def test_what_nightly_would_refuse_is_refused(tmp_path: Path, arguments: list[str], said: str) -> None:
    done = run("systemd", "--db", str(tmp_path / "a.db"), *arguments, home=tmp_path)
    assert done.exit_code == 2
    assert said in done.stderr


def fake(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    programs = tmp_path / "bin"
    programs.mkdir()
    fake(programs, "systemctl", f'echo "$@" >> {shlex.quote(str(tmp_path / "systemctl.log"))}')
    fake(programs, "loginctl", "echo no")
    tab = shlex.quote(str(tmp_path / "crontab"))
    read = f'cat {tab} 2>/dev/null || {{ echo "no crontab for you" >&2; exit 1; }}'
    fake(programs, "crontab", f'if [ "$1" = -l ]; then {read}; else cat > {tab}; fi')
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    return tmp_path


def test_a_timer_is_installed_once_and_taken_away(machine: Path) -> None:
    arguments = ["systemd", "--db", str(machine / "jakarta" / "a.db")]
    for _ in range(2):
        done = run(*arguments, "--install", "--", "--ping", SECRET, home=machine)
        assert done.exit_code == 0, done.output
        assert "sudo loginctl enable-linger" in done.output
        assert SECRET not in done.output
    written = sorted(path.name for path in (machine / "config" / "systemd" / "user").iterdir())
    assert [name.rpartition(".")[2] for name in written] == ["service", "timer"]
    (secrets,) = (machine / "config" / "arsip").iterdir()
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o600
    assert secrets.read_text() == f"ARSIP_PING='{SECRET}'\n"
    assert run(*arguments, "--remove", home=machine).exit_code == 0
    assert not list((machine / "config" / "systemd" / "user").iterdir())
    assert not list((machine / "config" / "arsip").iterdir())
    log = (machine / "systemctl.log").read_text()
    assert log.count("enable --now arsip-nightly-jakarta-") == 2
    assert log.count("disable --now arsip-nightly-jakarta-") == 1
    again = run(*arguments, "--remove", home=machine)
    assert (again.exit_code, "there is no timer" in again.stderr) == (1, True)


def test_lines_of_cron_are_installed_once_and_taken_away_and_others_stay(machine: Path) -> None:
    (machine / "crontab").write_text("MAILTO=me\n1 2 * * * other\n")
    one, two = (["cron", "--db", str(machine / name / "a.db")] for name in ("one", "two"))
    for arguments in (one, two, one):
        assert run(*arguments, "--install", home=machine).exit_code == 0
    tab = (machine / "crontab").read_text()
    assert tab.count("# >>> ") == tab.count("# <<< ") == 2
    assert tab.startswith("MAILTO=me\n1 2 * * * other\n")
    for arguments in (two, one):
        assert run(*arguments, "--remove", home=machine).exit_code == 0
    assert (machine / "crontab").read_text() == "MAILTO=me\n1 2 * * * other\n"
    assert run(*one, "--remove", home=machine).exit_code == 1


def test_a_machine_without_the_programs_says_so_in_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for kind, program in (("systemd", "systemctl"), ("cron", "crontab")):
        done = run(kind, "--db", str(tmp_path / "a.db"), "--install", home=tmp_path)
        assert (done.exit_code, done.stderr) == (1, f"Error: there is no {program} on this machine\n")


def test_a_program_that_fails_is_quoted(machine: Path) -> None:
    fake(machine / "bin", "systemctl", "echo 'Failed to connect to bus' >&2; exit 1")
    done = run("systemd", "--db", str(machine / "a.db"), "--install", home=machine)
    assert (done.exit_code, "Failed to connect to bus" in done.stderr) == (1, True)
    assert not (machine / "config").exists()


def test_a_timer_that_cannot_be_enabled_is_named_and_removed_without_systemctl(machine: Path) -> None:
    arguments = ["systemd", "--db", str(machine / "a.db")]
    fake(machine / "bin", "systemctl", 'case "$*" in *enable*) echo "Failed to connect to bus" >&2; exit 1;; esac')
    done = run(*arguments, "--install", "--", "--ping", SECRET, home=machine)
    assert (done.exit_code, ".timer are written, and --remove removes them" in done.stderr) == (1, True)
    fake(machine / "bin", "systemctl", "echo 'Failed to connect to bus' >&2; exit 1")
    units = machine / "config" / "systemd" / "user"
    (timer,) = units.glob("*.timer")
    (units / "timers.target.wants").mkdir()
    (units / "timers.target.wants" / timer.name).symlink_to(timer)
    done = run(*arguments, "--remove", home=machine)
    assert (done.exit_code, f"removed: {timer}" in done.output) == (0, True)
    assert "not stopped: systemctl --user disable" in done.output
    assert [path for path in (machine / "config").rglob("*") if not path.is_dir()] == []


@pytest.mark.parametrize("text", ["2", "24:00", "2:7", "aa:bb", ""])
def test_no_time_of_the_day(text: str) -> None:
    with pytest.raises(ValueError, match="invalid time"):
        parse_time(text)


def test_archives_of_one_machine_have_schedules_of_their_own(tmp_path: Path) -> None:
    names = {planned(tmp_path / name).name for name in ("a", "b", "A", "ä")}
    assert len(names) == 4
    assert all(name.replace("-", "").isalnum() and name.isascii() for name in names)
    assert planned(tmp_path).local_time(UTC, date(2026, 11, 24)) == time(19, 17)
    assert timedelta(hours=7) == JAKARTA.utcoffset(None)


def test_a_schedule_that_could_not_say_who_crawls_is_told(tmp_path: Path) -> None:
    asked = ["systemd", "--db", str(tmp_path / "archive.db")]
    said = "does not know yet who crawls"
    for more, is_said in (([], True), (["--", "--contact", "you@example.org"], False)):
        shown = CliRunner().invoke(schedule, [*asked, *more])
        assert shown.exit_code == 0
        assert (said in shown.stderr) == is_said


def test_what_the_file_says_is_not_repeated_and_another_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "arsip.toml").write_text(
        '[site]\ncontact = "me@example.org"\n[schedule]\nat = "03:30"\njitter = 5\n[backups]\nto = "../backups"\n'
    )
    at = ["schedule", "systemd", "--db", str(tmp_path / "archive.db")]
    units = CliRunner().invoke(main, [*at, "--", "--recheck-budget", "9"])
    assert (units.exit_code, units.stderr) == (0, "")
    (command,) = [line for line in units.stdout.splitlines() if line.startswith("ExecStart=")]
    assert command.endswith(f'"nightly" "--db" "{tmp_path}/archive.db" "--recheck-budget" "9"')
    assert f'ReadWritePaths="{tmp_path}" "-{tmp_path.parent}/backups"' in units.stdout
    assert "OnCalendar=*-*-* 03:30:00" in units.stdout
    assert "RandomizedDelaySec=5min" in units.stdout
    (tmp_path / "arsip.toml").rename(tmp_path / "other.toml")
    units = CliRunner().invoke(main, ["--config", str(tmp_path / "other.toml"), *at, "--at", "04:00"])
    assert f'"--config" "{tmp_path}/other.toml" "nightly" "--db"' in units.stdout
    assert "OnCalendar=*-*-* 04:00:00" in units.stdout


def test_the_file_that_named_the_archive_is_in_the_schedule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    contact = '[site]\ncontact = "me@example.org"\n'
    (tmp_path / "arsip.toml").write_text(f'[archive]\ndb = "jakarta/archive.db"\n{contact}[backups]\nto = "/disk/b"\n')
    for kind in ("systemd", "cron"):
        done = CliRunner().invoke(main, ["schedule", kind])
        assert (done.exit_code, done.stderr) == (0, "")
        words = f"--config {tmp_path}/arsip.toml nightly --db {tmp_path}/jakarta/archive.db"
        assert words in done.stdout.replace('"', "")
        assert kind == "cron" or f'ReadWritePaths="{tmp_path}/jakarta" "-/disk/b"' in done.stdout
    (tmp_path / "link.db").symlink_to("jakarta/archive.db")
    (tmp_path / "arsip.toml").rename(tmp_path / "arsip.toml.old")
    (tmp_path / "jakarta").mkdir()
    (tmp_path / "jakarta" / "arsip.toml").write_text(contact)
    done = CliRunner().invoke(main, ["schedule", "cron", "--db", "link.db"])
    assert (done.exit_code, done.stderr, "--config" in done.stdout) == (0, "", False)


@pytest.mark.parametrize(
    ("to", "allowed"),
    [
        ("file:///disk/b", ' "-/disk/b"'),
        ("../backups", ' "-{above}/backups"'),
        ("backups", ""),
        ("s3://bucket/arsip", ""),
        ("", ""),
    ],
)
def test_a_service_may_write_to_a_local_folder_of_backups(tmp_path: Path, to: str, allowed: str) -> None:
    unit = planned(tmp_path, backup_to=to).service(environment=tmp_path / "e", user=None)
    assert f'ReadWritePaths="{tmp_path}"{allowed.format(above=tmp_path.parent)}\n' in unit


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("a\nb", []),
        ("a", ["--", "--backup-to", "x\n[Install]"]),
        ("a", ["--", "--ping", "https://x/\nPATH=/tmp"]),
        ("a\udcff", []),
    ],
)
def test_no_control_character_reaches_a_unit_or_a_crontab(tmp_path: Path, name: str, more: list[str]) -> None:
    for kind in ("systemd", "cron"):
        done = run(kind, "--db", f"{tmp_path}/{name}/a.db", *more, home=tmp_path)
        assert (done.exit_code, done.stdout) == (2, "")
        assert "a schedule can have no control character" in done.stderr
        assert "PATH" not in done.stderr


def test_a_variable_that_the_job_will_not_have_is_warned_of(tmp_path: Path) -> None:
    variables = {"ARSIP_CONTACT": "me@example.org", "ARSIP_NOTIFY": SECRET, "ARSIP_PING": SECRET}
    done = CliRunner().invoke(main, ["schedule", "cron", "--db", str(tmp_path / "a.db")], env=variables)
    assert (done.exit_code, SECRET in done.output) == (0, False)
    said = "arsip schedule: {} is set here, but the job will not have it; set {} in arsip.toml"
    assert done.stderr.splitlines() == [
        said.format("ARSIP_CONTACT", "site.contact"),
        said.format("ARSIP_NOTIFY", "notifications.notify_file"),
        said.format("ARSIP_PING", "notifications.ping_file"),
    ]
