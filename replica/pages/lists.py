"""Pages of lists in the mobile and in the newer desktop markup, the home page and the page without an article."""

from collections.abc import Callable, Sequence
from html import escape

from replica.options import Paging
from replica.pages.bylines import english, indonesian
from replica.pages.frame import Hosts, Shown, frame
from replica.pages.mobile_2026 import breadcrumb, list_item

_AROUND = 2
_LOGO = "logo"


def list_page(
    heading: str, path: str, *, page: int, pages: int, items: Sequence[tuple[Shown, str]], paging: Paging, hosts: Hosts
) -> str:
    """Make a page of a list."""
    origin = hosts.mobile
    english_edition = heading == "English"
    rows = "".join(list_item(shown, hosts, english_edition=english_edition, teaser=teaser) for shown, teaser in items)
    content = (
        '    <div class="news-list">\n      <div class="header">\n'
        f'        <span class="title">{escape(heading)}</span>\n'
        f'      </div>\n      <ul class="list-index">\n{rows}                \n      </ul>\n'
        f"{_pagination(origin + path, page, pages, paging)}    </div>\n"
    )
    return _framed(hosts, heading, path, content)


def plain_page(heading: str, path: str, hosts: Hosts) -> str:
    """Make a page with menus and nothing else: the home page, or what stands for an article that is no more."""
    return _framed(hosts, heading, path, "")


def _framed(hosts: Hosts, heading: str, path: str, content: str) -> str:
    address = escape(hosts.mobile + path)
    return frame("mobile_2026", hosts.mobile, hosts.media) % {
        "title": f"{escape(heading)} - Berita Jakarta",
        "description": "Website Berita Resmi Pemerintah Provinsi Daerah Khusus Jakarta",
        "canonical": address,
        "amphtml": "",
        "type": "website",
        "photo": hosts.photo(_LOGO),
        "breadcrumb": breadcrumb(hosts.mobile, address, escape(heading)),
        "content": content,
    }


def page_address(address: str, number: int, paging: Paging) -> str:
    """Return the address of a page of a list, by that of its first page."""
    if number == 1:
        return address
    return f"{address}/{number}" if paging == "path" else f"{address}{'&' if '?' in address else '?'}page={number}"


def _pagination(address: str, page: int, pages: int, paging: Paging) -> str:
    """The numbers around the page, and the arrow to the next where the switch has it."""

    def link(number: int) -> str:
        return escape(page_address(address, number, paging))

    near = range(max(1, page - _AROUND), min(pages, page + _AROUND) + 1)
    numbers = sorted({1, pages, *near}) if pages else []
    parts = [
        f'<li class="active"><a href="#!">{number}</a></li>'
        if number == page
        else f'<li class="waves-effect"><a href="{link(number)}">{number}</a></li>'
        for number in numbers
    ]
    if paging == "rel" and page < pages:
        parts.append(f'<li class="waves-effect"><a rel="next" href="{link(page + 1)}">&raquo;</a></li>')
    return f'      <ul class="pagination">{"".join(parts)}</ul>\n'


_HEADLINES = 3


def desktop_list_page(
    heading: str,
    *,
    page: int,
    pages: int,
    items: Sequence[tuple[Shown, str]],
    link: Callable[[int], str],
    is_rel: bool,
    hosts: Hosts,
) -> str:
    """Make a page of a list; the first page has a carousel that shows its first three articles once more."""
    carousel = "".join(_headline(shown, hosts) for shown, _ in items[:_HEADLINES]) if page == 1 else ""
    rows = "".join(_desktop_row(shown, teaser, heading, hosts) for shown, teaser in items)
    content = (
        f'    <div class="carousel slide"><div class="carousel-inner">\n{carousel}    </div></div>\n'
        f"    <h3>{escape(heading)}</h3>\n"
        f'    <ul class="list-unstyled">\n{rows}    </ul>\n{_desktop_pagination(page, pages, link, is_rel=is_rel)}'
    )
    names = {"title": escape(heading), "canonical": escape(link(page)), "content": content}
    return frame("newer_desktop", hosts.desktop, hosts.media) % names


def _headline(shown: Shown, hosts: Hosts) -> str:
    return (
        f'      <div class="carousel-item"><a href="{shown.path}"><img data-src="{hosts.photo(shown.photo)}" '
        f'alt="{escape(shown.photo_alt)}"></a>\n        <div class="carousel-caption"><a class="fw-bold" '
        f'href="{shown.path}">{escape(shown.title)}</a></div></div>\n'
    )


def _desktop_row(shown: Shown, teaser: str, heading: str, hosts: Hosts) -> str:
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


def _desktop_pagination(page: int, pages: int, link: Callable[[int], str], *, is_rel: bool) -> str:
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
