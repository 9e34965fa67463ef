"""The mobile template of October 2026, as the two saved pages have it: articles of both editions, lists, bare pages."""

from collections.abc import Sequence
from html import escape

from replica.dice import Dice
from replica.pages.bylines import english, indonesian
from replica.pages.frame import ArticlePage, Hosts, ListPage, Shown, frame, parts
from replica.truth import Article, Brief

_STYLE = 'style="line-height: 0; display: none;" class="sceditor-selection sceditor-ignore"'
_HIDDEN = f'<span id="sceditor-end-marker" {_STYLE}> </span><span id="sceditor-start-marker" {_STYLE}> </span>'
PARTS = parts("mobile")
_DESCRIPTION = 240
_HEADINGS = {
    "indonesian": ("Berita Terkait", "Berita Terpopuler"),
    "english": ("Related News", "Popular News"),
    "real": ("Linked News", "Popular News"),
}


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
    quirks = dice if options.quirks else None
    before, after = quirks.pick((("", ""), (" ", ""), ("", " "))) if quirks else ("", "")
    read = PARTS["article"].format(
        photo=hosts.photo(article.photo),
        alt=before + escape(article.photo_alt) + after,
        under_photo=_under_photo(article),
        title=title,
        byline=_byline(article, shows.views),
        body=_body(article, shows.links, origin, quirks),
    )
    content = (
        f"{PARTS['countdown'] if article.form.countdown else ''}{read}"
        f"{PARTS['related'].format(heading=headings[0], items=_list_items(shows.related, hosts))}"
        f"{_popular(headings[1], shows.popular, hosts, article.form.unsigned)}"
    )
    page = whole_page(
        hosts, shows.path, title=article.title, description=description(article.paragraphs), content=content,
        photo=article.photo, crumb=(crumb, article.category), kind="article",
        amphtml=f'  <link rel="amphtml" href="{origin}{shows.path.rpartition("/")[0]}/{title}">\n',
    )  # fmt: skip
    return PARTS["notice"].removesuffix("\n") + page if options.quirks and dice.chance(60) else page


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
    numbers = shows.pagination(
        sorted({1, shows.pages, *shows.near}) if shows.pages else [],
        '<li class="active"><a href="#!">{}</a></li>',
        '<li class="waves-effect"><a href="{}">{}</a></li>',
        '<li class="waves-effect"><a rel="next" href="{}">&raquo;</a></li>',
    )
    rows = _list_items(shows.items, shows.hosts, has_teaser=True)
    content = PARTS["list-page"].format(heading=escape(shows.heading), rows=rows, numbers=numbers)
    return plain_page(shows.heading, shows.link(1).removeprefix(shows.hosts.mobile), shows.hosts, content)


def _breadcrumb(origin: str, address: str, name: str) -> str:
    return (
        f'<ul class="col s12 breadcrumbs"><li><a href="{origin}/">Beranda</a></li><li class="separator"></li>'
        f'<li class="active"><a href="{address}">{name}</a></li></ul>'
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


def _body(article: Article, links: Sequence[Brief], origin: str, dice: Dice | None) -> str:
    """The paragraphs, with the pull quote after the first or before it, and the inline link where it belongs."""
    form = article.form
    nested = dice is not None and dice.chance(20)
    kind = "eng" if article.lang == "en" else "ina"
    anchors = "".join(
        f'<a href="{origin}{link.path}" class="read-also {kind}">{escape(link.title)}</a>' for link in links
    )
    texts = []
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
        texts += [quote, part] if form.quote_first else [part, quote]
        texts.append(here)
    return "".join(texts)


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


def _list_items(articles: Sequence[Shown], hosts: Hosts, *, has_teaser: bool = False) -> str:
    items = []
    for shown in articles:
        more = f"            <p>{escape(shown.brief.teaser)}</p>\n" if has_teaser and shown.brief.teaser else ""
        items.append(PARTS["list-item"].format(**shown.fields(hosts), more=more))
    return "".join(items)


def _popular(heading: str, popular: Sequence[Shown], hosts: Hosts, unsigned: int) -> str:
    """Berita Terpopuler, one of it without a reporter or none; its `ol` is closed by `</ul>`, as on the site."""
    items = []
    for number, shown in enumerate(popular, start=1):
        reporter = f'                <span><i class="material-icons">person</i>{shown.brief.reporter}</span>\n'
        signed = "" if number == unsigned else reporter
        items.append(PARTS["popular-item"].format(**shown.fields(hosts), signed=signed))
    return PARTS["popular"].format(heading=heading, items="".join(items))
