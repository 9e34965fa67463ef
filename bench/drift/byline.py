"""Mutations of the byline, its labels and icons, and of the breadcrumb."""

from collections.abc import Sequence
from dataclasses import replace
from html import escape

from bs4 import Tag

from bench.drift.draw import Draw
from bench.drift.parts import Parts
from replica.pages.bylines import day_first, english, indonesian, indonesian_day


def icons_ligature(parts: Parts, draw: Draw) -> None:
    """Icons by their names as text, which a font turns into pictures."""
    _set_icons(parts, [f'<i class="material-icons">{name}</i>' for name in draw.pick("ligatures")])


def icons_font(parts: Parts, draw: Draw) -> None:
    """Icons by empty elements."""
    _set_icons(parts, [f'<i class="{name}"></i>' for name in draw.pick("icon fonts")])


def icons_svg(parts: Parts, draw: Draw) -> None:
    """Icons drawn in the page, with a title or without."""
    path = '<path d="M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20z"></path>'
    titles = [f"<title>{title}</title>" if title else "" for title in draw.pick("svg titles")]
    _set_icons(parts, [f'<svg viewBox="0 0 24 24">{title}{path}</svg>' for title in titles])


def icons_emoji(parts: Parts, draw: Draw) -> None:
    """Icons as characters."""
    chosen = draw.pick("emoji")
    _set_icons(parts, chosen)


def icons_none(parts: Parts, _: Draw) -> None:
    """No icons at all."""
    _set_icons(parts, ["", "", ""])


def _set_icons(parts: Parts, icons: Sequence[str]) -> None:
    parts.look.icons = dict(zip(("date", "views", "person"), icons, strict=True))


def icon(parts: Parts, name: str) -> str:
    """The markup of an icon (`date`, `views` or `person`), with a blank behind it."""
    if parts.look.icons is not None:
        chosen = parts.look.icons[name]
    elif parts.mobile:
        ligature = {"date": "access_time", "views": "remove_red_eye", "person": "person"}[name]
        chosen = f'<i class="material-icons">{ligature}</i>'
    else:
        chosen = '<i class="fa fa-eye" aria-hidden="true"></i>' if name == "views" else ""
    return f"{chosen} " if chosen else ""


def replace_icons(parts: Parts, holder: Tag) -> None:
    """Put the chosen icons into a list that was not written anew."""
    if parts.look.icons is None:
        return
    kinds = {"access_time": "date", "remove_red_eye": "views", "person": "person"}
    for node in holder.find_all("i"):
        name = kinds.get(node.get_text(strip=True)) or ("views" if "eye" in str(node.get("class")) else None)
        if name:
            node.replace_with(*parts.nodes(icon(parts, name) or " "))


_BLOCKS = ("div", "dl", "p>", "h6", "ul", "section")


def byline_order(parts: Parts, draw: Draw) -> None:
    """The pieces of the byline in another order."""
    chosen = draw.pick("byline orders")
    parts.look.order = list(chosen)


def byline_lines(parts: Parts, draw: Draw) -> None:
    """Each piece of the byline on a line of its own."""
    parts.look.layout = draw.pick("byline lines")


def byline_one_line(parts: Parts, draw: Draw) -> None:
    """The whole byline in one line of text."""
    parts.look.layout, parts.look.between = "line", draw.pick("byline separators")


def labels_case(parts: Parts, draw: Draw) -> None:
    """Labels in other letters."""
    parts.look.labels = draw.pick("label cases")


def labels_colon(parts: Parts, draw: Draw) -> None:
    """Labels with or without a colon, or marked off by bold type."""
    parts.look.labels = draw.pick("label colons")


def labels_own_line(parts: Parts, draw: Draw) -> None:
    """Labels on a line of their own, above the name."""
    parts.look.labels = draw.pick("labels on a line of their own")


def views_label(parts: Parts, draw: Draw) -> None:
    """The counter with a word beside it, or with dots at the thousands."""
    parts.look.views = draw.pick("views")


def breadcrumb(parts: Parts, draw: Draw) -> None:
    """The way from the home page in another form, or a badge above the headline."""
    link = parts.crumbs.select_one("li.active a") if parts.crumbs else None
    if parts.crumbs is None or link is None:
        return
    form, home = draw.pick("crumbs"), draw.pick("names of the home page")
    crumbs = parts.element(form.format(home=home, link=str(link), title=escape(parts.title.get_text())))
    if "badge" in form:
        parts.crumbs.extract()
        parts.title.insert_before(crumbs)
    else:
        parts.crumbs.replace_with(crumbs)
    parts.crumbs = crumbs


def date_of(parts: Parts, date: str | None, published_at: str | None, *, short: bool = False) -> str:
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
    pieces = {"date": icon(parts, "date") + date}
    if truth.views is not None:
        pieces["views"] = icon(parts, "views") + _count(look.views or form.views, truth.views)
    names = {role: name for role in form.labels if (name := getattr(truth, role))}
    for role, name in names.items():
        pieces[role] = icon(parts, "person") + _labelled(parts, form.labels[role], name)
    layout, between = (look.layout, look.between) if look.layout else (form.layout, form.between)
    order = (form.is_labelled and look.order) or form.order  # nothing but their order tells whose unlabelled names are
    if layout == "line" and not between.strip():
        order = sorted(order, key=lambda name: name == "views")  # two numbers in a row would be no date to anyone
        if not form.is_labelled and not icon(parts, "person"):
            parts.truth = replace(truth, reporter=None, translator=None)  # nothing tells where the one name ends
    said = [pieces[name] for name in order if name in pieces]
    parts.byline.clear()
    parts.byline.extend(parts.nodes(_laid_out(said, layout, between)))


def _laid_out(said: list[str], layout: str, between: str) -> str:
    if layout == "line":
        return between.join(said)
    if layout == "li":
        return f"<ul>{''.join(f'<li>{each}</li>' for each in said)}</ul>"
    if layout in {"br", "span-br"}:
        return "<br>\n".join(said if layout == "br" else [f"<span>{each}</span>" for each in said])
    if layout == "small-div":
        return "\n".join(f"<div><small>{each}</small></div>" for each in said)
    has_blocks = any(f"<{tag}" in each for each in said for tag in _BLOCKS)
    tag = "div" if has_blocks and layout != "span" else layout
    return "\n".join(f"<{tag}>{each}</{tag}>" for each in said)


def _labelled(parts: Parts, label: str, name: str) -> str:
    form = (label and parts.look.labels) or parts.form.label
    return form.format(label=label.lower(), Label=label, LABEL=label.upper(), name=escape(name))


def _count(form: str, views: int) -> str:
    return form.format(n=views, dotted=f"{views:,}".replace(",", "."))
