"""What views read from a request, and answer with."""

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from arsip.web.period import Period
from scraper.items import Lang

NOT_FOUND = 404
BAD_REQUEST = 400

_LANGS: dict[str, Lang] = {"id": "id", "en": "en"}
_LONGEST = 1_000
"""Letters that are read of a field."""


async def render(
    datasette: Datasette, request: Request, template: str, context: dict[str, object], *, status: int = 200
) -> Response:
    """Render a template of ours."""
    return Response.html(await datasette.render_template(template, context, request=request), status=status)


async def not_found(
    datasette: Datasette, request: Request, title: str, why: str, *, back: str | None = None
) -> Response:
    """Say why there is nothing here, in a sentence or two, in which backticks mean code; `back` leads to an article."""
    context: dict[str, object] = {"title": title, "why": why, "back": back}
    return await render(datasette, request, "nothing.html", context, status=NOT_FOUND)


def whole_number(request: Request, name: str) -> int | None:
    """Return a parameter that is a whole number from 1 on; None if it is empty.

    Raises:
        ValueError: it is something else.
    """
    text = (request.args.get(name) or "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 9 and int(text)):  # noqa: PLR2004 - digits enough
        raise ValueError(f"{name}: {text!r} is not a whole number from 1 to 999999999")
    return int(text)


def fields(request: Request, *names: str) -> dict[str, str]:
    """Return what was typed into some fields, without the blanks around it."""
    return {name: next(iter(values(request, name)), "") for name in names}


def values(request: Request, name: str) -> list[str]:
    """Return what was typed into each field of a name, without the blanks around it; empty ones are left out."""
    typed = (text.strip()[:_LONGEST] for text in request.args.getlist(name))
    return [text for text in typed if text]


def period_of(typed: dict[str, str]) -> Period:
    """Return the period of the fields `since`, `until` and `lang`.

    Raises:
        ValueError: a day or the edition is invalid; a line that says so.
    """
    if typed["lang"] and typed["lang"] not in _LANGS:
        raise ValueError(f"lang: there is no edition {typed['lang']!r}; there are id and en")
    return Period.of(typed["since"] or None, typed["until"] or None, _LANGS.get(typed["lang"]))
