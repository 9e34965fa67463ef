"""Owns the lists of the mobile site, the home page and the page without an article: its frame around other content."""

from collections.abc import Sequence
from html import escape

from replica.options import Paging
from replica.pages.frame import Hosts, frame
from replica.pages.mobile_2026 import breadcrumb, list_item
from replica.pages.shown import Shown

_AROUND = 2
_LOGO = "logo"


def list_page(
    heading: str, path: str, *, page: int, pages: int, items: Sequence[tuple[Shown, str]], paging: Paging, hosts: Hosts
) -> str:
    """Make a page of a list.

    Args:
        heading: the name of the list.
        path: of the list's first page.
        page: from 1.
        pages: how many there are.
        items: each article with its teaser.
        paging: how the list leads on.
        hosts: where links lead.
    """
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
