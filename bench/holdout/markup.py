"""Writes the holdout's articles in the site's markup; bylines are written by `bench.drift.look`, in their form."""

from html import escape

from bench.holdout.articles import Told, make
from bench.pages import Source
from replica.pages.bylines import day_first, indonesian, indonesian_day
from replica.pages.frame import REAL, frame
from scraper.items import Link

_HIDDEN = '<span class="sceditor-selection sceditor-ignore" style="line-height: 0; display: none;"> </span>'


def source_of(number: int) -> Source:
    """The page with a number, as the site would send it, and the truth about it."""
    made = make(number)
    return Source(f"holdout-{number}", page_of(made).encode(), made.truth.url, made.truth, made.form)


def page_of(told: Told) -> str:
    """The page of an article; its byline is left empty."""
    truth = told.truth
    host = REAL.mobile if told.is_mobile else REAL.desktop
    crumb = f"{host}/kategori/{truth.category_slug}" if truth.category_slug else f"{host}/latest-news"
    address = escape(host + truth.url.removeprefix(REAL.desktop))
    return frame("mobile_2026" if told.is_mobile else "desktop_2018", host, REAL.media) % {
        "title": escape(truth.title),
        "description": escape(truth.body[:200]),
        "canonical": address,
        "amphtml": "",
        "type": "article",
        "photo": truth.photo_url,
        "breadcrumb": (
            f'<ul class="col s12 breadcrumbs"><li><a href="{host}/">Beranda</a></li><li class="separator"></li>'
            f'<li class="active"><a href="{crumb}">{truth.category}</a></li></ul>'
        ),
        "content": _mobile(told) if told.is_mobile else _desktop(told),
    }


def _mobile(told: Told) -> str:
    truth, english = told.truth, told.truth.lang == "en"
    icon = "<i class='material-icons'>photo</i>"
    credit = f'<div class="image-info"><span>{icon} {told.credit}</span></div>' if told.credit else ""
    return (
        f'<div class="news-read">{_photo(told, "responsive-img")}{credit}<div class="content">'
        f'<h1>{escape(truth.title)}</h1>\n<div class="content-info"></div>\n'
        f'<div class="content-body">{_text(told, "text-justify")}</div></div></div>\n'
        + _mobile_list("Linked News" if english else "Berita Terkait", truth.related)
        + _mobile_list("Popular News" if english else "Berita Terpopuler", truth.popular)
    )


def _desktop(told: Told) -> str:
    truth = told.truth
    credit = f"<p>{told.credit}</p>\n" if told.credit else ""
    lines = told.dice.chance(3)
    lists = "".join(
        _desktop_list(name, links, lines=lines)
        for name, links in (("Berita Terkait", truth.related), ("Berita Populer", truth.popular))
        if links
    )
    boxes = '<div class="box"><h4>Bang Jaki</h4> <a href="/bang-jaki">+indeks</a></div>' if told.dice.chance(2) else ""
    return (
        f'<div class="col-8 read mb-4"><h1>{escape(truth.title)}</h1>\n'
        '<div class="text-secondary font-italic mb-4"></div>\n'
        f'{_photo(told, "img-fluid")}{credit}<div class="news-content">{_text(told, "")}</div></div>\n'
        f'<div class="col-4">{lists}<p>Bagikan ke :</p>{boxes}</div>\n'
    )


def _photo(told: Told, name: str) -> str:
    caption = f'<p class="caption">{told.caption}</p>' if told.caption else ""
    alt = escape(told.truth.photo_alt or "")
    return f'<img class="{name}" src="{told.truth.photo_url}" alt="{alt} ">{caption}'


def _text(told: Told, name: str) -> str:
    """The paragraphs, the pull quote and the link inside; a hidden marker stands in one paragraph of four."""
    paragraphs = told.truth.body.split("\n\n")
    opening = f'<p class="{name}">' if name else "<p>"
    out = [_quote(told)] if told.quote_place == 0 else []
    for number, each in enumerate(paragraphs):
        text = escape(each, quote=False)
        if told.is_mobile and told.dice.chance(4):
            text = text.replace(" ", f" {_HIDDEN}", 1)
        anchor = "".join(
            f'<a class="read-also" href="{_mobile_href(link)}">{escape(link.title or "")}</a>'
            for link in told.truth.read_also
            if number == told.link_after
        )
        out.append(f"{opening}{anchor}{text}</p>" if told.glued else f"{anchor}{opening}{text}</p>")
        if number + 1 == told.quote_place:
            out.append(_quote(told))
    return "\n".join(filter(None, out))


def _quote(told: Told) -> str:
    quote = told.truth.quote
    if quote is None:
        return ""
    name = "blockquote" if told.is_mobile else "p"
    return f"<{name}>{escape(quote, quote=False)}</{name}>"


def _mobile_list(heading: str, links: tuple[Link, ...]) -> str:
    items = "\n".join(
        f'<li class="row"><h2><a href="{_mobile_href(each)}">{escape(each.title or "")}</a></h2>'
        f'<div class="list-info"><span><i class="material-icons">access_time</i>{_when(each)}</span>'
        f'<span><i class="material-icons">remove_red_eye</i>{each.views}</span>'
        + (f'<span><i class="material-icons">person</i>{each.reporter}</span>' if each.reporter else "")
        + "</div></li>"
        for each in links
    )
    return (
        f'<div class="news-list"><div class="header"><span class="title">{heading}</span></div>'
        f'<ul class="list-index">{items}</ul></div>\n'
    )


def _mobile_href(link: Link) -> str:
    return link.url.replace(REAL.desktop, REAL.mobile)


def _when(link: Link) -> str:
    return f"{indonesian(link.published_at)} WIB" if link.published_at else day_first(f"{link.date}T00:00+07:00")


def _desktop_list(heading: str, links: tuple[Link, ...], *, lines: bool) -> str:
    parted = "<br>" if lines else " "
    items = "\n".join(
        f'<li class="media"><img src="{REAL.photo("0" * 32)}" alt="{escape(each.photo_alt or "")}"><div>'
        f'<a href="{each.url.removeprefix(REAL.desktop)}">{escape(each.title or "")}</a>'
        f"<div>{indonesian_day(f'{each.date}T00:00+07:00')}{parted}{each.views}</div></div></li>"
        for each in links
    )
    return f'<h4 class="text-uppercase">{heading}</h4><ul class="list-unstyled">{items}</ul>\n'
