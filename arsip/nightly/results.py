"""What came of a night and of each of its steps: what the verdict, the notices and the metrics are made of."""

from dataclasses import dataclass, field

from scraper.exit_codes import BREAKER, BUSY, DONE, FAILED, INTERRUPTED, UNHEALTHY, USAGE

ORDER = (
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
"""The steps, in the order in which they are made. The report is last, so that it tells of all of them."""

GRAVITY = (INTERRUPTED, FAILED, USAGE, BUSY, UNHEALTHY, BREAKER)
"""Which status a night ends with, where its steps end with several: the first of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A step that was made.

    Attributes:
        step: its name.
        status: as an exit status.
        seconds: that it took.
        verdict: what came of it, in a sentence.
        remedy: the next command, where something is to be done; None else.
        numbers: what it counted, by name.
        run: UUID of its row in `runs`.
    """

    step: str
    status: int
    seconds: float
    verdict: str
    remedy: str | None = None
    numbers: dict[str, int | float] = field(default_factory=dict)
    run: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """A night that is over, or that could not begin.

    Attributes:
        run: UUID of its row in `runs`.
        archive: path of the archive.
        started_at: the moment, UTC.
        ended_at: likewise.
        steps: in the order in which they were made.
    """

    run: str
    archive: str
    started_at: str
    ended_at: str
    steps: tuple[Done, ...]

    @property
    def status(self) -> int:
        """The exit status that tells the truth about all of its steps."""
        reached = {done.status for done in self.steps}
        return next((status for status in GRAVITY if status in reached), DONE)

    @property
    def failed(self) -> tuple[Done, ...]:
        """The steps that did not end well, the gravest first."""
        bad = [done for done in self.steps if done.status != DONE]
        return tuple(sorted(bad, key=lambda done: GRAVITY.index(done.status)))

    @property
    def numbers(self) -> dict[str, int | float]:
        """What was counted, over all steps; a number that several steps count is their sum."""
        total: dict[str, int | float] = {}
        for done in self.steps:
            for name, number in done.numbers.items():
                total[name] = total.get(name, 0) + number
        return total

    @property
    def verdict(self) -> str:
        """What came of it, in a sentence; names each step that did not end well."""
        if not self.failed:
            return "done"
        return "; ".join(f"{done.step}: {done.verdict}" for done in self.failed)

    @property
    def remedy(self) -> str | None:
        """The command that mends what is gravest; None where nothing is to be done."""
        return next((done.remedy for done in self.failed if done.remedy), None)
