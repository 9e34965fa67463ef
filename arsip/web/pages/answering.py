"""What our pages answer with: a rendered template, a page that says why there is nothing, a file."""

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from arsip.web.plots import Period
from arsip.web.shield import SANDBOX
from scraper.items import Lang

NOT_FOUND = 404
BAD_REQUEST = 400

_LANGS: dict[str, Lang] = {"id": "id", "en": "en"}
_LONGEST = 1_000
"""Letters of what is typed into a field; what is longer is cut."""


async def rendered(
    datasette: Datasette, request: Request, template: str, context: dict[str, object], *, status: int = 200
) -> Response:
    """Render a template of ours."""
    return Response.html(await datasette.render_template(template, context, request=request), status=status)


async def nothing(
    datasette: Datasette, request: Request, title: str, why: str, *, back: str | None = None, status: int = NOT_FOUND
) -> Response:
    """Say why there is nothing here.

    Args:
        datasette: what answers.
        request: what was asked for.
        title: what there is not.
        why: in a sentence or two, in which backticks mean code.
        back: address of the article that there is.
        status: of HTTP.
    """
    return await rendered(datasette, request, "nothing.html", {"title": title, "why": why, "back": back}, status=status)


def file(body: bytes, content_type: str, *, name: str | None = None) -> Response:
    """Answer with bytes that the site has sent, which may do nothing in the browser.

    Args:
        body: the bytes.
        content_type: as what they are shown.
        name: under which they are saved; None where they are shown.
    """
    headers = {"Content-Security-Policy": SANDBOX, "Cache-Control": "max-age=3600"}
    if name is not None:
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Response(body, headers=headers, content_type=content_type)


def whole(request: Request, name: str) -> int | None:
    """Return a parameter that is a whole number from 1 on; None where there is none.

    Raises:
        ValueError: where it is something else.
    """
    text = (request.args.get(name) or "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 9 and int(text)):  # noqa: PLR2004 - digits enough
        raise ValueError(f"{name}={text}")
    return int(text)


def typed(request: Request, *names: str) -> dict[str, str]:
    """Return what was typed into some fields, without the blanks around it."""
    return {name: (request.args.get(name) or "").strip()[:_LONGEST] for name in names}


def period_of(given: dict[str, str]) -> Period:
    """Return the days and edition that were typed.

    Args:
        given: with `since`, `until` and `lang`, empty where there is none.

    Raises:
        ValueError: where a day is none, or an edition; says so in a line.
    """
    if given["lang"] and given["lang"] not in _LANGS:
        raise ValueError(f"lang: there is no edition {given['lang']!r}; there are id and en")
    return Period.of(given["since"] or None, given["until"] or None, _LANGS.get(given["lang"]))
