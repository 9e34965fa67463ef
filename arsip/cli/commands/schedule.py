"""The verb `schedule`: what starts the nightly job every night."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from arsip.cli.options import archive_to_read

if TYPE_CHECKING:
    from arsip.nightly.schedules.plan import Planned


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("kind", type=click.Choice(["systemd", "cron"]))
@click.argument("options", nargs=-1, metavar="[-- OPTIONS OF NIGHTLY]")
@archive_to_read
@click.option("--at", default="02:17", show_default=True, metavar="TIME", help="When, in Jakarta.")
@click.option("--jitter", "jitter_minutes", type=click.IntRange(0, 600), default=30, show_default=True,
              metavar="MINUTES", help="Later by up to so much, at random.")  # fmt: skip
@click.option("--system", is_flag=True, help="systemd: units for the system's manager, run as you.")
@click.option("--install", is_flag=True, help="Put it in its place: your own systemd timer, or your crontab.")
@click.option("--remove", is_flag=True, help="Take it away again.")
def schedule(kind: str, options: tuple[str, ...], db: Path, *, install: bool, remove: bool, **given: Any) -> None:  # noqa: ANN401 - click's
    """Print what starts `arsip nightly` every night, for systemd or for cron; or put it in its place.

    What stands after -- is handed on: arsip schedule systemd --db jakarta/archive.db -- --recheck-budget 3000
    """
    from arsip.nightly.schedules import installation
    from scraper.clock import now

    if install and remove:
        raise click.UsageError("--install or --remove, not both")
    if given["system"] and (kind == "cron" or install or remove):
        raise click.UsageError("--system prints units of systemd; put them into /etc/systemd/system yourself")
    planned = _planned(db.resolve(), list(options), at=given["at"], jitter_minutes=given["jitter_minutes"])
    today = now().date()
    try:
        if remove:
            done = installation.remove_systemd(planned) if kind == "systemd" else installation.remove_cron(planned)
        elif install:
            is_systemd = kind == "systemd"
            done = (
                installation.install_systemd(planned) if is_systemd else installation.install_cron(planned, today=today)
            )
        else:
            done = []
            _print(kind, planned, system=given["system"])
    except installation.ScheduleError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}") from error
    if done:
        click.echo("\n".join(done))
    if not remove:
        _tell_of_contact(db.resolve(), list(options))


def _tell_of_contact(archive: Path, options: list[str]) -> None:
    """Say so where no night could begin, because neither the command nor the archive says who crawls."""
    from arsip.cli.commands.nightly import nightly
    from arsip.cli.options import remembered_contact
    from scraper.urls import REPLICA
    from spiders.arguments import site_name

    given = nightly.make_context("nightly", [*options, "--db", str(archive)]).params
    if given["contact"] or remembered_contact(archive) or site_name(given["site"]) == REPLICA:
        return
    said = "does not know yet who crawls, so no night could begin; add: -- --contact you@example.org"
    click.echo(f"arsip schedule: {archive} {said}", err=True)


def _planned(archive: Path, options: list[str], *, at: str, jitter_minutes: int) -> "Planned":
    """Read what is to be started; options that `nightly` would refuse are refused here."""
    from arsip.cli.commands.nightly import nightly
    from arsip.nightly.schedules.plan import Planned, parted, time_of

    named = {"--db", "--jitter", "--if-missed", "--dry-run"} & {word.partition("=")[0] for word in options}
    if named:
        raise click.UsageError(f"{', '.join(sorted(named))}: not after --, it has its own place here")
    nightly.make_context("nightly", [*options, "--db", str(archive)])
    try:
        moment = time_of(at)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--at") from error
    plain, secrets = parted(options)
    return Planned(archive=archive, at=moment, jitter_minutes=jitter_minutes, options=plain, secrets=secrets)


def _print(kind: str, planned: "Planned", *, system: bool) -> None:
    import getpass

    from arsip.nightly.schedules import cron, installation, systemd
    from scraper.clock import now

    path = installation.environment_path(planned)
    if kind == "cron":
        click.echo("\n".join(cron.lines(planned, environment=path, zone=None, today=now().date())))
    else:
        where = "/etc/systemd/system" if system else "~/.config/systemd/user"
        user = getpass.getuser() if system else None
        click.echo(f"# {where}/{planned.name}.service")
        click.echo(systemd.service(planned, environment=path, user=user))
        click.echo(f"# {where}/{planned.name}.timer")
        click.echo(systemd.timer(planned), nl=False)
    if planned.secrets:
        names = ", ".join(f"{name}='…'" for name in planned.secrets)
        click.echo(f"Put the secrets into {path}, readable by you alone (chmod 600): {names}", err=True)
