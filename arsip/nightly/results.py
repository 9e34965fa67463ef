"""The results of a nightly run and of its steps: what the log, notifications, metrics and the report are made of."""

from dataclasses import dataclass, field

from scraper.exit_codes import BREAKER, BUSY, DONE, FAILED, INTERRUPTED, UNHEALTHY, USAGE

STEPS = (
    "salvage",
    "crawl",
    "recheck",
    "retry",
    "reread",
    "verify",
    "backup",
    "export",
    "publish",
    "prune",
    "health",
    "report",
)
"""Names of the steps, in the order in which they run. The report is last, so that it covers all of them."""

SEVERITY = (INTERRUPTED, FAILED, USAGE, BUSY, UNHEALTHY, BREAKER)
"""Which status a run ends with, where its steps end with several: the first of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepResult:
    """The result of a step.

    Attributes:
        message: what was done or went wrong, in a sentence.
        status: as an exit status.
        next_command: the command to give next; None where nothing is to be done.
        step: its name; the runner fills this in and what follows.
        run: id of its row in `runs`.
    """

    message: str
    status: int = DONE
    next_command: str | None = None
    numbers: dict[str, int | float] = field(default_factory=dict)
    step: str = ""
    seconds: float = 0.0
    run: str = ""

    def as_json(self) -> dict[str, object]:
        """Return it by the names under which `runs.counts` keeps it."""
        return {
            "step": self.step,
            "status": self.status,
            "seconds": self.seconds,
            "verdict": self.message,
            "remedy": self.next_command,
            "numbers": self.numbers,
            "run": self.run,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class NightlyResult:
    """The result of a nightly run, or of one that could not begin; its moments are UTC."""

    run: str
    archive: str
    started_at: str
    ended_at: str
    steps: tuple[StepResult, ...]

    @property
    def failed(self) -> tuple[StepResult, ...]:
        """The steps that did not end well, the most severe first."""
        bad = [step for step in self.steps if step.status != DONE]
        return tuple(sorted(bad, key=lambda step: SEVERITY.index(step.status)))

    @property
    def status(self) -> int:
        """The exit status: of the most severe failure."""
        return self.failed[0].status if self.failed else DONE

    @property
    def numbers(self) -> dict[str, int | float]:
        """What was counted; a number that several steps count is their sum."""
        total: dict[str, int | float] = {}
        for step in self.steps:
            for name, number in step.numbers.items():
                total[name] = total.get(name, 0) + number
        return total

    def counts(self, *names: str) -> str:
        """Write some of the numbers in a line, as `12 new, 3 changed`."""
        numbers = self.numbers
        return ", ".join(f"{numbers[name]:,} {name}" for name in names if name in numbers)

    @property
    def message(self) -> str:
        """What went wrong, step by step; `done` where nothing did."""
        return "; ".join(f"{step.step}: {step.message}" for step in self.failed) or "done"

    @property
    def next_command(self) -> str | None:
        """The command for the most severe failure that has one; None where nothing is to be done."""
        return next((step.next_command for step in self.failed if step.next_command), None)
