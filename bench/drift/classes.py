"""Classes, ids and the head's meta under other names, or gone: what a parser by selectors lives on."""

from bs4 import Comment

from bench.drift.draw import Draw, Pool
from bench.drift.parts import Parts

_NAMING = frozenset({"class", "id", "role", "name", "rel"})
_CLASSES = Pool(
    "classes",
    [
        "post", "entry", "story", "main-col", "hero", "lead", "meta", "info", "block", "wrap", "inner", "title-lg",
        "txt", "media", "box", "list-x", "row-flex", "item", "grid", "cell", "stack", "panel", "card-y",
        "unit", "zone", "head", "foot", "side", "tile", "strip", "line", "chip", "body-copy", "prose", "rich", "art",
    ],
)  # fmt: skip


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
                    names[each] = f"{draw.pick(_CLASSES)}-{draw.below(90)}" if draw.chance(one_in) else each
            joined = " ".join(old) if isinstance(old, list) else str(old)
            node[attribute] = " ".join(names[each] for each in joined.split())
