"""The desktop site, from hearsay: articles in the template of 2018 and in that with icons, and lists.

The template of 2018 has the rendered text and the selectors that other programs use; that with icons is supposed, in
the markup that the lists of the newer site are known to have.
"""

import re
from collections.abc import Sequence
from html import escape

from replica.corpus import RUBRICS
from replica.dice import Dice
from replica.options import Forms, Options
from replica.pages import bylines
from replica.pages.frame import ArticlePage, Hosts, ListPage, Shown, frame
from replica.pages.mobile_2026 import description
from replica.truth import Article, Form

_OWN_ADDRESS = re.compile(r'  <(?:link rel="canonical"|meta property="og:url")[^>]*>\n')
_EYE = '<i class="fa fa-eye" aria-hidden="true"></i>'
_HEADLINES = 3
_BOXES = (
    ("Bang Jaki", "bang-jaki", None),
    ("Potret Jakarta", "potret-jakarta", "/potret-jakarta/album/977/senja-di-dermaga"),
    ("Video", "video", "/video/play/512/perahu-sampah-diuji"),
)
"""The boxes of the other departments: name, path, and what is new there in real forms."""


def _named_as_chosen(page: str, origin: str, options: Options) -> str:
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


def whole_page(hosts: Hosts, path: str, *, title: str, description: str, photo: str, content: str) -> str:
    """Put content into the frame of the site."""
    return frame("desktop_2018", hosts.desktop, hosts.media) % {
        "title": escape(title),
        "description": description,
        "canonical": hosts.desktop + path,
        "photo": hosts.photo(photo),
        "content": content,
    }


def title_of(path: str) -> str:
    """The title of what an address leads to, as its slug has it."""
    return path.rpartition("/")[2].replace("-", " ").title()


def _article_page(shows: ArticlePage, content: str) -> str:
    article = shows.article
    page = whole_page(
        shows.hosts, shows.path, title=article.title, description=description(article.paragraphs), photo=article.photo,
        content=content,
    )  # fmt: skip
    return _named_as_chosen(page, shows.hosts.desktop, shows.options)


# -- the template of 2018


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
    return _article_page(shows, content)


def _read(article: Article, views: int, links: Sequence[Shown], hosts: Hosts) -> str:
    return (
        f"        <h1>{escape(article.title)}</h1>\n"
        f'        <div class="text-secondary font-italic mb-4">{bylines.byline(article, views)}</div>\n'
        f'        <img class="img-fluid" src="{hosts.photo(article.photo)}" '
        f'alt="{escape(article.photo_alt)}">\n{_under_photo(article)}'
        f'        <div class="news-content">\n{_body(article, links, hosts.desktop)}        </div>\n'
    )


def _under_photo(article: Article) -> str:
    """The caption and the credit, each a paragraph."""
    plain = f"(Foto: {article.photo_credit})" if article.photo_credit else None
    lines = (article.form.caption, article.form.credit or plain)
    return "".join(f"        <p>{escape(line, quote=False)}</p>\n" for line in lines if line)


def _body(article: Article, links: Sequence[Shown], origin: str) -> str:
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
        f"{bylines.indonesian_day(shown.published_at)}<br>\n{shown.views}</div>\n"
        for shown in articles
    )
    return f'        <h4 class="text-uppercase">{heading}</h4>\n{items}'


def _list(heading: str, articles: Sequence[Shown], hosts: Hosts) -> str:
    items = "".join(
        f'          <li class="media mb-3">\n            <img class="mr-3" src="{hosts.photo(shown.photo)}" '
        f'alt="{escape(shown.photo_alt)}">\n            <div class="media-body">\n'
        f'              <a href="{hosts.desktop}{shown.path}">{escape(shown.title)}</a>\n'
        '              <div class="text-secondary font-italic">'
        f"{bylines.indonesian_day(shown.published_at)} {_EYE} {shown.views}</div>\n"
        "            </div>\n          </li>\n"
        for shown in articles
    )
    return (
        f'        <h4 class="text-uppercase">{heading}</h4>\n        <ul class="list-unstyled">\n{items}        </ul>\n'
    )


def _boxes(origin: str, forms: Forms) -> str:
    boxes = []
    for name, path, newest in _BOXES:
        new = f' <a href="{origin}{newest}">{title_of(newest)}</a>' if newest and forms == "real" else ""
        boxes.append(
            f'        <div class="box mb-4"><h4 class="text-uppercase">{name}</h4> '
            f'<a href="{origin}/{path}">+indeks</a>{new}</div>\n'
        )
    return "".join(boxes)


# -- the template with icons


