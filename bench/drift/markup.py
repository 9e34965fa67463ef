"""Other elements, other wrappers, other classes and another order, round the same words."""

from collections.abc import Iterable
from itertools import pairwise

from bs4 import Tag
from bs4.element import NavigableString

from bench.drift.draw import Draw, Pool
from bench.drift.parts import Parts

_WRAPPERS = Pool("wrappers of paragraphs", ["div", "section", "span", "div>div", "article", "div>span"])
_SECTIONS = Pool(
    "wrappers of sections", ["div", "section", "article", "div>div>div", "section>div", "div>article>section>div"]
)
_HEADERS = Pool("wrappers of header parts", ["div", "header", "section", "div>header", "hgroup", "span"])
_INSIDE = Pool("wrappers of words", ["span", "font", "em", "span>span"])
_PARAGRAPHS = Pool("elements for p", ["div", "section", "article", "li", "dd"])
_LISTS = Pool("elements for lists", [("div", "div"), ("section", "article"), ("div", "section"), ("dl", "dd")])
# No `q`: a browser prints quotation marks round it, which would be other words.
_QUOTES = Pool("elements for blockquote", ["div", "aside", "p", "section", "h5", "center"])
_HEADINGS = Pool("elements for h2 and h3", ["div", "h4", "h5", "p", "strong"])
_SPANS = Pool("elements for span", ["div", "small", "em", "b", "p", "time"])
_ORDERS = Pool(
    "orders of the head",
    [
        ("title", "photo", "byline"), ("byline", "title", "photo"), ("photo", "byline", "title"),
        ("byline", "photo", "title"), ("title", "byline", "photo"), ("photo", "title", "byline"),
    ],
)  # fmt: skip
_CREDITS = Pool(
    "credits",
    ["(Foto: {x})", "Foto: {x}", "Foto : {x}", "{x} - Beritajakarta.id", "FOTO: {x}",
     "(Foto : {x})", "Foto: {x} / Beritajakarta.id", "{alt} (Foto: {x})"],
)  # fmt: skip
_CREDIT_TAGS = Pool("credit tags", ["figcaption", "small", "figcaption>small", "figcaption>p"])
_LAZY = Pool("lazy photos", ["data-src src", "data-src", "srcset src", "data-original src", "data-lazy-src"])


def wrap_paragraphs(parts: Parts, draw: Draw) -> None:
    """An element more round each paragraph."""
    form = draw.pick(_WRAPPERS)
    for node in parts.paragraphs:
        _wrap(parts, node, form)


def wrap_words(parts: Parts, draw: Draw) -> None:
    """An element more round the words of each paragraph."""
    form = draw.pick(_INSIDE)
    for node in parts.paragraphs:
        filling = [each.extract() for each in list(node.contents)]
        inner = _nested(parts, form)
        node.append(inner[0])
        inner[-1].extend(filling)


def wrap_header(parts: Parts, draw: Draw) -> None:
    """An element more round the headline and round the byline."""
    form = draw.pick(_HEADERS)
    for node in (parts.title, parts.byline):
        _wrap(parts, node, form)


def wrap_sections(parts: Parts, draw: Draw) -> None:
    """Elements more round the article, its text and the lists."""
    form = draw.pick(_SECTIONS)
    for node in (parts.article, parts.text, *(box.holder for box in parts.lists)):
        _wrap(parts, node, form)


def flatten_text(parts: Parts, _: Draw) -> None:
    """No element round the text: its paragraphs stand beside headline and byline."""
    parts.text.unwrap()


def retag_paragraphs(parts: Parts, draw: Draw) -> None:
    """Paragraphs in another element."""
    _rename(parts.paragraphs, draw.pick(_PARAGRAPHS))


def break_paragraphs(parts: Parts, _: Draw) -> None:
    """No element round a paragraph: two line breaks part it from the next."""
    for node in parts.paragraphs:
        if node.parent is parts.text:
            node.insert_after(*parts.nodes("<br><br>"))
            node.unwrap()
    parts.paragraphs = []


def retag_lists(parts: Parts, draw: Draw) -> None:
    """Lists and their items in other elements."""
    holder, item = draw.pick(_LISTS)
    for box in parts.lists:
        box.holder.name = holder
        _rename(box.items, item)


def retag_quote(parts: Parts, draw: Draw) -> None:
    """The pull quote in another element, so that no mark tells it."""
    if parts.quote is not None:
        parts.quote.name = draw.pick(_QUOTES)


def retag_headings(parts: Parts, draw: Draw) -> None:
    """The headlines of list items in another element."""
    name = draw.pick(_HEADINGS)
    for box in parts.lists:
        _rename(box.holder.find_all(["h2", "h3"]), name)


def retag_spans(parts: Parts, draw: Draw) -> None:
    """The pieces of byline and small print in another element."""
    name = draw.pick(_SPANS)
    for scope in (parts.byline, *(box.holder for box in parts.lists)):
        _rename(scope.find_all("span"), name)


def title_as_h2(parts: Parts, _: Draw) -> None:
    """The headline as a second-rank heading; `og:title` still names it."""
    parts.title.name = "h2"


def head_order(parts: Parts, draw: Draw) -> None:
    """Headline, photo and byline in another order, above the text."""
    groups = {
        "title": [parts.title],
        "byline": [parts.byline],
        "photo": [each for each in (parts.photo, parts.caption, parts.credit) if each is not None],
    }
    for name in draw.pick(_ORDERS):
        for node in groups[name]:
            parts.text.insert_before(node.extract())


def byline_below(parts: Parts, _: Draw) -> None:
    """The byline under the text."""
    parts.text.insert_after(parts.byline.extract())


def photo_figure(parts: Parts, draw: Draw) -> None:
    """Photo and credit in a figure, the credit in another form, maybe behind the photo's own headline."""
    if parts.photo is None:
        return
    figure = parts.photo.wrap(parts.element("<figure></figure>"))
    if parts.caption is not None:
        figure.append(parts.caption.extract())
        parts.caption = None
    form, tag = draw.pick(_CREDITS), draw.pick(_CREDIT_TAGS)
    if parts.credit is not None and parts.truth.photo_credit:
        caption = _nested(parts, tag)
        text = form.format(x=parts.truth.photo_credit, alt=parts.truth.photo_alt or "")
        caption[-1].append(NavigableString(text.strip()))
        parts.credit.extract()
        figure.append(caption[0])
        parts.credit = caption[0]
    parts.photo = figure


def lazy_photo(parts: Parts, draw: Draw) -> None:
    """Photos whose address a script puts in later."""
    held, _, blank = draw.pick(_LAZY).partition(" ")
    for node in parts.soup.find_all("img"):
        address = str(node["src"])
        del node["src"]
        node[held] = f"{address} 1x" if held.endswith("srcset") else address
        if blank:
            node["src"] = "data:image/gif;base64,R0lGODlhAQABAAAAACw="


def _rename(nodes: Iterable[Tag], name: str) -> None:
    for node in nodes:
        node.name = name


def _nested(parts: Parts, form: str) -> list[Tag]:
    """Elements inside one another, the outermost first."""
    made = [parts.element(f"<{name}></{name}>") for name in form.split(">")]
    for outer, inner in pairwise(made):
        outer.append(inner)
    return made


def _wrap(parts: Parts, node: Tag, form: str) -> None:
    made = _nested(parts, form)
    node.insert_before(made[0])
    made[-1].append(node.extract())
