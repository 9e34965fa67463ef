"""Orders by which another process changes the site: their form and their effect."""

from collections.abc import Callable, Iterable
from typing import Any

from replica.corpus import Lang
from replica.site import Site

PATH = "/-/control"


def obey(site: Site, order: Any) -> dict[str, Any]:  # noqa: ANN401 - it comes as JSON
    """Do what an order says, in its own order; `{}` changes nothing.

    Args:
        site: what to change.
        order: an object whose keys are `advance` (seconds), `trouble` (the arguments of `Site.trouble`), `calm` (true),
            `edit` (`{"article": "id/142433", …}` with the arguments of `Site.edit`), `redesign` (a template), `delete`
            and `restore` (lists of articles, named likewise).

    Returns:
        The state of the site now, as JSON has it.

    Raises:
        ValueError: the order cannot be obeyed; what stands before the fault in it has been done.
    """
    if not isinstance(order, dict):
        raise ValueError("an order is a JSON object")  # noqa: TRY004 - the sender's fault, like every other one
    deeds: dict[str, Callable[[Any], None]] = {
        "advance": lambda seconds: site.clock.advance(seconds=seconds),
        "trouble": lambda given: site.trouble(**given),
        "calm": lambda _: site.calm(),
        "edit": lambda given: site.edit(*_named(given.pop("article")), **given),
        "delete": lambda names: _each(site.delete, names),
        "redesign": site.redesign,
        "restore": lambda names: _each(site.restore, names),
    }
    for name, given in order.items():
        if name not in deeds:
            raise ValueError(f"there is no order {name!r}; there are {', '.join(deeds)}")
        try:
            deeds[name](given)
        except KeyError as error:
            raise ValueError(f"{name}: there is no such article: {error}") from error
        except (TypeError, AttributeError, OverflowError) as error:
            raise ValueError(f"{name}: {error}") from error
    return _state(site)


def _state(site: Site) -> dict[str, Any]:
    return {
        "now": site.clock.now().isoformat(),
        "articles": {"id": site.count("id"), "en": site.count("en")},
        "deleted": sum(map(len, site.changes.deleted.values())),
        "edited": sum(map(len, site.changes.edits.values())),
        "troubles": [
            {"kind": each.kind, "path": each.path, "every": each.every, "times": each.times, "struck": each.struck}
            for each in site.troubles
        ],
    }


def _each(deed: Callable[[Lang, int], None], names: Iterable[str]) -> None:
    for name in names:
        deed(*_named(name))


def _named(name: str) -> tuple[Lang, int]:
    lang, _, number = name.partition("/")
    if lang not in {"id", "en"} or not number.isdecimal():
        raise ValueError(f"{name!r} names no article; write id/142433 or en/43425")
    return "en" if lang == "en" else "id", int(number)
