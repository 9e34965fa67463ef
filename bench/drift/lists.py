"""Mutations of the lists beside an article: cards, headings."""

from collections.abc import Mapping
from html import escape

from bs4 import Tag

from bench.drift.byline import date_of, icon, replace_icons
from bench.drift.parts import Draw, ListBox, Mutation, Parts, nodes
from scraper.items import Link


def _cards(*, whole: bool) -> Mutation:
    """Each item a card; one link as a whole, or with a link round its headline and one round its picture."""

    def mutation(parts: Parts, draw: Draw) -> None:
        order, print_order, print_form = (
            draw.choose(pool) for pool in ("card orders", "orders of small print", "small print")
        )
        holder, tag = draw.choose("card frames")
        headline, badges = draw.choose("card headlines"), draw.several("badges", 5)
        for box in parts.lists:
            cards = []
            for place, (item, link) in enumerate(zip(box.items, box.links, strict=True)):
                anchor, image = item.select_one("a"), item.select_one("img")
                assert anchor is not None
                alt = f' alt="{escape(link.photo_alt)}"' if link.photo_alt else ""
                href = f'<a href="{anchor["href"]}">'
                opening, closing = ("", "") if whole else (href, "</a>")
                inside = {
                    "img": f'<div>{opening}<img src="{image["src"]}"{alt}>{closing}</div>' if image else "",
                    "badge": f'<div class="badge">{badges[place % len(badges)]}</div>',
                    "title": f"<{headline}>{opening}{escape(link.title or '')}{closing}</{headline}>",
                    "meta": f'<div class="small">{_small_print(parts, box, link, print_order, print_form)}</div>',
                }
                content = "\n".join(inside[name] for name in order)
                content = f"{href}{content}</a>" if whole else content
                cards.append(f'<{tag} class="card"><div class="card-body">{content}</div></{tag}>')
            box.holder.name = holder
            box.holder.clear()
            box.holder.extend(nodes("\n".join(cards)))
            box.items = [each for each in box.holder.children if isinstance(each, Tag)]
            box.rebuilt = True

    return mutation


def _small_print(parts: Parts, box: ListBox, link: Link, order: list[str], form: str) -> str:
    date = date_of(parts, link.date, link.published_at, short=parts.mobile and box.name == "popular")
    pieces = {
        "date": icon(parts, "date") + date if date else "",
        "views": f"{icon(parts, 'views')}{link.views}" if link.views is not None else "",
        "reporter": icon(parts, "person") + escape(link.reporter) if link.reporter else "",
    }
    if not form.strip():
        order = ["date", "views", "reporter"]  # two numbers in a row would be no date to anyone
    printed = [pieces[name] for name in order if pieces[name]]
    if form == "br":
        return "<br>".join(printed)
    if form.isalpha():
        return " ".join(f"<{form}>{each}</{form}>" for each in printed)
    return form.join(printed)


def _heading_case(parts: Parts, draw: Draw) -> None:
    form = draw.choose("heading cases")
    for box in parts.lists:
        text = " ".join(box.heading.get_text().split())
        text = text.upper() if "upper" in form else text.capitalize() if form == "lower-tail" else text
        text = text.lower() if form == "lower" else text
        box.heading.string = text + (":" if "colon" in form else "")


def _heading_tag(parts: Parts, draw: Draw) -> None:
    name = draw.choose("heading tags")
    for box in parts.lists:
        box.heading.name = name


CARDS: Mapping[str, Mutation] = {"cards": _cards(whole=False), "card_links": _cards(whole=True)}
"""These write the lists anew, before their icons are put in."""

HEADINGS: Mapping[str, Mutation] = {"heading_case": _heading_case, "heading_tag": _heading_tag}


def write_icons(parts: Parts) -> None:
    """Put the chosen icons into the lists that kept their markup."""
    for box in parts.lists:
        if not box.rebuilt:
            replace_icons(parts, box.holder)
