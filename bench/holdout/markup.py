"""Writes the holdout's articles in the site's markup; `bench.drift` writes their bylines, in their form."""

from collections.abc import Sequence
from html import escape

from bench.holdout.articles import WORDS, Draft, make
from bench.pages import Source
from replica.pages.bylines import day_first, indonesian, indonesian_day
from replica.pages.frame import REAL, frame
from scraper.items import Link

_MARKUP: dict[str, str] = WORDS["markup"]


def source_of(number: int) -> Source:
    """The page with a number, as the site would send it but for its empty byline, and the truth about it."""
    draft = make(number)
    return Source(f"holdout-{number}", _page(draft).encode(), draft.truth.url, draft.truth, draft.form)


def _page(draft: Draft) -> str:
    truth = draft.truth
    host = REAL.mobile if draft.is_mobile else REAL.desktop
    href = f"{host}/kategori/{truth.category_slug}" if truth.category_slug else f"{host}/latest-news"
    return frame("mobile_2026" if draft.is_mobile else "desktop_2018", host, REAL.media) % {
        "title": escape(truth.title),
        "description": escape(truth.body[:200]),
        "canonical": escape(host + truth.url.removeprefix(REAL.desktop)),
        "amphtml": "",
        "type": "article",
        "photo": truth.photo_url,
        "breadcrumb": _MARKUP["crumbs"].format(host=host, href=href, category=truth.category),
        "content": _mobile(draft) if draft.is_mobile else _desktop(draft),
    }


def _mobile(draft: Draft) -> str:
    truth, english = draft.truth, draft.truth.lang == "en"
    article = _MARKUP["mobile"].format(
        photo=_photo(draft, "responsive-img"),
        credit=_MARKUP["mobile_credit"].format(draft.credit) if draft.credit else "",
        title=escape(truth.title),
        text=_text(draft, '<p class="text-justify">'),
    )
    lists = (
        ("Linked News" if english else "Berita Terkait", truth.related),
        ("Popular News" if english else "Berita Terpopuler", truth.popular),
    )
    return article + "".join(
        _MARKUP["mobile_list"].format(heading=heading, items="\n".join(map(_mobile_item, links)))
        for heading, links in lists
    )


def _mobile_item(link: Link) -> str:
    when = f"{indonesian(link.published_at)} WIB" if link.published_at else day_first(f"{link.date}T00:00+07:00")
    details = [("access_time", when), ("remove_red_eye", link.views), ("person", link.reporter)]
    return _MARKUP["mobile_item"].format(
        href=_mobile_href(link),
        title=escape(link.title or ""),
        details="".join(_MARKUP["mobile_detail"].format(icon, text) for icon, text in details if text),
    )


def _mobile_href(link: Link) -> str:
    return link.url.replace(REAL.desktop, REAL.mobile)


def _desktop(draft: Draft) -> str:
    truth = draft.truth
    between = "<br>" if draft.dice.chance(3) else " "
    lists = "".join(
        _MARKUP["desktop_list"].format(heading, _desktop_items(links, between))
        for heading, links in (("Berita Terkait", truth.related), ("Berita Populer", truth.popular))
        if links
    )
    box = _MARKUP["desktop_box"] if draft.dice.chance(2) else ""
    return _MARKUP["desktop"].format(
        title=escape(truth.title),
        photo=_photo(draft, "img-fluid"),
        credit=f"<p>{draft.credit}</p>\n" if draft.credit else "",
        text=_text(draft, "<p>"),
        lists=lists,
        box=box,
    )


def _desktop_items(links: Sequence[Link], between: str) -> str:
    return "\n".join(
        _MARKUP["desktop_item"].format(
            photo=REAL.photo("0" * 32),
            alt=escape(each.photo_alt or ""),
            href=each.url.removeprefix(REAL.desktop),
            title=escape(each.title or ""),
            date=indonesian_day(f"{each.date}T00:00+07:00"),
            between=between,
            views=each.views,
        )
        for each in links
    )


def _photo(draft: Draft, name: str) -> str:
    caption = f'<p class="caption">{draft.caption}</p>' if draft.caption else ""
    alt = escape(draft.truth.photo_alt or "")
    return f'<img class="{name}" src="{draft.truth.photo_url}" alt="{alt} ">{caption}'


def _text(draft: Draft, opening: str) -> str:
    """The paragraphs, the pull quote and the link inside; a hidden marker stands in one paragraph of four."""
    tag = "blockquote" if draft.is_mobile else "p"
    quote = f"<{tag}>{escape(draft.truth.quote, quote=False)}</{tag}>" if draft.truth.quote else ""
    out = [quote] if draft.quote_place == 0 else []
    for number, each in enumerate(draft.truth.body.split("\n\n")):
        text = escape(each, quote=False)
        if draft.is_mobile and draft.dice.chance(4):
            text = text.replace(" ", f" {_MARKUP['hidden']}", 1)
        links = draft.truth.read_also if number == draft.link_after else ()
        anchor = "".join(
            f'<a class="read-also" href="{_mobile_href(link)}">{escape(link.title or "")}</a>' for link in links
        )
        out.append(f"{opening}{anchor}{text}</p>" if draft.glued else f"{anchor}{opening}{text}</p>")
        if number + 1 == draft.quote_place:
            out.append(quote)
    return "\n".join(filter(None, out))
