"""Mutations of elements, their order, classes and the page head."""

from collections.abc import Callable, Mapping
from html import escape
from itertools import pairwise

from bs4 import Comment, Tag
from bs4.element import NavigableString

from bench.drift.parts import Draw, Mutation, Parts, element, nodes

_NAMING = frozenset({"class", "id", "role", "name", "rel"})


_ELEMENTS: Mapping[str, Callable[[Parts], list[Tag]]] = {
    "paragraphs": lambda parts: parts.paragraphs,
    "header": lambda parts: [parts.title, parts.byline],
    "sections": lambda parts: [parts.article, parts.text, *_holders(parts)],
    "quote": lambda parts: [] if parts.quote is None else [parts.quote],
    "headlines": lambda parts: [each for holder in _holders(parts) for each in holder.find_all(["h2", "h3"])],
    "spans": lambda parts: [each for node in (parts.byline, *_holders(parts)) for each in node.find_all("span")],
}
"""The elements of a page that a mutation is about."""


def _holders(parts: Parts) -> list[Tag]:
    return [box.holder for box in parts.lists]


def _retag(scope: str, pool: str) -> Mutation:
    """Elements under another name; no pool has `q`, round which a browser prints quotation marks."""

    def mutation(parts: Parts, draw: Draw) -> None:
        name = draw.choose(pool)
        for node in _ELEMENTS[scope](parts):
            node.name = name

    return mutation


def _wrap(scope: str, pool: str) -> Mutation:
    """An element more, or some inside one another (`div>div`), round each element."""

    def mutation(parts: Parts, draw: Draw) -> None:
        form = draw.choose(pool)
        for node in _ELEMENTS[scope](parts):
            outer, inner = _nested(form)
            node.insert_before(outer)
            inner.append(node.extract())

    return mutation


def _wrap_words(parts: Parts, draw: Draw) -> None:
    """An element more round the words of each paragraph."""
    form = draw.choose("wrappers of words")
    for node in parts.paragraphs:
        outer, inner = _nested(form)
        inner.extend([each.extract() for each in list(node.contents)])
        node.append(outer)


def _nested(form: str) -> tuple[Tag, Tag]:
    """The outermost and the innermost of elements inside one another."""
    made = [element(f"<{name}></{name}>") for name in form.split(">")]
    for outer, inner in pairwise(made):
        outer.append(inner)
    return made[0], made[-1]


def _break_paragraphs(parts: Parts, _: Draw) -> None:
    """No element round a paragraph: two line breaks part it from the next."""
    for node in parts.paragraphs:
        if node.parent is parts.text:
            node.insert_after(*nodes("<br><br>"))
            node.unwrap()
    parts.paragraphs = []


def _flatten_text(parts: Parts, _: Draw) -> None:
    """No element round the text: its paragraphs stand beside headline and byline."""
    parts.text.unwrap()


def _retag_lists(parts: Parts, draw: Draw) -> None:
    holder, item = draw.choose("elements for lists")
    for box in parts.lists:
        box.holder.name = holder
        for node in box.items:
            node.name = item


def _breadcrumb(parts: Parts, draw: Draw) -> None:
    """The way from the home page in another form, or a badge above the headline."""
    link = parts.crumbs.select_one("li.active a") if parts.crumbs else None
    if parts.crumbs is None or link is None:
        return
    form, home = draw.choose("crumbs"), draw.choose("names of the home page")
    crumbs = element(form.format(home=home, link=str(link), title=escape(parts.title.get_text())))
    if "badge" in form:
        parts.crumbs.extract()
        parts.title.insert_before(crumbs)
    else:
        parts.crumbs.replace_with(crumbs)


def _title_as_h2(parts: Parts, _: Draw) -> None:
    """The headline as a second-rank heading; `og:title` still names it."""
    parts.title.name = "h2"


def _head_order(parts: Parts, draw: Draw) -> None:
    """Headline, photo and byline in another order, above the text."""
    groups = {
        "title": [parts.title],
        "byline": [parts.byline],
        "photo": [each for each in (parts.photo, parts.caption, parts.credit) if each is not None],
    }
    for name in draw.choose("orders of the head"):
        for node in groups[name]:
            parts.text.insert_before(node.extract())


def _byline_below(parts: Parts, _: Draw) -> None:
    parts.text.insert_after(parts.byline.extract())


