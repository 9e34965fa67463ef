"""A desktop article page in the markup of the newer desktop lists, with icons before the byline's parts.

No article page in this markup was at hand or is known from a text: it is supposed, from the classes by which
independent programs select items of the newer lists (about 2024 on). The category is a badge above the headline. Of the
lists no page was at hand either, and which element of an item is its link nobody says.
"""

from scraper.parser.regions import ItemSelectors, ListTemplate, Template

DESKTOP_ICONS = Template(
    name="desktop-icons",
    frame="div:has(> h1):has(> div.news-content):has(.bi-clock-fill)",
    headline="> h1",
    byline="> div:has(> .bi-clock-fill)",
    photo="> img",
    credit=None,
    body="div.news-content",
    crumbs="> .badge",
)

_ICONS = (".bi-clock-fill", ".bi-person-fill", ".bi-eye-fill")

DESKTOP_ICONS_LIST = ListTemplate(
    name="desktop-icons",
    frame=None,
    items=ItemSelectors(
        items="li.d-flex.position-relative.img-hover.mb-3",
        title=".mb-2.h3",
        facts=", ".join(f"{icon}, {icon} + small" for icon in _ICONS),
        teaser=f"p:not(:has({', '.join(_ICONS)}))",
        loose_title=".fw-bold:not(.badge)",
        cards=".card, .carousel-item, .col-lg-4",
    ),
)
