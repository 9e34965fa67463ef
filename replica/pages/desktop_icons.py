"""The article page of the newer desktop site: supposed, in the markup that its lists are known to have."""

from collections.abc import Sequence
from html import escape

from replica.corpus import RUBRICS
from replica.pages import bylines
from replica.pages.bylines import people
from replica.pages.desktop_2018 import body, under_photo
from replica.pages.frame import ArticlePage, Hosts, Shown, frame
from replica.pages.mobile_2026 import description
from replica.truth import Article


def article_page(shows: ArticlePage) -> str:
    """Make the page of an article."""
    article, hosts = shows.article, shows.hosts
    origin = hosts.desktop
    lists = f"{_list('Berita Terkait', shows.related, hosts)}{_list('Berita Populer', shows.popular, hosts)}"
    content = (
        f'      <div class="col-lg-8">\n        {_badge(article, origin)}\n'
        f'        <h1 class="fw-bold">{escape(article.title)}</h1>\n'
        f'        <div class="mb-3">{_byline(article, shows.views)}</div>\n'
        f'        <img class="img-fluid" src="{hosts.photo(article.photo)}" alt="{escape(article.photo_alt)}">\n'
        f"{under_photo(article)}"
        f'        <div class="news-content">\n{body(article, shows.links, origin)}        </div>\n      </div>\n'
        f'      <div class="col-lg-4">\n{lists if article.form.has_lists else ""}      </div>\n'
    )
    return frame("desktop_2018", origin, hosts.media) % {
        "title": escape(article.title),
        "description": description(article.paragraphs),
        "canonical": origin + shows.path,
        "photo": hosts.photo(article.photo),
        "content": content,
    }


def _badge(article: Article, origin: str) -> str:
    number = RUBRICS.get(article.category_slug or "")
    if article.lang == "en":
        return f'<a class="badge bg-danger" href="{origin}/latest-news">English</a>'
    if number is None:
        return f'<span class="badge bg-danger">{article.category}</span>'
    return f'<a class="badge bg-danger" href="{origin}/rubrik/{number}/{article.category_slug}">{article.category}</a>'


def _byline(article: Article, views: int) -> str:
    when = bylines.desktop(article)
    parts = [
        ("clock", f"{when} WIB" if article.lang == "id" and article.prints_time else when),
        *(("person", text) for _, text in people(article)),
        ("eye", str(views)),
    ]
    return " ".join(_fact(icon, text) for icon, text in parts)


def _fact(icon: str, text: str) -> str:
    return f'<i class="bi bi-{icon}-fill"></i> <small>{text}</small>'


def _list(heading: str, articles: Sequence[Shown], hosts: Hosts) -> str:
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
