"""The data dictionary: what each table, view and column of an archive means, in a line of Markdown each.

`docs/data.md`, the pages of `arsip serve` and the datasets of `arsip export` take their descriptions from here. The
texts are in `dictionary.toml`, but for the fields of an article: `scraper.items` declares and describes these.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from scraper.items import ARTICLE_FIELDS, HASHED, LINK_LISTS, ROLES


@dataclass(frozen=True, slots=True)
class Described:
    """A table or view, and its columns."""

    about: str
    columns: dict[str, str]


def _read() -> dict[str, Described]:
    texts = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    described = {table: Described(text["about"], text["columns"]) for table, text in texts.items()}
    fields = {name: field.about.meaning for name, field in ARTICLE_FIELDS.items() if name not in LINK_LISTS}
    *roles, last_role = (f"`{role}`" for role in ROLES)
    _insert(described["articles"].columns, "key", fields)
    _insert(described["texts"].columns, "text_hash", dict.fromkeys(HASHED, "as in `articles`"))
    _insert(described["bylines"].columns, "key", {"role": f"{', '.join(roles)} or {last_role}"})
    return described


def _insert(columns: dict[str, str], after: str, new: dict[str, str]) -> None:
    items = list(columns.items())
    place = list(columns).index(after) + 1
    columns.clear()
    columns.update([*items[:place], *new.items(), *items[place:]])


DESCRIBED = _read()
