"""Every mutation by its name, which of them go together, and how a page goes through a stack of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from bench.drift import boxes, cards, classes, icons, look, markup
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


LOOKS: tuple[Apply, ...] = (
    icons.icons_ligature, icons.icons_font, icons.icons_svg, icons.icons_emoji, icons.icons_none, look.byline_order,
    look.byline_lines, look.byline_one_line, look.labels_case, look.labels_colon, look.labels_own_line,
    look.views_label,
)  # fmt: skip
"""What only says how bylines and lists are to look; they are written anew after these."""

CARDS: tuple[Apply, ...] = (cards.cards, cards.card_links)
"""What writes the lists anew, before their icons are put in."""

MOVES: tuple[Apply, ...] = (
    cards.heading_case, cards.heading_tag, look.breadcrumb, markup.title_as_h2,
    markup.head_order, markup.byline_below, markup.photo_figure, markup.lazy_photo, boxes.share_bar, boxes.tag_list,
    boxes.read_also_box, boxes.newsletter, boxes.comments, boxes.consent_box, boxes.sidebar,
    markup.retag_headings, markup.retag_spans, markup.retag_quote, markup.retag_lists, markup.retag_paragraphs,
    markup.wrap_words, markup.wrap_paragraphs, markup.wrap_header, markup.wrap_sections, markup.break_paragraphs,
    markup.flatten_text, classes.drop_meta, classes.rename_classes, classes.rename_some, classes.drop_classes,
    minified, pretty,
)  # fmt: skip
"""What changes the tree, in the order in which a stack goes through them."""

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
"""Of each of these a stack has one at most: they change the same thing."""

MOST = 25
"""How many mutations a stack may have; so many that go together there always are."""


@dataclass(frozen=True, slots=True)
class Mutated:
    """A page after a redesign.

    Attributes:
        source: the page as it was.
        names: of its mutations, in the order they were made.
        strip: whether every class and id is gone, too.
        html: the page.
        truth: of the source, but for what `only_by_markup` says.
    """

    source: Source
    names: tuple[str, ...]
    strip: bool
    html: bytes = field(repr=False)
    truth: Article


def stack(draw: Draw, size: int) -> tuple[str, ...]:
    """Choose mutations that go together; a set's combinations are never the other's.

    Returns:
        `size` names, in the order they are to be made.
    """
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
    for stage, done in ((LOOKS, look.write_byline), (CARDS, cards.write_lists), (MOVES, None)):
        for name in names:
            if MUTATIONS[name] in stage:
                MUTATIONS[name](parts, draw.fork(name))
        if done is not None:
            done(parts)
    truth = only_by_markup(parts)
    if strip:
        classes.strip(parts)
    return Mutated(source, tuple(names), strip, write(parts.soup, parts.writing), truth)


_FIRST_TWO = 2


def only_by_markup(parts: Parts) -> Article:
    """The truth about a page in whose markup something is no longer told.

    One rule, by the row `quote` of the design's table: where the blockquote's tag is gone, the quote is a quote if it
    is the first or second block and its words recur in a row in a later paragraph; else it is a paragraph of the body.
    """
    truth, quote = parts.truth, parts.quote
    if truth.quote is None or quote is None or quote.name == "blockquote":
        return truth
    paragraphs, place = truth.body.split("\n\n"), parts.quote_place
    said = f" {_words(truth.quote)} "
    if place < _FIRST_TWO and any(said in f" {_words(each)} " for each in paragraphs[place:]):
        return truth
    return replace(truth, quote=None, body="\n\n".join([*paragraphs[:place], truth.quote, *paragraphs[place:]]))


def _words(text: str) -> str:
    return " ".join("".join(each if each.isalnum() else " " for each in text.casefold()).split())
