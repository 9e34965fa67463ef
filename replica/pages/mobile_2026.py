"""The mobile template of October 2026, as the two saved pages have it: articles of both editions, lists, bare pages."""

from collections.abc import Sequence
from html import escape

from replica.dice import Dice
from replica.pages.bylines import day_first, english, indonesian
from replica.pages.frame import ArticlePage, Hosts, ListPage, Shown, frame
from replica.truth import Article

_STYLE = 'style="line-height: 0; display: none;" class="sceditor-selection sceditor-ignore"'
_HIDDEN = f'<span id="sceditor-end-marker" {_STYLE}> </span><span id="sceditor-start-marker" {_STYLE}> </span>'
_NOTICE = (
    '<div style="border:1px solid #990000;padding-left:20px;margin:0 0 10px 0;">\n\n'
    "<h4>A PHP Error was encountered</h4>\n\n"
    "<p>Severity: Notice</p>\n<p>Message:  Undefined variable: banner</p>\n<p>Filename: mobile/header.php</p>\n"
    "<p>Line Number: 61</p>\n\n</div>"
)
_DESCRIPTION = 240
_HEADINGS = {
    "indonesian": ("Berita Terkait", "Berita Terpopuler"),
    "english": ("Related News", "Popular News"),
    "real": ("Linked News", "Popular News"),
}
_COUNTDOWN = (
    '  <div class="countdown center">\n    <h5>Hitung Mundur 22 Juni 2027</h5>\n'
    "    <span>256</span> Hari <span>09</span> Jam <span>40</span> Menit <span>29</span> Detik\n  </div>\n"
)


def article_page(shows: ArticlePage) -> str:
    """Make the page of an article."""
    article, hosts, options = shows.article, shows.hosts, shows.options
    origin = hosts.mobile
    english_edition = article.lang == "en"
    dice = Dice(options.seed, "markup", article.lang, article.id)
    english_headings = "real" if options.forms == "real" else options.english_headings
    headings = _HEADINGS[english_headings if english_edition else "indonesian"]
    title = escape(article.title)
    crumb = f"{origin}/latest-news" if english_edition else f"{origin}/kategori/{article.category_slug}"
    content = (
        f"{_COUNTDOWN if article.form.countdown else ''}"
        f"    <!--read-news-->\n{_read(article, shows.views, shows.links, hosts, dice if options.quirks else None)}"
        "    <!--read-news-->\n"
        f"{_related_list(headings[0], shows.related, hosts, english_edition)}"
        f"{_popular_list(headings[1], shows.popular, origin, article.form.unsigned)}"
    )
    page = whole_page(
        hosts, shows.path, title=article.title, description=description(article.paragraphs), content=content,
        photo=article.photo, crumb=(crumb, article.category), kind="article",
        amphtml=f'  <link rel="amphtml" href="{origin}{shows.path.rpartition("/")[0]}/{title}">\n',
    )  # fmt: skip
    return _NOTICE + page if options.quirks and dice.chance(60) else page


def description(paragraphs: Sequence[str]) -> str:
    """Cut the text short as the site does: no blank between paragraphs, an ellipsis at the end."""
    text = "".join(paragraphs[:3])[:_DESCRIPTION]
    return escape(text.rpartition(" ")[0]) + "&#8230;"


def whole_page(
    hosts: Hosts, path: str, *, title: str, description: str, content: str, photo: str, kind: str,
    crumb: tuple[str, str] | None = None, amphtml: str = "",
) -> str:  # fmt: skip
    """Put content into the frame of the site; `crumb` is the address and the name of the list it belongs to."""
    return frame("mobile_2026", hosts.mobile, hosts.media) % {
        "title": escape(title),
        "description": description,
        "canonical": escape(hosts.mobile + path),
        "amphtml": amphtml,
        "type": kind,
        "photo": hosts.photo(photo),
        "breadcrumb": _breadcrumb(hosts.mobile, *crumb) if crumb else "",
        "content": content,
    }


def plain_page(heading: str, path: str, hosts: Hosts, content: str = "") -> str:
    """A page of menus and perhaps a list: the home page, or what stands for an article that is no more."""
    return whole_page(
        hosts, path, title=f"{heading} - Berita Jakarta", content=content, photo="logo", kind="website",
        description="Website Berita Resmi Pemerintah Provinsi Daerah Khusus Jakarta",
        crumb=(escape(hosts.mobile + path), escape(heading)),
    )  # fmt: skip


