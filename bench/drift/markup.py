"""Mutations of elements, their order, classes and the page head."""

from collections.abc import Iterable
from itertools import pairwise

from bs4 import Comment, Tag
from bs4.element import NavigableString

from bench.drift.draw import Draw
from bench.drift.parts import Parts

# No `q`: a browser prints quotation marks round it, which would be other words.


def wrap_paragraphs(parts: Parts, draw: Draw) -> None:
    """An element more round each paragraph."""
    form = draw.pick("wrappers of paragraphs")
    for node in parts.paragraphs:
        _wrap(parts, node, form)


def wrap_words(parts: Parts, draw: Draw) -> None:
    """An element more round the words of each paragraph."""
    form = draw.pick("wrappers of words")
    for node in parts.paragraphs:
        filling = [each.extract() for each in list(node.contents)]
        inner = _nested(parts, form)
        node.append(inner[0])
        inner[-1].extend(filling)


def wrap_header(parts: Parts, draw: Draw) -> None:
    """An element more round the headline and round the byline."""
    form = draw.pick("wrappers of header parts")
    for node in (parts.title, parts.byline):
        _wrap(parts, node, form)


def wrap_sections(parts: Parts, draw: Draw) -> None:
    """Elements more round the article, its text and the lists."""
    form = draw.pick("wrappers of sections")
    for node in (parts.article, parts.text, *(box.holder for box in parts.lists)):
        _wrap(parts, node, form)


def flatten_text(parts: Parts, _: Draw) -> None:
    """No element round the text: its paragraphs stand beside headline and byline."""
    parts.text.unwrap()


def retag_paragraphs(parts: Parts, draw: Draw) -> None:
    """Paragraphs in another element."""
    _rename(parts.paragraphs, draw.pick("elements for p"))


def break_paragraphs(parts: Parts, _: Draw) -> None:
    """No element round a paragraph: two line breaks part it from the next."""
    for node in parts.paragraphs:
        if node.parent is parts.text:
            node.insert_after(*parts.nodes("<br><br>"))
            node.unwrap()
    parts.paragraphs = []


def retag_lists(parts: Parts, draw: Draw) -> None:
    """Lists and their items in other elements."""
    holder, item = draw.pick("elements for lists")
    for box in parts.lists:
        box.holder.name = holder
        _rename(box.items, item)


def retag_quote(parts: Parts, draw: Draw) -> None:
    """The pull quote in another element, so that no mark tells it."""
    if parts.quote is not None:
        parts.quote.name = draw.pick("elements for blockquote")


def retag_headings(parts: Parts, draw: Draw) -> None:
    """The headlines of list items in another element."""
    name = draw.pick("elements for h2 and h3")
    for box in parts.lists:
        _rename(box.holder.find_all(["h2", "h3"]), name)


def retag_spans(parts: Parts, draw: Draw) -> None:
    """The pieces of byline and small print in another element."""
    name = draw.pick("elements for span")
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
    for name in draw.pick("orders of the head"):
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
    form, tag = draw.pick("credits"), draw.pick("credit tags")
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
    held, _, blank = draw.pick("lazy photos").partition(" ")
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


_NAMING = frozenset({"class", "id", "role", "name", "rel"})


def drop_meta(parts: Parts, _: Draw) -> None:
    """No `og:`, twitter or description in the head; the canonical address stays."""
    for node in parts.soup.find_all("meta"):
        if node.get("property") or str(node.get("name", "")).startswith(("twitter", "description", "author")):
            node.extract()


def rename_classes(parts: Parts, draw: Draw) -> None:
    """Every class and id under another name, and none of the old markup's comments."""
    _drop_comments(parts)
    _change_classes(parts, draw, one_in=1)


def rename_some(parts: Parts, draw: Draw) -> None:
    """Half of the classes and ids under another name, so that a template may still seem to be the known one."""
    _change_classes(parts, draw, one_in=2)


def drop_classes(parts: Parts, _: Draw) -> None:
    """No classes, ids and comments at all."""
    _drop_comments(parts)
    for node in parts.soup.find_all(True):
        del node["class"], node["id"]


def strip(parts: Parts) -> None:
    """Take away every class, id and comment, and what else names a part; the address of a lazy photo stays."""
    _drop_comments(parts)
    for node in parts.body().find_all(True):
        if node.name == "meta":
            continue  # of the head, and in the body only where a notice of PHP comes before the page
        for name in list(node.attrs):
            names_a_part = name in _NAMING or name.startswith(("item", "data-", "aria"))
            is_needed = (node.name, name) == ("link", "rel") or (node.name == "img" and name.startswith("data-"))
            if names_a_part and not is_needed:
                del node[name]


def _drop_comments(parts: Parts) -> None:
    """Comments name parts, too (`<!--blockquote-->`)."""
    for node in parts.soup.find_all(string=lambda text: isinstance(text, Comment)):
        node.extract()


def _change_classes(parts: Parts, draw: Draw, *, one_in: int) -> None:
    names: dict[str, str] = {}
    for node in parts.soup.find_all(True):
        for attribute in ("class", "id"):
            old = node.get(attribute)
            if not old:
                continue
            for each in str(" ".join(old) if isinstance(old, list) else old).split():
                if each not in names:
                    names[each] = f"{draw.pick('classes')}-{draw.below(90)}" if draw.chance(one_in) else each
            joined = " ".join(old) if isinstance(old, list) else str(old)
            node[attribute] = " ".join(names[each] for each in joined.split())
