"""Owns the list pages in the newer desktop markup: its known classes, with made-up elements around them."""

from collections.abc import Callable, Sequence
from html import escape

from replica.pages.dates import english, indonesian
from replica.pages.frame import Hosts, frame
from replica.pages.shown import Shown

_HEADLINES = 3
_AROUND = 2


def list_page(
    heading: str,
    *,
    page: int,
    pages: int,
    items: Sequence[tuple[Shown, str]],
    link: Callable[[int], str],
    is_rel: bool,
    hosts: Hosts,
) -> str:
    """Make a page of a list; the first page has a carousel that shows its first three articles once more.

    Args:
        heading: the name of the list.
        page: from 1.
        pages: how many there are.
        items: each article with its teaser.
        link: the address of a page of this list, by its number.
        is_rel: whether a link says that it leads to the next page.
        hosts: where links lead; those to articles have no host.
    """
    carousel = "".join(_headline(shown, hosts) for shown, _ in items[:_HEADLINES]) if page == 1 else ""
    rows = "".join(_row(shown, teaser, heading, hosts) for shown, teaser in items)
    content = (
        f'    <div class="carousel slide"><div class="carousel-inner">\n{carousel}    </div></div>\n'
        f"    <h3>{escape(heading)}</h3>\n"
        f'    <ul class="list-unstyled">\n{rows}    </ul>\n{_pagination(page, pages, link, is_rel=is_rel)}'
    )
    names = {"title": escape(heading), "canonical": escape(link(page)), "content": content}
    return frame("newer_desktop", hosts.desktop, hosts.media) % names


def _headline(shown: Shown, hosts: Hosts) -> str:
    """An article in the carousel: a photo and a headline."""
    return (
        f'      <div class="carousel-item"><a href="{shown.path}"><img data-src="{hosts.photo(shown.photo)}" '
        f'alt="{escape(shown.photo_alt)}"></a>\n        <div class="carousel-caption"><a class="fw-bold" '
        f'href="{shown.path}">{escape(shown.title)}</a></div></div>\n'
    )


def _row(shown: Shown, teaser: str, heading: str, hosts: Hosts) -> str:
    """An article in the list."""
    when = english(shown.published_at) if heading == "English" else f"{indonesian(shown.published_at)} WIB"
    return (
        '      <li class="d-flex position-relative img-hover mb-3">\n'
        f'        <img src="{hosts.photo(shown.photo)}" alt="">\n        <div>\n'
        f'          <span class="badge">{escape(heading)}</span>\n'
        f'          <a class="mb-2 h3 stretched-link" href="{shown.path}">{escape(shown.title)}</a>\n'
        f'          <i class="bi bi-clock-fill"></i> <small>{when}</small>\n'
        f'          <i class="bi bi-person-fill"></i> <small>{escape(shown.reporter)}</small>\n'
        f'          <i class="bi bi-eye-fill"></i> <small>{shown.views}</small>\n'
        f"          <p>{escape(teaser)}</p>\n        </div>\n      </li>\n"
    )


def _pagination(page: int, pages: int, link: Callable[[int], str], *, is_rel: bool) -> str:
    numbers = range(max(1, page - _AROUND), min(pages, page + _AROUND) + 1)
    parts = [
        f'<li class="page-item active"><span class="page-link">{number}</span></li>'
        if number == page
        else f'<li class="page-item"><a class="page-link" href="{escape(link(number))}">{number}</a></li>'
        for number in numbers
    ]
    if is_rel and page < pages:
        parts.append(f'<li class="page-item"><a rel="next" href="{escape(link(page + 1))}">&raquo;</a></li>')
    return f'    <ul class="pagination">{"".join(parts)}</ul>\n'
