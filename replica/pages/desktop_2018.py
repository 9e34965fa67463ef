"""Owns the desktop template of 2018, from hearsay: its rendered text and the selectors that other programs use."""

from collections.abc import Sequence
from html import escape

from replica.dice import Dice
from replica.options import Options
from replica.pages.dates import indonesian, indonesian_day
from replica.pages.frame import Hosts, frame
from replica.pages.mobile_2026 import description
from replica.pages.shown import Shown
from replica.truth import Article

_EYE = '<i class="fa fa-eye" aria-hidden="true"></i>'


def article_page(
    article: Article,
    *,
    path: str,
    views: int,
    links: Sequence[Shown],
    related: Sequence[Shown],
    popular: Sequence[Shown],
    hosts: Hosts,
    options: Options,
) -> str:
    """Make the page of an article.

    Args:
        article: the truth.
        path: of its own address.
        views: what its counter shows.
        links: the inline link, if any.
        related: Berita Terkait.
        popular: Berita Populer.
        hosts: where links lead.
        options: the seed decides the width of the columns.
    """
    origin = hosts.desktop
    wide = Dice(options.seed, "markup", article.lang, article.id).pick(("col-7", "col-8"))
    side = "col-5" if wide == "col-7" else "col-4"
    content = (
        f'      <div class="{wide} read mb-4">\n{_read(article, views, links, hosts)}      </div>\n'
        f'      <div class="{side}">\n'
        f"{_list('Berita Terkait', related, hosts)}{_list('Berita Populer', popular, hosts)}"
        f'        <p class="share">Bagikan ke :</p>\n{_boxes(origin)}      </div>\n'
    )
    return frame("desktop_2018", origin, hosts.media) % {
        "title": escape(article.title),
        "description": description(article.paragraphs),
        "canonical": origin + path,
        "photo": hosts.photo(article.photo),
        "content": content,
    }


def _read(article: Article, views: int, links: Sequence[Shown], hosts: Hosts) -> str:
    """The headline, the byline of one line, the photo and the text."""
    when = indonesian(article.published_at) if article.prints_time else indonesian_day(article.published_at)
    editor = f" Editor: {escape(article.editor)}" if article.editor else ""
    credit = f"        <p>(Foto: {article.photo_credit})</p>\n" if article.photo_credit else ""
    return (
        f"        <h1>{escape(article.title)}</h1>\n"
        '        <div class="text-secondary font-italic mb-4">'
        f"{when} Reporter: {article.reporter}{editor} {_EYE} {views}</div>\n"
        f'        <img class="img-fluid" src="{hosts.photo(article.photo)}" '
        f'alt="{escape(article.photo_alt)}">\n{credit}'
        f'        <div class="news-content">\n{_body(article, links, hosts.desktop)}        </div>\n'
    )


def _body(article: Article, links: Sequence[Shown], origin: str) -> str:
    """The paragraphs; the pull quote is the second, unmarked, and the inline link cuts one or stands between two."""
    parts = []
    for number, text in enumerate(article.marked, start=1):
        anchors = " ".join(f'<a href="{origin}{link.path}">{escape(link.title)}</a>' for link in links)
        here = number == article.link_after and bool(anchors)
        middle = text.find(" ", len(text) // 3)
        if here and article.link_inside and "<" not in text and middle > 0:
            parts.append(f"<p>{text[:middle]} {anchors} {text[middle + 1 :]}</p>")
        else:
            parts.append(f"<p>{text}</p>")
            if here:
                parts.append(f'<div class="my-3">{anchors}</div>')
        if number == 1 and article.quote:
            parts.append(f"<p>{escape(article.quote, quote=False)}</p>")
    return "".join(f"          {part}\n" for part in parts)


def _list(heading: str, articles: Sequence[Shown], hosts: Hosts) -> str:
    """A list of the side column."""
    items = "".join(
        f'          <li class="media mb-3">\n            <img class="mr-3" src="{hosts.photo(shown.photo)}" '
        f'alt="{escape(shown.photo_alt)}">\n            <div class="media-body">\n'
        f'              <a href="{hosts.desktop}{shown.path}">{escape(shown.title)}</a>\n'
        '              <div class="text-secondary font-italic">'
        f"{indonesian_day(shown.published_at)} {_EYE} {shown.views}</div>\n"
        "            </div>\n          </li>\n"
        for shown in articles
    )
    return (
        f'        <h4 class="text-uppercase">{heading}</h4>\n        <ul class="list-unstyled">\n{items}        </ul>\n'
    )


def _boxes(origin: str) -> str:
    """The boxes of the other departments."""
    return "".join(
        f'        <div class="box mb-4"><h4 class="text-uppercase">{name}</h4> '
        f'<a href="{origin}/{path}">+indeks</a></div>\n'
        for name, path in (("Bang Jaki", "bang-jaki"), ("Potret Jakarta", "potret-jakarta"), ("Video", "video"))
    )
