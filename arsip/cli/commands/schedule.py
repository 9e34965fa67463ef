"""The command `schedule`: what starts the nightly job every night."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from arsip.cli.errors import wrong_usage
from arsip.cli.options import CONFIG, archive_to_read, named_config, remembered_contact
from arsip.cli.parameter_types import TIME

if TYPE_CHECKING:
    from datetime import time

    from arsip.nightly.schedules.schedule import Schedule


@click.command()
@click.argument("kind", type=click.Choice(["systemd", "cron"]))
@click.argument("options", nargs=-1, metavar="[-- OPTIONS OF NIGHTLY]")
@archive_to_read
@click.option("--at", type=TIME, default="02:17", show_default=True, metavar="TIME", help="Time in Jakarta.")
@click.option("--jitter", "jitter_minutes", type=click.IntRange(0, 600), default=30, show_default=True,
              metavar="MINUTES", help="At most this much random delay, in minutes.")  # fmt: skip
@click.option("--system", is_flag=True, help="systemd: units for the system's manager, run as you.")
@click.option("--install", is_flag=True, help="Install it: your own systemd timer, or your crontab.")
@click.option("--remove", is_flag=True, help="Remove it.")
def schedule(kind: str, options: tuple[str, ...], db: Path, *, install: bool, remove: bool, **given: Any) -> None:  # noqa: ANN401 - click's
    """Print what starts `arsip nightly` every night, for systemd or for cron; or install it.

    Arguments after -- are passed on: arsip schedule systemd --db jakarta/archive.db -- --recheck-budget 3000
    """
    from arsip.nightly.schedules import installation
    from scraper.clock import now

    if install and remove:
        raise click.UsageError("--install or --remove, not both")
    if given["system"] and (kind == "cron" or install or remove):
        raise click.UsageError("--system prints units of systemd; put them into /etc/systemd/system yourself")
    is_systemd = kind == "systemd"
    plan, nightly_options = _schedule(db.resolve(), list(options), given["at"], given["jitter_minutes"])
    warning = None if remove else _missing_contact(plan.archive, nightly_options)
    try:
        if remove:
            done = installation.remove_systemd(plan) if is_systemd else installation.remove_cron(plan)
        elif install and is_systemd:
            done = installation.install_systemd(plan)
        elif install:
            done = installation.install_cron(plan, today=now().date())
        else:
            done = []
            _print(kind, plan, system=given["system"])
    except installation.ScheduleError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}") from error
    if done:
        click.echo("\n".join(done))
    if warning:
        click.echo(warning, err=True)


def _schedule(archive: Path, options: list[str], at: "time", jitter_minutes: int) -> tuple["Schedule", dict[str, Any]]:
    """Return the schedule, and the parsed options of the nightly run; what `nightly` would refuse is refused here."""
    from arsip.cli.commands.nightly import nightly
    from arsip.nightly.schedules.schedule import Schedule, ScheduleValueError, split_secrets

    if misplaced := {"--db", "--jitter", "--if-missed", "--dry-run"} & {word.partition("=")[0] for word in options}:
        raise click.UsageError(f"{', '.join(sorted(misplaced))}: not after --, it has its own place here")
    config = _config_to_name(archive)
    root = click.Context(click.Command("main"), info_name="arsip")
    root.params["config"] = config
    job = click.Command("nightly", params=nightly.params).make_context(
        "nightly", [*options, "--db", str(archive)], root
    )
    plain, secrets = split_secrets(options)
    with wrong_usage(ScheduleValueError):
        plan = Schedule(
            archive=archive,
            config=config,
            at=at,
            jitter_minutes=jitter_minutes,
            options=plain,
            secrets=secrets,
            backup_to=job.params["backup_to"],
        )
    _warn_of_variables(job)
    return plan, job.params


def _config_to_name(archive: Path) -> Path | None:
    """Return the file in force where a run would not find it beside the archive; None where it would."""
    from arsip.cli.config_file import config_path

    here = click.get_current_context()
    file, named = here.meta[CONFIG], named_config(here)
    if file is None:
        return named  # /dev/null, if anything
    path = file.path.absolute()
    return None if path.parent.resolve() / path.name == config_path(None, archive) else path


def _warn_of_variables(job: click.Context) -> None:
    """Warn of each variable that sets an option here: the job runs without it."""
    from arsip.cli.config_keys import KEYS

    for parameter in job.command.params:
        if job.get_parameter_source(str(parameter.name)) is ParameterSource.ENVIRONMENT:
            key = next(key for key in KEYS if key.options.get("nightly") == parameter.name)
            message = f"{parameter.envvar} is set here, but the job will not have it; set {key} in arsip.toml"
            click.echo(f"arsip schedule: {message}", err=True)


def _missing_contact(archive: Path, options: dict[str, Any]) -> str | None:
    """Return a warning where no run could begin, because neither the command nor the archive says who crawls."""
    from scraper.crawl.site import SITE, site_name
    from scraper.urls import REPLICA

    if options["contact"] or remembered_contact(archive) or site_name(options["site"] or SITE) == REPLICA:
        return None
    message = "does not know yet who crawls, so no nightly run could begin; set site.contact in arsip.toml"
    return f"arsip schedule: {archive} {message}"


def _print(kind: str, plan: "Schedule", *, system: bool) -> None:
    import getpass

    from arsip.nightly.schedules.installation import environment_path
    from scraper.clock import now

    environment = environment_path(plan)
    if kind == "cron":
        click.echo(plan.crontab(environment=environment, zone=None, today=now().date()), nl=False)
    else:
        folder = "/etc/systemd/system" if system else "~/.config/systemd/user"
        user = getpass.getuser() if system else None
        click.echo(f"# {folder}/{plan.name}.service")
        click.echo(plan.service(environment=environment, user=user))
        click.echo(f"# {folder}/{plan.name}.timer")
        click.echo(plan.timer(), nl=False)
    if plan.secrets:
        names = ", ".join(f"{name}='…'" for name in plan.secrets)
        click.echo(f"Put the secrets into {environment}, readable by you alone (chmod 600): {names}", err=True)
