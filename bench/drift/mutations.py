"""Every mutation by its name, which of them exclude each other, and how a page goes through a stack of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from bench.drift import byline, lists, markup, surroundings
from bench.drift.draw import Draw, SetName, belongs
from bench.drift.parts import Parts, parts_of
from bench.drift.writing import write
from bench.pages import Source
from scraper.items import Article

Apply = Callable[[Parts, Draw], None]


def minified(parts: Parts, _: Draw) -> None:
    """No blank between tags, attributes without quotes, end tags left out."""
    parts.writing = "minified"


def pretty(parts: Parts, _: Draw) -> None:
    """Each tag on a line of its own, indented."""
    parts.writing = "pretty"


def _named(module: object, names: str) -> tuple[Apply, ...]:
    return tuple(getattr(module, name) for name in names.split())


LOOKS = _named(
    byline,
    "icons_ligature icons_font icons_svg icons_emoji icons_none byline_order byline_lines byline_one_line "
    "labels_case labels_colon labels_own_line views_label",
)
"""These choose how bylines and lists look; both are written anew after them."""

CARDS = _named(lists, "cards card_links")
"""These write the lists anew, before their icons are put in."""

MOVES: tuple[Apply, ...] = (
    *_named(lists, "heading_case heading_tag"),
    byline.breadcrumb,
    *_named(markup, "title_as_h2 head_order byline_below photo_figure lazy_photo"),
    *_named(surroundings, "share_bar tag_list read_also_box newsletter comments consent_box sidebar"),
    *_named(
        markup,
        "retag_headings retag_spans retag_quote retag_lists retag_paragraphs wrap_words wrap_paragraphs wrap_header "
        "wrap_sections break_paragraphs flatten_text drop_meta rename_classes rename_some drop_classes",
    ),
    minified,
    pretty,
)
"""These change the tree."""

MUTATIONS: dict[str, Apply] = {each.__name__: each for each in (*LOOKS, *CARDS, *MOVES)}
"""Every mutation by its name, in the order in which a stack goes through them."""

_ONE_OF = (
    {"icons_ligature", "icons_font", "icons_svg", "icons_emoji", "icons_none"},
    {"byline_lines", "byline_one_line"},
    {"byline_one_line", "labels_own_line"},
    {"labels_case", "labels_colon", "labels_own_line"},
    {"cards", "card_links"},
    {"labels_own_line", "retag_spans"},
    {"cards", "retag_lists"},
    {"card_links", "retag_lists"},
    {"title_as_h2", "drop_meta"},  # else nothing but a guess tells the headline
    {"head_order", "byline_below"},
    {"retag_paragraphs", "break_paragraphs"},
    {"wrap_paragraphs", "break_paragraphs"},
    {"rename_classes", "rename_some", "drop_classes"},
    {"minified", "pretty"},
)
"""A stack has at most one of each of these: they change the same thing."""

MOST = 25
"""The largest stack: so many that go together always exist."""

_FIRST_TWO = 2


@dataclass(frozen=True, slots=True)
class Mutated:
    """A page after a redesign.

    Attributes:
        source: the page as it was.
        names: of its mutations, in the order they were made.
        strip: whether every class and id is gone, too.
        html: the page.
        truth: of the source, but for what `_visible_truth` says.
    """

    source: Source
    names: tuple[str, ...]
    strip: bool
    html: bytes = field(repr=False)
    truth: Article


def stack(draw: Draw, size: int) -> tuple[str, ...]:
    """Choose `size` mutations that go together, in order; no combination is in both sets."""
    while True:
        chosen: set[str] = set()
        for name in draw.shuffled(list(MUTATIONS)):
            if len(chosen) < size and not any(name in group and chosen & group for group in _ONE_OF):
                chosen.add(name)
        names = tuple(name for name in MUTATIONS if name in chosen)
        if size <= 1 or belongs(draw.pages, *names):
            return names


def mutate(source: Source, names: Sequence[str], *, pages: SetName, number: int, strip: bool = False) -> Mutated:
    """Put a page through a stack of mutations.

    Args:
        source: a page of a known template.
        names: of the mutations, in the order of `MUTATIONS`.
        pages: the set whose choices are drawn from.
        number: the seed; the same one gives the same bytes.
        strip: whether to take every class and id away in the end.
    """
    parts, draw = parts_of(source), Draw(pages, source.name, number)
    for stage, then in ((LOOKS, byline.write_byline), (CARDS, lists.write_icons), (MOVES, None)):
        for name in names:
            if MUTATIONS[name] in stage:
                MUTATIONS[name](parts, draw.fork(name))
        if then is not None:
            then(parts)
    truth = _visible_truth(parts)
    if strip:
        markup.strip(parts)
    return Mutated(source, tuple(names), strip, write(parts.soup, parts.writing), truth)


def _visible_truth(parts: Parts) -> Article:
    """The truth about a page whose blockquote lost its tag.

    The design's rule for `quote`: it is a quote if it is the first or second block and its words recur in a row in a
    later paragraph; else it is a paragraph of the body.
    """
    truth, quote = parts.truth, parts.quote
    if truth.quote is None or quote is None or quote.name == "blockquote":
        return truth
    paragraphs, place = truth.body.split("\n\n"), parts.quote_place
    words = f" {_words(truth.quote)} "
    if place < _FIRST_TWO and any(words in f" {_words(each)} " for each in paragraphs[place:]):
        return truth
    return replace(truth, quote=None, body="\n\n".join([*paragraphs[:place], truth.quote, *paragraphs[place:]]))


def _words(text: str) -> str:
    return " ".join("".join(each if each.isalnum() else " " for each in text.casefold()).split())
