"""The result of a preflight: its findings, and what to do where something that crawls depend on does not hold."""

from dataclasses import dataclass
from pathlib import Path

from scraper.archive.captures import of_run
from scraper.archive.database import Database
from scraper.archive.runs import RunRecord
from scraper.counts import count
from scraper.exit_codes import DONE, FAILED, INTERRUPTED, UNHEALTHY
from scraper.preflight.assumptions import findings_of
from scraper.preflight.evidence import Evidence, of_run_in
from scraper.preflight.findings import FAILED_REASON, UNTESTED_REASON, Finding, Verdict, failure, inconclusive


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a preflight has found.

    Attributes:
        run: of the preflight.
        requests: how many were answered.
        findings: one for each assumption.
        evidence: what they were judged by.
    """

    run: RunRecord
    requests: int
    findings: tuple[Finding, ...]
    evidence: Evidence

    @property
    def has_answers(self) -> bool:
        """Whether there is anything to judge by but a robots.txt, or that forbids all."""
        return self._is_whole or any(name != "robots.txt" for name in self.evidence.exchanges)

    @property
    def _is_whole(self) -> bool:
        return self.run.exit_status in {DONE, UNHEALTHY} or self.run.reason == UNTESTED_REASON

    def of(self, verdict: Verdict) -> list[Finding]:
        """Return the findings with a verdict."""
        return [each for each in self.findings if each.verdict == verdict]

    @property
    def exit_status(self) -> int:
        """The status of the run, 5 where it was cut off; 3 where something fails, 1 where it could not be tested."""
        if self.run.exit_status is None:
            return INTERRUPTED
        judged = DONE if self.run.reason in {FAILED_REASON, UNTESTED_REASON} else self.run.exit_status
        if failure(self.findings) is not None:
            return judged or UNHEALTHY
        return judged or (DONE if inconclusive(self.findings) is None else FAILED)

    @property
    def verdict(self) -> str:
        """What it comes to, in a sentence or two."""
        if not self._is_whole:
            return f"The run ended early: {self.run.verdict or 'it was cut off; run `arsip preflight` again'}."
        if (sentence := failure(self.findings) or inconclusive(self.findings)) is not None:
            return _begun(sentence)
        if self.exit_status == UNHEALTHY and self.run.verdict:
            return _begun(self.run.verdict) + "."  # by the health rules of every run
        differ, untested = len(self.of("differs")), len(self.of("untested"))
        rest = f"; {untested} could not be tested" if untested else ""
        if not differ:
            return f"The site is as assumed{rest}."
        found = f"{differ} of {count(len(self.findings), 'assumption')} {'differs' if differ == 1 else 'differ'}"
        return f"{found}, and crawls depend on none of these{rest}."


def _begun(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]


def report_of(db: Database, folder: Path, run: RunRecord) -> Report:
    """Return what a preflight whose WARC files are in a folder has found, without a request.

    Raises:
        OSError, WarcError: where a record cannot be read.
    """
    evidence = of_run_in(db, folder, run)
    return Report(run=run, requests=len(of_run(db, run.run)), findings=findings_of(evidence), evidence=evidence)