def list_page(shows: ListPage) -> str:
    """Make a page of a list."""
    english_edition = shows.heading == "English"
    rows = "".join(
        _list_item(shown, shows.hosts, english_edition=english_edition, has_teaser=True) for shown in shows.items
    )
    numbers = shows.pagination(
        sorted({1, shows.pages, *shows.near}) if shows.pages else [],
        '<li class="active"><a href="#!">{}</a></li>',
        '<li class="waves-effect"><a href="{}">{}</a></li>',
        '<li class="waves-effect"><a rel="next" href="{}">&raquo;</a></li>',
    )
    content = (
        '    <div class="news-list">\n      <div class="header">\n'
        f'        <span class="title">{escape(shows.heading)}</span>\n'
        f'      </div>\n      <ul class="list-index">\n{rows}                \n      </ul>\n'
        f'      <ul class="pagination">{numbers}</ul>\n    </div>\n'
    )
    return plain_page(shows.heading, shows.link(1).removeprefix(shows.hosts.mobile), shows.hosts, content)


def _breadcrumb(origin: str, address: str, name: str) -> str:
    return (
        f'<ul class="col s12 breadcrumbs"><li><a href="{origin}/">Beranda</a></li><li class="separator"></li>'
        f'<li class="active"><a href="{address}">{name}</a></li></ul>'
    )


def _read(article: Article, views: int, links: Sequence[Shown], hosts: Hosts, dice: Dice | None) -> str:
    before, after = dice.pick((("", ""), (" ", ""), ("", " "))) if dice else ("", "")
    alt = before + escape(article.photo_alt) + after
    return (
        '    <div class="news-read">\n'
        f'        <img class="responsive-img" src="{hosts.photo(article.photo)}" alt="{alt}" />\n'
        f"{_under_photo(article)}"
        f'      <div class="content">\n        <h1>{escape(article.title)}</h1>\n        <div class="content-info">\n'
        f"{_byline(article, views)}        </div>\n"
        f'        <div class="content-body">\n        {_body(article, links, hosts.mobile, dice)}          \n'
        "        </div>\n      </div>\n    </div>\n"
    )


def _under_photo(article: Article) -> str:
    form = article.form
    credit = form.credit or (f"{article.photo_credit} - Beritajakarta.id" if article.photo_credit else None)
    caption = f'        <p class="caption">{escape(form.caption, quote=False)}</p>\n' if form.caption else ""
    if credit is None:
        return caption
    return (
        f'{caption}        <div class="image-info">\n'
        f"            <span><i class='material-icons'>photo</i> {credit}</span>\n        </div>\n"
    )


def _byline(article: Article, views: int) -> str:
    when = english(article.published_at) if article.lang == "en" else indonesian(article.published_at) + " WIB"
    spans = (
        f'          <span><i class="material-icons">access_time</i> {when}</span>\n'
        f'          <span><i class="material-icons">remove_red_eye</i> {views}</span>\n'
    )
    if article.lang == "en":
        translator = f" {article.translator}" if article.translator else ""
        return f"{spans}          <span>Reported by {article.reporter} | Translated by{translator}</span>\n"
    spans += f'          <span><i class="material-icons">person</i> Reporter : {article.reporter}</span>\n'
    if article.editor:
        spans += f'\t  <span><i class="material-icons">person</i> Editor : {escape(article.editor)}</span>\n'
    return spans


def _body(article: Article, links: Sequence[Shown], origin: str, dice: Dice | None) -> str:
    """The paragraphs, with the pull quote after the first or before it, and the inline link where it belongs."""
    form = article.form
    nested = dice is not None and dice.chance(20)
    kind = "eng" if article.lang == "en" else "ina"
    anchors = "".join(
        f'<a href="{origin}{link.path}" class="read-also {kind}">{escape(link.title)}</a>' for link in links
    )
    parts = []
    for number, marked in enumerate(article.marked, start=1):
        here = anchors if number == article.link_after else ""
        text = _glued(marked, here) if here and form.link_glued else marked
        if text != marked:
            here = ""
        elif form.line_breaks and number == len(article.marked):
            text = _broken(marked)
        elif dice:
            text = _quirk(marked, dice)
        if dice and number == 1 and dice.chance(3):
            text += _HIDDEN
        quote = _pull_quote(article.quote, article.lang, dice) if number == 1 and article.quote else ""
        if form.quote_glued:
            text, quote = text + quote, ""
        part = f'<p class="text-justify"><p>{text}</p></p>' if nested else f'<p class="text-justify">{text}</p>'
        parts += [quote, part] if form.quote_first else [part, quote]
        parts.append(here)
    return "".join(parts)