def icons_article_page(shows: ArticlePage) -> str:
    """Make the page of an article."""
    article, hosts = shows.article, shows.hosts
    origin = hosts.desktop
    lists = (
        f"{_icons_list('Berita Terkait', shows.related, hosts)}{_icons_list('Berita Populer', shows.popular, hosts)}"
    )
    content = (
        f'      <div class="col-lg-8">\n        {_badge(article, origin)}\n'
        f'        <h1 class="fw-bold">{escape(article.title)}</h1>\n'
        f'        <div class="mb-3">{_icons_byline(article, shows.views)}</div>\n'
        f'        <img class="img-fluid" src="{hosts.photo(article.photo)}" alt="{escape(article.photo_alt)}">\n'
        f"{_under_photo(article)}"
        f'        <div class="news-content">\n{_body(article, shows.links, origin)}        </div>\n      </div>\n'
        f'      <div class="col-lg-4">\n{lists if article.form.has_lists else ""}      </div>\n'
    )
    return _article_page(shows, content)


def _badge(article: Article, origin: str) -> str:
    number = RUBRICS.get(article.category_slug or "")
    if article.lang == "en":
        return f'<a class="badge bg-danger" href="{origin}/latest-news">English</a>'
    if number is None:
        return f'<span class="badge bg-danger">{article.category}</span>'
    return f'<a class="badge bg-danger" href="{origin}/rubrik/{number}/{article.category_slug}">{article.category}</a>'


def _icons_byline(article: Article, views: int) -> str:
    when = bylines.desktop(article)
    parts = [
        ("clock", f"{when} WIB" if article.lang == "id" and article.prints_time else when),
        *(("person", text) for _, text in bylines.people(article)),
        ("eye", str(views)),
    ]
    return " ".join(_fact(icon, text) for icon, text in parts)


def _fact(icon: str, text: str) -> str:
    return f'<i class="bi bi-{icon}-fill"></i> <small>{text}</small>'


def _icons_list(heading: str, articles: Sequence[Shown], hosts: Hosts) -> str:
    items = "".join(
        f'          <li class="d-flex position-relative img-hover mb-3">\n'
        f'            <img src="{hosts.photo(shown.photo)}" alt="">\n            <div>\n'
        f'              <a class="mb-2 h3 stretched-link" href="{hosts.desktop}{shown.path}">'
        f"{escape(shown.title)}</a>\n"
        f"              {_fact('clock', bylines.indonesian(shown.published_at) + ' WIB')} "
        f"{_fact('person', escape(shown.reporter))} {_fact('eye', str(shown.views))}\n"
        "            </div>\n          </li>\n"
        for shown in articles
    )
    return f'        <h3>{heading}</h3>\n        <ul class="list-unstyled">\n{items}        </ul>\n'


# -- lists


def list_page(shows: ListPage) -> str:
    """Make a page of a list; the first page has a carousel that shows its first three articles once more."""
    heading = escape(shows.heading)
    carousel = "".join(_headline(shown, shows.hosts) for shown in shows.items[:_HEADLINES]) if shows.page == 1 else ""
    rows = "".join(_row(shown, shows.heading, shows.hosts) for shown in shows.items)
    numbers = shows.pagination(
        shows.near,
        '<li class="page-item active"><span class="page-link">{}</span></li>',
        '<li class="page-item"><a class="page-link" href="{}">{}</a></li>',
        '<li class="page-item"><a rel="next" href="{}">&raquo;</a></li>',
    )
    content = (
        f'    <div class="carousel slide"><div class="carousel-inner">\n{carousel}    </div></div>\n'
        f"    <h3>{heading}</h3>\n"
        f'    <ul class="list-unstyled">\n{rows}    </ul>\n    <ul class="pagination">{numbers}</ul>\n'
    )
    names = {"title": heading, "canonical": escape(shows.link(shows.page)), "content": content}
    return frame("newer_desktop", shows.hosts.desktop, shows.hosts.media) % names


def _headline(shown: Shown, hosts: Hosts) -> str:
    return (
        f'      <div class="carousel-item"><a href="{shown.path}"><img data-src="{hosts.photo(shown.photo)}" '
        f'alt="{escape(shown.photo_alt)}"></a>\n        <div class="carousel-caption"><a class="fw-bold" '
        f'href="{shown.path}">{escape(shown.title)}</a></div></div>\n'
    )


def _row(shown: Shown, heading: str, hosts: Hosts) -> str:
    when = (
        bylines.english(shown.published_at) if heading == "English" else f"{bylines.indonesian(shown.published_at)} WIB"
    )
    return (
        '      <li class="d-flex position-relative img-hover mb-3">\n'
        f'        <img src="{hosts.photo(shown.photo)}" alt="">\n        <div>\n'
        f'          <span class="badge">{escape(heading)}</span>\n'
        f'          <a class="mb-2 h3 stretched-link" href="{shown.path}">{escape(shown.title)}</a>\n'
        f'          <i class="bi bi-clock-fill"></i> <small>{when}</small>\n'
        f'          <i class="bi bi-person-fill"></i> <small>{escape(shown.reporter)}</small>\n'
        f'          <i class="bi bi-eye-fill"></i> <small>{shown.views}</small>\n'
        f"          <p>{escape(shown.teaser)}</p>\n        </div>\n      </li>\n"
    )
