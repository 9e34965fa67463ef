"""Bylines, labels and breadcrumbs in other dress: the same date, names and counter, printed another way."""

from dataclasses import replace
from html import escape

from bench.drift.draw import Draw, Pool
from bench.drift.icons import icon
from bench.drift.parts import Parts
from replica.pages.dates import day_first, english, indonesian, indonesian_day

_ORDERS = Pool(
    "byline orders",
    [
        ("reporter", "translator", "editor", "date", "views"), ("views", "date", "reporter", "editor", "translator"),
        ("date", "reporter", "editor", "translator", "views"), ("editor", "translator", "reporter", "views", "date"),
        ("reporter", "date", "editor", "translator", "views"), ("date", "views", "editor", "reporter", "translator"),
    ],
)  # fmt: skip
_BLOCKS = ("div", "dl", "p>", "h6", "ul", "section")
_LINES = Pool("byline lines", ["div", "p", "li", "br", "span-br", "small-div"])
_BETWEEN = Pool("byline separators", [" ", " | ", " · ", " - ", " • ", " &ndash; ", " &nbsp; "])
_CASES = Pool("label cases", ["{LABEL} : {name}", "{label} : {name}", "{LABEL}: {name}", "{label}: {name}"])
_COLONS = Pool(
    "label colons",
    ["{Label} {name}", "{Label}: {name}", "<b>{Label}</b> {name}", "{Label}:{name}", "<b>{Label}:</b> <i>{name}</i>"],
)
_OWN_LINES = Pool(
    "labels on a line of their own",
    [
        "{Label}<br>{name}", "<div>{Label}</div><div>{name}</div>", "<small>{LABEL}</small><br><strong>{name}</strong>",
        "<dl><dt>{Label}</dt><dd>{name}</dd></dl>", "<p>{Label} :</p><p>{name}</p>", "<div>{label}:<br>{name}</div>",
    ],
)  # fmt: skip
_VIEWS = Pool(
    "views", ["{n} views", "Dilihat {n} kali", "{n} kali dibaca", "Views: {n}", "{dotted}", "Dibaca: {dotted}"]
)
_CRUMBS = Pool(
    "crumbs",
    [
        '<nav aria-label="breadcrumb"><ol><li><a href="/">{home}</a></li><li>{link}</li><li>{title}</li></ol></nav>',
        '<div class="crumb"><a href="/">{home}</a> &rsaquo; {link} &rsaquo; <span>{title}</span></div>',
        '<p><a href="/">{home}</a> / {link}</p>',
        '<nav><a href="/">{home}</a> &gt; {link} &gt; <b>{title}</b></nav>',
        '<div><span><a href="/">{home}</a></span><span>»</span><span>{link}</span></div>',
        '<div class="badge">{link}</div>',
    ],
)
_HOMES = Pool("names of the home page", ["Home", "Beranda", "BERANDA", "beritajakarta.id"])


def byline_order(parts: Parts, draw: Draw) -> None:
    """The pieces of the byline in another order."""
    chosen = draw.pick(_ORDERS)
    parts.look.order = list(chosen)


def byline_lines(parts: Parts, draw: Draw) -> None:
    """Each piece of the byline on a line of its own."""
    parts.look.layout = draw.pick(_LINES)


def byline_one_line(parts: Parts, draw: Draw) -> None:
    """The whole byline in one line of text."""
    parts.look.layout, parts.look.between = "line", draw.pick(_BETWEEN)


def labels_case(parts: Parts, draw: Draw) -> None:
    """Labels in other letters."""
    parts.look.labels = draw.pick(_CASES)


def labels_colon(parts: Parts, draw: Draw) -> None:
    """Labels with or without a colon, or marked off by bold type."""
    parts.look.labels = draw.pick(_COLONS)


def labels_own_line(parts: Parts, draw: Draw) -> None:
    """Labels on a line of their own, above the name."""
    parts.look.labels = draw.pick(_OWN_LINES)


def views_label(parts: Parts, draw: Draw) -> None:
    """The counter with a word beside it, or with dots at the thousands."""
    parts.look.views = draw.pick(_VIEWS)


def breadcrumb(parts: Parts, draw: Draw) -> None:
    """The way from the home page in another form, or a badge above the headline."""
    link = parts.crumbs.select_one("li.active a") if parts.crumbs else None
    if parts.crumbs is None or link is None:
        return
    form, home = draw.pick(_CRUMBS), draw.pick(_HOMES)
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
