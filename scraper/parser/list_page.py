"""A list's page to a ListPage: by the first list template that its markup is of."""

from scraper.items import ListPage
from scraper.parser.error_pages import error_page
from scraper.parser.list_items import list_items_of
from scraper.parser.list_selectors import items_by_selectors
from scraper.parser.page import Page
from scraper.parser.paging import next_url
from scraper.parser.regions import Item, ListTemplate
from scraper.parser.templates.desktop_icons import DESKTOP_ICONS_LIST
from scraper.parser.templates.mobile import MOBILE, MOBILE_LIST

LIST_TEMPLATES: tuple[ListTemplate, ...] = (MOBILE_LIST, DESKTOP_ICONS_LIST)
"""The first one that a page is of reads it: a mobile page may hold cards that are none of its list."""


def list_page_of(page: Page) -> ListPage:
    """Read a page of a list, as `parse_list` does; an item that is left out is noted on it (`Page.incomplete`).

    Raises:
        Refusal: the page is no list, an item is broken, no item leads anywhere, or it is unclear which page of the
            list this is.
    """
    _, found = list_template_of(page)
    items = list_items_of(page, found)
    if not items and page.incomplete is not None:
        raise page.refusal(page.incomplete)
    if page.tree.css_first(MOBILE.frame) is not None:
        raise page.refusal("an article's page, not a list's")
    return ListPage(items=items, next_url=next_url(page))


def list_template_of(page: Page) -> tuple[ListTemplate, list[Item]]:
    """The template of a list's page, and the items that it finds.

    Raises:
        Refusal: the page is of none, or an item is broken.
    """
    for template in LIST_TEMPLATES:
        items = items_by_selectors(page, page.tree, template.items)
        if items or (template.frame is not None and page.tree.css_first(template.frame) is not None):
            return template, items
    names = ", ".join(template.name for template in LIST_TEMPLATES)
    raise error_page(page) or page.refusal(f"no list: nothing matches the templates {names}", "missing")
