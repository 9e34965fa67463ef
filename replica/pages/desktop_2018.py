"""The desktop template of 2018, from hearsay: its rendered text and the selectors that other programs use."""

import re
from collections.abc import Sequence
from html import escape

from replica.dice import Dice
from replica.options import Forms, Options
from replica.pages.bylines import byline, indonesian_day
from replica.pages.frame import ArticlePage, Hosts, Shown, frame
from replica.pages.mobile_2026 import description
from replica.pages.other_kinds import ALBUM, VIDEO, title_of
from replica.truth import Article, Form

_OWN_ADDRESS = re.compile(r'  <(?:link rel="canonical"|meta property="og:url")[^>]*>\n')


def named_as_chosen(page: str, origin: str, options: Options) -> str:
    """Make the links of a desktop page relative, and leave its own address out, where the options say so.

    Links to articles then begin with a slash. All others are relative to the page, as `potret-jakarta`: on an article's
    page they lead to the same article under another slug.
    """
    if not options.own_address:
        page = _OWN_ADDRESS.sub("", page)
    if options.relative_links:
        link = re.compile(rf'(<a [^>]*?href="){re.escape(origin)}/((?:en/)?read/)?')
        page = link.sub(lambda found: found[1] + (f"/{found[2]}" if found[2] else ""), page)
    return page


_EYE = '<i class="fa fa-eye" aria-hidden="true"></i>'


def article_page(shows: ArticlePage) -> str:
    """Make the page of an article."""
    article, hosts, options = shows.article, shows.hosts, shows.options
    origin = hosts.desktop
    wide = Dice(options.seed, "markup", article.lang, article.id).pick(("col-7", "col-8"))
    side = "col-5" if wide == "col-7" else "col-4"
    content = (
        f'      <div class="{wide} read mb-4">\n{_read(article, shows.views, shows.links, hosts)}      </div>\n'
        f'      <div class="{side}">\n'
        f"{_lists(article.form, shows.related, shows.popular, hosts)}"
        f'        <p class="share">Bagikan ke :</p>\n{_boxes(origin, options.forms)}      </div>\n'
    )
    return frame("desktop_2018", origin, hosts.media) % {
        "title": escape(article.title),
        "description": description(article.paragraphs),
        "canonical": origin + shows.path,
        "photo": hosts.photo(article.photo),
        "content": content,
    }


def _read(article: Article, views: int, links: Sequence[Shown], hosts: Hosts) -> str:
    return (
        f"        <h1>{escape(article.title)}</h1>\n"
        f'        <div class="text-secondary font-italic mb-4">{byline(article, views)}</div>\n'
        f'        <img class="img-fluid" src="{hosts.photo(article.photo)}" '
        f'alt="{escape(article.photo_alt)}">\n{under_photo(article)}'
        f'        <div class="news-content">\n{body(article, links, hosts.desktop)}        </div>\n'
    )


def under_photo(article: Article) -> str:
    """The caption and the credit, each a paragraph."""
    plain = f"(Foto: {article.photo_credit})" if article.photo_credit else None
    lines = (article.form.caption, article.form.credit or plain)
    return "".join(f"        <p>{escape(line, quote=False)}</p>\n" for line in lines if line)


def body(article: Article, links: Sequence[Shown], origin: str) -> str:
    """The paragraphs; the pull quote is one more, unmarked, and the inline link cuts one or stands between two."""
    quote = f"<p>{escape(article.quote, quote=False)}</p>" if article.quote else ""
    parts = [quote] if quote and article.form.quote_first else []
    blank = "" if article.form.link_glued else " "
    for number, text in enumerate(article.marked, start=1):
        anchors = " ".join(f'<a href="{origin}{link.path}">{escape(link.title)}</a>' for link in links)
        here = number == article.link_after and bool(anchors)
        middle = text.find(" ", len(text) // 3)
        if here and article.link_inside and "<" not in text and middle > 0:
            parts.append(f"<p>{text[:middle]}{blank}{anchors}{blank}{text[middle + 1 :]}</p>")
        else:
            parts.append(f"<p>{text}</p>")
            if here:
                parts.append(f'<div class="my-3">{anchors}</div>')
        if number == 1 and quote and not article.form.quote_first:
            parts.append(quote)
    return "".join(f"          {part}\n" for part in parts)


def _lists(form: Form, related: Sequence[Shown], popular: Sequence[Shown], hosts: Hosts) -> str:
    if not form.has_lists:
        return ""
    make = _list if form.has_alts else _bare_list
    return make("Berita Terkait", related, hosts) + make("Berita Populer", popular, hosts)


def _bare_list(heading: str, articles: Sequence[Shown], hosts: Hosts) -> str:
    """A list without photos: title, date and views stand on lines of their own."""
    items = "".join(
        f'        <div class="mb-3"><a href="{hosts.desktop}{shown.path}">{escape(shown.title)}</a><br>\n'
        f"{indonesian_day(shown.published_at)}<br>\n{shown.views}</div>\n"
        for shown in articles
    )
    return f'        <h4 class="text-uppercase">{heading}</h4>\n{items}'


def _list(heading: str, articles: Sequence[Shown], hosts: Hosts) -> str:
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


def _boxes(origin: str, forms: Forms) -> str:
    """The boxes of the other departments; in real forms two of them show what is new there."""
    new = {"potret-jakarta": ALBUM, "video": VIDEO} if forms == "real" else {}
    return "".join(
        f'        <div class="box mb-4"><h4 class="text-uppercase">{name}</h4> '
        f'<a href="{origin}/{path}">+indeks</a>{_newest(origin, new.get(path))}</div>\n'
        for name, path in (("Bang Jaki", "bang-jaki"), ("Potret Jakarta", "potret-jakarta"), ("Video", "video"))
    )


def _newest(origin: str, path: str | None) -> str:
    return f' <a href="{origin}{path}">{title_of(path)}</a>' if path else ""
