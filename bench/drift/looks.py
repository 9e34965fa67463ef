"""Mutations of bylines and lists: labels, icons, order, cards, headings; both are written anew after them."""

from collections.abc import Mapping
from dataclasses import replace
from html import escape

from bs4 import Tag

from bench.drift.parts import Draw, ListBox, Mutation, Parts, nodes
from replica.pages.bylines import day_first, english, indonesian, indonesian_day
from scraper.items import Link

_LIGATURES = {"date": "access_time", "views": "remove_red_eye", "person": "person"}
_ICONS = {ligature: name for name, ligature in _LIGATURES.items()}
_EYE = '<i class="fa fa-eye" aria-hidden="true"></i>'
_SVG = (
    '<svg viewBox="0 0 24 24"><title>{}</title>'
    '<path d="M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20z"></path></svg>'
)  # fmt: skip
_BLOCKS = ("div", "dl", "p>", "h6", "ul", "section")


def _icons(pool: str, form: str) -> Mutation:
    def mutation(parts: Parts, draw: Draw) -> None:
        icons = [form.format(each).replace("<title></title>", "") for each in draw.choose(pool)]
        parts.look.icons = dict(zip(_LIGATURES, icons, strict=True))

    return mutation


def _icons_none(parts: Parts, _: Draw) -> None:
    parts.look.icons = dict.fromkeys(_LIGATURES, "")


def _look(name: str, pool: str) -> Mutation:
    def mutation(parts: Parts, draw: Draw) -> None:
        setattr(parts.look, name, draw.choose(pool))

    return mutation


def _one_line(parts: Parts, draw: Draw) -> None:
    parts.look.layout, parts.look.between = "line", draw.choose("byline separators")


LOOKS: Mapping[str, Mutation] = {
    "icons_ligature": _icons("ligatures", '<i class="material-icons">{}</i>'),
    "icons_font": _icons("icon fonts", '<i class="{}"></i>'),
    "icons_svg": _icons("svg titles", _SVG),
    "icons_emoji": _icons("emoji", "{}"),
    "icons_none": _icons_none,
    "byline_order": _look("order", "byline orders"),
    "byline_lines": _look("layout", "byline lines"),
    "byline_one_line": _one_line,
    "labels_case": _look("labels", "label cases"),
    "labels_colon": _look("labels", "label colons"),
    "labels_own_line": _look("labels", "labels on a line of their own"),
    "views_label": _look("views", "views"),
}
"""These choose how bylines and lists look; both are written anew after them."""


def _icon(parts: Parts, name: str) -> str:
    """The markup of an icon (`date`, `views` or `person`), with a blank behind it."""
    if parts.look.icons is not None:
        chosen = parts.look.icons[name]
    elif parts.mobile:
        chosen = f'<i class="material-icons">{_LIGATURES[name]}</i>'
    else:
        chosen = _EYE if name == "views" else ""
    return f"{chosen} " if chosen else ""


def _replace_icons(parts: Parts, holder: Tag) -> None:
    """Put the chosen icons into a list that was not written anew."""
    if parts.look.icons is None:
        return
    for node in holder.find_all("i"):
        name = _ICONS.get(node.get_text(strip=True)) or ("views" if "eye" in str(node.get("class")) else None)
        if name:
            node.replace_with(*nodes(_icon(parts, name) or " "))


def _date_of(parts: Parts, date: str | None, published_at: str | None, *, short: bool = False) -> str:
    """A date as the page's own template prints it; empty where there is none."""
    if published_at is not None:
        if parts.truth.lang == "en":
            return english(published_at)
        return f"{indonesian(published_at)} WIB" if parts.mobile else indonesian(published_at)
    moment = f"{date}T00:00+07:00"
    return "" if date is None else day_first(moment) if short else indonesian_day(moment)


def write_byline(parts: Parts) -> None:
    """Write the byline anew, where it is not written yet or any of its looks was changed."""
    look, truth, form = parts.look, parts.truth, parts.form
    changed = look.layout or look.order or look.icons is not None or look.labels or look.views
    if parts.is_written and not changed:
        return
    moment = truth.published_at or f"{truth.date}T00:00+07:00"
    date = indonesian_day(moment) if form.has_time and truth.published_at is None else form.date(moment)
    pieces = {"date": _icon(parts, "date") + date}
    if truth.views is not None:
        dotted = f"{truth.views:,}".replace(",", ".")
        pieces["views"] = _icon(parts, "views") + (look.views or form.views).format(n=truth.views, dotted=dotted)
    for role, label in form.labels.items():
        if name := getattr(truth, role):
            labelled = ((label and look.labels) or form.label).format(
                label=label.lower(), Label=label, LABEL=label.upper(), name=escape(name)
            )
            pieces[role] = _icon(parts, "person") + labelled
    layout, between = (look.layout, look.between) if look.layout else (form.layout, form.between)
    order = (form.is_labelled and look.order) or form.order  # only their order tells whose unlabelled names are
    if layout == "line" and not between.strip():
        order = sorted(order, key=lambda name: name == "views")  # two numbers in a row would be no date to anyone
        if not form.is_labelled and not _icon(parts, "person"):
            parts.truth = replace(truth, reporter=None, translator=None)  # nothing tells where the one name ends
    parts.byline.clear()
    parts.byline.extend(nodes(_laid_out([pieces[name] for name in order if name in pieces], layout, between)))


def _laid_out(pieces: list[str], layout: str, between: str) -> str:
    if layout == "line":
        return between.join(pieces)
    if layout == "li":
        return f"<ul>{''.join(f'<li>{each}</li>' for each in pieces)}</ul>"
    if layout == "br":
        return "<br>\n".join(pieces)
    if layout == "span-br":
        return "<br>\n".join(f"<span>{each}</span>" for each in pieces)
    if layout == "small-div":
        return "\n".join(f"<div><small>{each}</small></div>" for each in pieces)
    has_blocks = any(f"<{tag}" in each for each in pieces for tag in _BLOCKS)
    tag = "div" if has_blocks and layout != "span" else layout
    return "\n".join(f"<{tag}>{each}</{tag}>" for each in pieces)


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
    date = _date_of(parts, link.date, link.published_at, short=parts.mobile and box.name == "popular")
    pieces = {
        "date": _icon(parts, "date") + date if date else "",
        "views": f"{_icon(parts, 'views')}{link.views}" if link.views is not None else "",
        "reporter": _icon(parts, "person") + escape(link.reporter) if link.reporter else "",
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
            _replace_icons(parts, box.holder)