def _broken(text: str) -> str:
    """Break the lines of the source: between two words, and in a hidden marker that may stand within a word."""
    middle = text.find(" ", len(text) // 2)
    if "<" in text or "&" in text or middle < 0:
        return text
    return f"{text[:2]}<span {_STYLE}>\n</span>{text[2:middle]}\n{text[middle + 1 :]}"


def _glued(text: str, anchors: str) -> str:
    """Put the inline link between two words instead of the blank there; never into a paragraph with marks."""
    middle = text.find(" ", len(text) // 3)
    return text if "<" in text or middle < 0 else text[:middle] + anchors + text[middle + 1 :]


def _pull_quote(quote: str, lang: str, dice: Dice | None) -> str:
    plain = escape(quote, quote=False)
    text = f"<b>{plain}</b>" if lang == "en" else plain
    before, after = dice.pick(((_HIDDEN, ""), ("", "<br>"), ("", ""))) if dice else ("", "")
    return (
        f"<!--blockquote-->\n                    <blockquote>{before}{text}{after}</blockquote>\n"
        "                    <!--./blockquote-->"
    )


def _quirk(text: str, dice: Dice) -> str:
    """Put in what editors' programs leave behind: non-breaking blanks and hidden markers, never changing the words."""
    turn = dice.below(12)
    whole = "<" in text or "&" in text or " " not in text[len(text) // 2 :]
    if turn > 3 or whole:  # noqa: PLR2004 - two paragraphs of three have no quirk
        return text
    middle = text.find(" ", dice.below(len(text) // 2))
    if turn == 0:
        return f"{text[:middle]}&nbsp;{text[middle + 1 :]}"
    if turn == 1:
        return f"{text[:middle]} &nbsp;{text[middle + 1 :]}"
    if turn == 2:  # noqa: PLR2004 - between words
        return f"{text[: middle + 1]}{_HIDDEN}{text[middle + 1 :]}"
    return f"{text[: middle + 2]}{_HIDDEN}{text[middle + 2 :]}"


def _list_item(shown: Shown, hosts: Hosts, *, english_edition: bool, has_teaser: bool = False) -> str:
    """An article in a list, as Berita Terkait has it."""
    address = hosts.mobile + shown.path
    when = english(shown.published_at) if english_edition else indonesian(shown.published_at) + " WIB"
    more = f"            <p>{escape(shown.teaser)}</p>\n" if has_teaser and shown.teaser else ""
    return (
        '                <li class="row">\n          <div class="col s7">\n'
        f'            <h2><a href="{address}">{escape(shown.title)}</a></h2>\n            <div class="list-info">\n'
        f'              <span><i class="material-icons">access_time</i>{when}</span><br>\n'
        f'              <span><i class="material-icons">remove_red_eye</i>{shown.views}</span>\n'
        f'              <span><i class="material-icons">person</i>{shown.reporter}</span>\n            </div>\n{more}'
        '          </div>\n          <div class="col s5 right-image">\n'
        f'            <a href="{address}">\n'
        f'              <img class="responsive-img" src="{hosts.photo(shown.photo)}" />\n'
        "            </a>\n          </div>\n        </li>\n"
    )


def _related_list(heading: str, related: Sequence[Shown], hosts: Hosts, english_edition: bool) -> str:
    items = "".join(_list_item(shown, hosts, english_edition=english_edition) for shown in related)
    return (
        '    <!--news-list -> berita-terkait -->\n    <div class="news-list">\n      <div class="header">\n'
        f'        <span class="title">{heading}</span>\n      </div>\n      <ul class="list-index">\n'
        f"{items}                \n      </ul>\n    </div>\n    <!--./news-list -> berita-terkait -->\n"
    )


def _popular_list(heading: str, popular: Sequence[Shown], origin: str, unsigned: int) -> str:
    """Berita Terpopuler, one of it without a reporter or none; its `ol` is closed by `</ul>`, as on the site."""
    signed = '                <span><i class="material-icons">person</i>{}</span>\n'
    items = "".join(
        "            <li>\n"
        f'              <h3 class="populer-title"><a href="{origin}{shown.path}">{escape(shown.title)}</a></h3>\n'
        '              <div class="populer-info">\n'
        f'                <span><i class="material-icons">access_time</i>{day_first(shown.published_at)}</span>\n'
        f'                <span><i class="material-icons">remove_red_eye</i>{shown.views}</span>\n'
        f"{'' if number == unsigned else signed.format(shown.reporter)}"
        "              </div>\n            </li>\n          "
        for number, shown in enumerate(popular, start=1)
    )
    return (
        '    <!--GREY background-->\n    <div class="news-grey">\n      <!--news-list -> berita-terpopuler -->\n'
        '      <div class="news-list">\n        <div class="header">\n'
        f'          <span class="title">{heading}</span>\n'
        '          <a class="index" href="#">indeks</a>\n        </div>\n        <div class="slider">\n'
        f'          <ol class="slides">\n          {items}          </ul>\n        </div>\n      </div>\n'
        "      <!--./news-list -> berita-terpopuler -->\n    </div>\n    <!--./GREY background-->\n"
    )