def _photo_figure(parts: Parts, draw: Draw) -> None:
    """Photo and credit in a figure, the credit in another form, maybe behind the photo's own headline."""
    if parts.photo is None:
        return
    figure = parts.photo.wrap(element("<figure></figure>"))
    if parts.caption is not None:
        figure.append(parts.caption.extract())
    form, tag = draw.choose("credits"), draw.choose("credit tags")
    if parts.credit is not None and parts.truth.photo_credit:
        outer, inner = _nested(tag)
        text = form.format(x=parts.truth.photo_credit, alt=parts.truth.photo_alt or "")
        inner.append(NavigableString(text.strip()))
        parts.credit.extract()
        figure.append(outer)


def _lazy_photo(parts: Parts, draw: Draw) -> None:
    """Photos whose address a script puts in later."""
    held, _, blank = draw.choose("lazy photos").partition(" ")
    for node in parts.soup.find_all("img"):
        address = str(node["src"])
        del node["src"]
        node[held] = f"{address} 1x" if held.endswith("srcset") else address
        if blank:
            node["src"] = "data:image/gif;base64,R0lGODlhAQABAAAAACw="


def _drop_meta(parts: Parts, _: Draw) -> None:
    """No `og:`, twitter or description in the head; the canonical address stays."""
    for node in parts.soup.find_all("meta"):
        if node.get("property") or str(node.get("name", "")).startswith(("twitter", "description", "author")):
            node.extract()


def _rename_classes(parts: Parts, draw: Draw) -> None:
    """Every class and id under another name, and none of the old markup's comments."""
    _drop_comments(parts)
    _change_classes(parts, draw, one_in=1)


def _rename_some(parts: Parts, draw: Draw) -> None:
    """Half of the classes and ids under another name, so that a template may still seem to be the known one."""
    _change_classes(parts, draw, one_in=2)


def _change_classes(parts: Parts, draw: Draw, *, one_in: int) -> None:
    names: dict[str, str] = {}
    for node in parts.soup.find_all(True):
        for attribute in ("class", "id"):
            if old := node.get(attribute):
                words = (" ".join(old) if isinstance(old, list) else str(old)).split()
                for each in words:
                    if each not in names:
                        names[each] = f"{draw.choose('classes')}-{draw.below(90)}" if draw.chance(one_in) else each
                node[attribute] = " ".join(names[each] for each in words)


def _drop_classes(parts: Parts, _: Draw) -> None:
    _drop_comments(parts)
    for node in parts.soup.find_all(True):
        del node["class"], node["id"]


def _drop_comments(parts: Parts) -> None:
    """Comments name parts, too (`<!--blockquote-->`)."""
    for node in parts.soup.find_all(string=lambda text: isinstance(text, Comment)):
        node.extract()


def _write(form: str) -> Mutation:
    def mutation(parts: Parts, _: Draw) -> None:
        parts.writing = form

    return mutation


HEAD: Mapping[str, Mutation] = {
    "breadcrumb": _breadcrumb,
    "title_as_h2": _title_as_h2,
    "head_order": _head_order,
    "byline_below": _byline_below,
    "photo_figure": _photo_figure,
    "lazy_photo": _lazy_photo,
}

ELEMENTS: Mapping[str, Mutation] = {
    "retag_headings": _retag("headlines", "elements for h2 and h3"),
    "retag_spans": _retag("spans", "elements for span"),
    "retag_quote": _retag("quote", "elements for blockquote"),
    "retag_lists": _retag_lists,
    "retag_paragraphs": _retag("paragraphs", "elements for p"),
    "wrap_words": _wrap_words,
    "wrap_paragraphs": _wrap("paragraphs", "wrappers of paragraphs"),
    "wrap_header": _wrap("header", "wrappers of header parts"),
    "wrap_sections": _wrap("sections", "wrappers of sections"),
    "break_paragraphs": _break_paragraphs,
    "flatten_text": _flatten_text,
    "drop_meta": _drop_meta,
    "rename_classes": _rename_classes,
    "rename_some": _rename_some,
    "drop_classes": _drop_classes,
    "minified": _write("minified"),
    "pretty": _write("pretty"),
}


def strip(parts: Parts) -> None:
    """Take away every class, id and comment, and what else names a part; the address of a lazy photo stays."""
    _drop_comments(parts)
    for node in parts.body.find_all(True):
        if node.name == "meta":
            continue  # of the head, and in the body only where a notice of PHP comes before the page
        for name in list(node.attrs):
            names_a_part = name in _NAMING or name.startswith(("item", "data-", "aria"))
            is_needed = (node.name, name) == ("link", "rel") or (node.name == "img" and name.startswith("data-"))
            if names_a_part and not is_needed:
                del node[name]
