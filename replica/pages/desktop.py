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
from replica.pages.frame import ArticlePage, Hosts, ListPage, Shown, frame, parts
from replica.pages.mobile_2026 import description
from replica.truth import Article, Brief

_OWN_ADDRESS = re.compile(r'  <(?:link rel="canonical"|meta property="og:url")[^>]*>\n')
PARTS = parts("desktop")
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


def _article_page(shows: ArticlePage, kind: str, lists: str, **names: str) -> str:
    """The page of an article, by the parts for the article and for the lists beside it."""
    article, hosts = shows.article, shows.hosts
    content = PARTS[kind].format(
        title=escape(article.title),
        photo=hosts.photo(article.photo),
        alt=escape(article.photo_alt),
        under_photo=_under_photo(article),
        body=_body(article, shows.links, hosts.desktop),
        lists=_lists(lists, shows),
        **names,
    )
    page = whole_page(
        hosts, shows.path, title=article.title, description=description(article.paragraphs), photo=article.photo,
        content=content,
    )  # fmt: skip
    return _named_as_chosen(page, hosts.desktop, shows.options)


# -- the template of 2018


def article_page(shows: ArticlePage) -> str:
    """Make the page of an article."""
    article, options = shows.article, shows.options
    wide = Dice(options.seed, "markup", article.lang, article.id).pick(("col-7", "col-8"))
    return _article_page(
        shows,
        "article",
        "list" if article.form.has_alts else "bare-list",
        wide=wide,
        side="col-5" if wide == "col-7" else "col-4",
        byline=bylines.byline(article, shows.views),
        boxes=_boxes(shows.hosts.desktop, options.forms),
    )


def _under_photo(article: Article) -> str:
    plain = f"(Foto: {article.photo_credit})" if article.photo_credit else None
    lines = (article.form.caption, article.form.credit or plain)
    return "".join(f"        <p>{escape(line, quote=False)}</p>\n" for line in lines if line)


def _body(article: Article, links: Sequence[Brief], origin: str) -> str:
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


def _lists(kind: str, shows: ArticlePage) -> str:
    """Related and popular articles; those of the kind `bare-list` have no photos."""
    if not shows.article.form.has_lists:
        return ""
    return "".join(
        PARTS[kind].format(heading=heading, items=_items(f"{kind}-item", articles, shows.hosts))
        for heading, articles in (("Berita Terkait", shows.related), ("Berita Populer", shows.popular))
    )


def _items(kind: str, articles: Sequence[Shown], hosts: Hosts, **names: str) -> str:
    return "".join(PARTS[kind].format(**shown.fields(hosts), **names) for shown in articles)


def _boxes(origin: str, forms: Forms) -> str:
    boxes = []
    for name, path, newest in _BOXES:
        new = f' <a href="{origin}{newest}">{title_of(newest)}</a>' if newest and forms == "real" else ""
        boxes.append(PARTS["box"].format(name=name, origin=origin, path=path, new=new))
    return "".join(boxes)


# -- the template with icons


def icons_article_page(shows: ArticlePage) -> str:
    """Make the page of an article."""
    article = shows.article
    badge = _badge(article, shows.hosts.desktop)
    byline = _icons_byline(article, shows.views)
    return _article_page(shows, "icons-article", "icons-list", badge=badge, byline=byline)


def _badge(article: Article, origin: str) -> str:
    number = RUBRICS.get(article.category_slug or "")
    if article.lang == "en":
        return f'<a class="badge bg-danger" href="{origin}/latest-news">English</a>'
    if number is None:
        return f'<span class="badge bg-danger">{article.category}</span>'
    return f'<a class="badge bg-danger" href="{origin}/rubrik/{number}/{article.category_slug}">{article.category}</a>'


def _icons_byline(article: Article, views: int) -> str:
    when = bylines.desktop(article)
    facts = [
        ("clock", f"{when} WIB" if article.lang == "id" and article.prints_time else when),
        *(("person", text) for _, text in bylines.people(article)),
        ("eye", str(views)),
    ]
    return " ".join(f'<i class="bi bi-{icon}-fill"></i> <small>{text}</small>' for icon, text in facts)


# -- lists


def list_page(shows: ListPage) -> str:
    """Make a page of a list; the first page has a carousel that shows its first three articles once more."""
    heading = escape(shows.heading)
    carousel = _items("carousel-item", shows.items[:_HEADLINES], shows.hosts) if shows.page == 1 else ""
    numbers = shows.pagination(
        shows.near,
        '<li class="page-item active"><span class="page-link">{}</span></li>',
        '<li class="page-item"><a class="page-link" href="{}">{}</a></li>',
        '<li class="page-item"><a rel="next" href="{}">&raquo;</a></li>',
    )
    rows = _items("row", shows.items, shows.hosts, heading=heading)
    content = PARTS["list-page"].format(carousel=carousel, heading=heading, rows=rows, numbers=numbers)
    names = {"title": heading, "canonical": escape(shows.link(shows.page)), "content": content}
    return frame("newer_desktop", shows.hosts.desktop, shows.hosts.media) % names
