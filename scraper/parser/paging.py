"""Finds the next page of a list by its link, whatever that looks like: how the site's lists are paged is unknown."""

import re
from urllib.parse import parse_qsl, urldefrag, urlsplit

from scraper.parser.document import line_of
from scraper.parser.page import Page
from scraper.urls import parse, resolve

REL_NEXT = "link[rel~=next i][href], a[rel~=next i][href]"
ACTIVE = ".pagination .active, .pagination [aria-current], .pagination strong, .paging strong"
SEARCHED = frozenset({"q", "search"})
"""What a search is for, in its address: its pages are of one list where this is the same."""

_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


def next_url(page: Page) -> str | None:
    """The next page's address: by `rel=next`, else by a number one above this page's, in a link's text or address.

    Raises:
        Refusal: it is unclear which page of the list this is, or `rel=next` leads out of it.
    """
    here = _plain(page, page.url) or page.url
    for node in page.tree.css(REL_NEXT):
        address = _plain(page, node.attributes.get("href"))
        if address is not None and address != here:
            if not _is_same_list(page, address, here):
                raise page.refusal(f"next page: {address} is no page of this list")
            page.saw("next_url", node)
            return address
    links = _links_within_list(page, here)
    number = _own_number(page, here, links)
    for text, address in links:
        if number is not None and text == str(number + 1):
            return address
    for _, address in links:
        step = _step(here, address)
        if step is not None and step[1] == step[0] + 1:
            return address
    if number is None and any(_NUMBER.fullmatch(text) for text, _ in links):
        raise page.refusal("next page: it cannot be told which page of the list this is")
    return None


def _links_within_list(page: Page, here: str) -> list[tuple[str, str]]:
    """Text and address of each link to another page of the same list."""
    links = []
    for node in page.tree.css("a[href]"):
        address = _plain(page, node.attributes.get("href"))
        if address is not None and address != here and _is_same_list(page, address, here):
            links.append((line_of(node) or "", address))
    return links


def _is_same_list(page: Page, one: str, other: str) -> bool:
    """Whether two addresses are of one list; for a search also what is searched for counts."""
    address = parse(one, base=page.url)
    return address.kind == "list" and address == parse(other, base=page.url) and _searched(one) == _searched(other)


def _searched(url: str) -> set[tuple[str, str]]:
    return {(key, value) for key, value in _parts(url)[1].items() if key in SEARCHED}


def _own_number(page: Page, here: str, links: list[tuple[str, str]]) -> int | None:
    """This page's number: by the mark in the row of numbers, else by its address, if there numbers are of pages.

    Where the address counts articles (`/10`, `/20`) and no number is marked, None.
    """
    for node in page.tree.css(ACTIVE):
        text = line_of(node)
        if text and _NUMBER.fullmatch(text):
            return int(text)
    steps = [(text, _step(here, address)) for text, address in links if _NUMBER.fullmatch(text)]
    own = next((step[0] for _, step in steps if step), 1)
    counts_pages = all(step is None or step[1] == int(text) for text, step in steps)
    return own if counts_pages or own == 1 else None


def _step(here: str, there: str) -> tuple[int, int] | None:
    """The number in this address and in another one, where nothing else differs; a number not there is 1."""
    (path, query), (other_path, other_query) = _parts(here), _parts(there)
    if path == other_path:
        differing = {key for key in query.keys() | other_query.keys() if query.get(key) != other_query.get(key)}
        if len(differing) != 1:
            return None
        key = differing.pop()
        numbers = query.get(key, "1"), other_query.get(key, "1")
    elif query == other_query:
        numbers = _last_number(path), _last_number(other_path)
    else:
        return None
    if not all(_NUMBER.fullmatch(number) for number in numbers):
        return None
    return int(numbers[0]), int(numbers[1])


def _last_number(path: str) -> str:
    last = path.rpartition("/")[2]
    return last if _NUMBER.fullmatch(last) else "1"


def _parts(url: str) -> tuple[str, dict[str, str]]:
    parts = urlsplit(url)
    return parts.path.rstrip("/"), dict(parse_qsl(parts.query, keep_blank_values=True))


def _plain(page: Page, href: str | None) -> str | None:
    """An absolute address without its fragment; None where it is no web address."""
    absolute = resolve(href, page.base) if href else None
    return urldefrag(absolute).url if absolute else None
