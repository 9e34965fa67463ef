"""Mutations of the lists beside an article: cards, headings."""

from html import escape

from bs4 import Tag

from bench.drift.byline import date_of, icon, replace_icons
from bench.drift.draw import Draw
from bench.drift.parts import ListBox, Parts
from scraper.items import Link


def cards(parts: Parts, draw: Draw) -> None:
    """Each item a card, with a link round its headline and one round its picture."""
    _to_cards(parts, draw, whole=False)


def card_links(parts: Parts, draw: Draw) -> None:
    """Each item a card that is one link as a whole."""
    _to_cards(parts, draw, whole=True)


def heading_case(parts: Parts, draw: Draw) -> None:
    """The headings of the lists in other letters, or with a colon."""
    form = draw.pick("heading cases")
    for box in parts.lists:
        text = " ".join(box.heading.get_text().split())
        text = text.upper() if "upper" in form else text.capitalize() if form == "lower-tail" else text
        text = text.lower() if form == "lower" else text
        box.heading.string = text + (":" if "colon" in form else "")


def heading_tag(parts: Parts, draw: Draw) -> None:
    """The headings of the lists in another element."""
    name = draw.pick("heading tags")
    for box in parts.lists:
        box.heading.name = name


def write_icons(parts: Parts) -> None:
    """Put the chosen icons into the lists that kept their markup."""
    for box in parts.lists:
        if not box.rebuilt:
            replace_icons(parts, box.holder)


def _to_cards(parts: Parts, draw: Draw, *, whole: bool) -> None:
    order, small, frame = (
        draw.pick("card orders"),
        (draw.pick("orders of small print"), draw.pick("small print")),
        draw.pick("card frames"),
    )
    title = draw.pick("card headlines")
    badges = draw.several("badges", 5)
    for box in parts.lists:
        made = []
        for place, (item, link) in enumerate(zip(box.items, box.links, strict=True)):
            inside = {
                "img": _picture(item, link),
                "badge": f'<div class="badge">{badges[place % len(badges)]}</div>',
                "title": escape(link.title or ""),
                "meta": f'<div class="small">{_meta(parts, box, link, *small)}</div>',
            }
            made.append(_card(item, inside, order, frame[1], title, whole=whole))
        box.holder.name = frame[0]
        box.holder.clear()
        box.holder.extend(parts.nodes("\n".join(made)))
        box.items = [each for each in box.holder.children if isinstance(each, Tag)]
        box.rebuilt = True


def _card(item: Tag, inside: dict[str, str], order: tuple[str, ...], tag: str, title: str, *, whole: bool) -> str:
    anchor = item.select_one("a")
    assert anchor is not None
    href = f'<a href="{anchor["href"]}">'
    if not whole:
        inside["title"] = f"{href}{inside['title']}</a>"
        inside["img"] = f"{href}{inside['img']}</a>" if inside["img"] else ""
    inside["title"] = f"<{title}>{inside['title']}</{title}>"
    inside["img"] = f"<div>{inside['img']}</div>" if inside["img"] else ""
    filling = "\n".join(inside[name] for name in order)
    filling = f"{href}{filling}</a>" if whole else filling
    return f'<{tag} class="card"><div class="card-body">{filling}</div></{tag}>'


def _picture(item: Tag, link: Link) -> str:
    found = item.select_one("img")
    alt = f' alt="{escape(link.photo_alt)}"' if link.photo_alt else ""
    return f'<img src="{found["src"]}"{alt}>' if found else ""


def _meta(parts: Parts, box: ListBox, link: Link, order: tuple[str, ...], form: str) -> str:
    short = parts.mobile and box.name == "popular"
    date = date_of(parts, link.date, link.published_at, short=short)
    pieces = {
        "date": icon(parts, "date") + date if date else "",
        "views": f"{icon(parts, 'views')}{link.views}" if link.views is not None else "",
        "reporter": icon(parts, "person") + escape(link.reporter) if link.reporter else "",
    }
    if not form.strip():
        order = ("date", "views", "reporter")  # two numbers in a row would be no date to anyone
    said = [pieces[name] for name in order if pieces[name]]
    if form == "br":
        return "<br>".join(said)
    if form.isalpha():
        return " ".join(f"<{form}>{each}</{form}>" for each in said)
    return form.join(said)
