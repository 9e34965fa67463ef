"""Persons in bylines: one row a person and role, from the credits as printed."""

import re

NO_PERSONS = frozenset({"istimewa", "ist", "dok", "dokumentasi", "doc", "beritajakarta.id", "beritajakarta"})
"""Credits that name no person, casefolded: `Istimewa` marks a courtesy photo."""

_BETWEEN_PERSONS = re.compile(r"\s*[,/;&]\s*(?:(?:dan|and)\s+)?|\s+(?:dan|and)\s+", re.IGNORECASE)


def persons(credit: str | None) -> list[str]:
    """Part a credit into persons: `A, B`, `A, B, dan C`, `A dan B`, `A/B`.

    Args:
        credit: as printed; None where the page has none.

    Returns:
        the persons in the order printed, each once; courtesy credits are none.
    """
    names = (name.strip(" .-") for name in _BETWEEN_PERSONS.split(credit or ""))
    return list(dict.fromkeys(name for name in names if name and name.casefold() not in NO_PERSONS))
