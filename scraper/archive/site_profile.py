"""What a preflight found out about the site, for later crawls: one row of `meta`, as JSON with a version.

A profile is advice: where there is none, or one of another version, crawls do without.
"""

import json
from dataclasses import asdict, dataclass, fields
from urllib.parse import urlsplit

from scraper.archive.connection import Database
from scraper.archive.database import fact

FORMAT = 1
"""Version of the JSON; it rises whenever a field changes its meaning."""

ABSENT = frozenset({"404", "410", "home", "empty"})
"""What an address may give that names no article, if the site says so."""

_NAME = "preflight"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteProfile:
    """The site as a preflight has found it; None where that could not be tested.

    Attributes:
        run: UUID of the preflight's run.
        site: scheme and host that was tested.
        tested_at: when the run began, UTC.
        hosts: by host, `works`, `redirects`, `refused` or `fails`.
        paging: how a list links to its next page: `rel` (a `rel=next` link), `number` (numbers with a query) or `path`
            (numbers in the path).
        page_size: articles on the first page of the index.
        missing: what an id without an article gives: a status, `home` for a redirect there, `empty` for a page without
            an article, else an outcome.
        without_slug: what an article's address without its slug gives: `article`, `redirect`, or likewise.
        unanswered: by probe, why there was no response.
    """

    run: str
    site: str
    tested_at: str
    hosts: dict[str, str]
    paging: str | None
    page_size: int | None
    missing: str | None
    without_slug: str | None
    unanswered: dict[str, str]

    @property
    def is_slug_needed(self) -> bool:
        """Whether the site denies an article that is asked for by its number alone."""
        return self.without_slug in ABSENT

    @property
    def denies_by_status(self) -> bool:
        """Whether it says by a status that there is no article; another answer is no such word then."""
        return self.missing in {"404", "410"}


def remember_profile(db: Database, profile: SiteProfile) -> None:
    """Keep a profile in place of the one before."""
    value = json.dumps({"format": FORMAT, **asdict(profile)}, ensure_ascii=False)
    db.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", [_NAME, value])


def profile_for(db: Database, site: str) -> SiteProfile | None:
    """Return the profile of the last preflight if that tested the host of a site, scheme and host; else None."""
    profile = profile_of(db)
    return profile if profile is not None and urlsplit(profile.site).netloc == urlsplit(site).netloc else None


def profile_of(db: Database) -> SiteProfile | None:
    """Return the profile of the last preflight; None where there is none that this version can read."""
    try:
        kept = json.loads(fact(db, _NAME) or "null")
    except ValueError:
        return None
    names = [each.name for each in fields(SiteProfile)]
    if not isinstance(kept, dict) or kept.get("format") != FORMAT or not kept.keys() >= set(names):
        return None
    profile = SiteProfile(**{name: kept[name] for name in names})
    return profile if all(_is_declared(getattr(profile, name), name) for name in names) else None


def _is_declared(value: object, name: str) -> bool:
    """Whether a value has the type of its field: somebody else's archive may hold anything."""
    if name in {"hosts", "unanswered"}:
        return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())
    if name in {"run", "site", "tested_at"}:
        return isinstance(value, str)
    return value is None or isinstance(value, int if name == "page_size" else str)
