"""The text of an article: its paragraphs, its pull quote and its inline links, without the boxes that stand in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bs4.element import Tag

from scraper.items import Link
from scraper.reader.body import Body
from scraper.reader.fields import target_of
from scraper.reader.page import Page
from scraper.reader.printed.facts import facts_of
from scraper.reader.printed.holders import Holders, is_running
from scraper.reader.printed.lines import Line, Print
from scraper.reader.printed.photos import is_caption
from scraper.reader.printed.signs import LONGEST_LABEL, article_of, is_aside, is_sentence, leads_nowhere, words_of
from scraper.reader.printed.soup import SoupNode, around
from scraper.reader.text import is_read_also_label, joined

_LABEL = re.compile(
    r"(?:bagikan|share|sebarkan|salin|copy|tags?|topik|kata kunci|komentar|comments?|tulis|berlangganan|newsletter|"
    r"ikuti|follow|iklan|advertisement|artikel lain(?:nya)?|berita lain(?:nya)?|rekomendasi|pilihan|terkini|terbaru|"
    r"unduh|download|cetak|print)\b(?![,.])",
    re.IGNORECASE,
)
"""What a box within the text begins with: to share, to tag, to comment, to subscribe, to read on."""

_LONGEST_LABEL_ITSELF = 30
_COMMENTS = re.compile(r"\b(?:komentar|comments?|tanggapan)\b", re.IGNORECASE)
_LONGEST_COMMENTS = 40
_TAGS = re.compile(r"(?:#\w+[\s,|]*)+")
_FORMS = ("form", "input", "textarea", "button")
_LONGEST_QUOTE = 2
"""Lines of a quote: a sentence, and whose it is."""


@dataclass(slots=True)
class Story:
    """The text of an article.

    Attributes:
        holder: the element around it.
        body: its paragraphs, quote and read-also links.
        places: of its lines, in order.
    """

    holder: Tag
    body: Body = field(default_factory=lambda: Body([]))
    places: list[int] = field(default_factory=list)


def story_of(page: Page, printed: Print, lines: Sequence[Line], title: Line) -> Story:
    """Find the text.

    Args:
        page: it stands on.
        printed: all that it prints.
        lines: those of its lines that are of no list, no byline and no comment.
        title: the headline's line.

    Raises:
        ReadError: there is none, or it cannot be told which of several it is.
    """
    lines = [line for line in lines if not is_aside(line)]
    found = Holders(page, printed, lines, title).text()
    story = Story(found.holder)
    page.saw("body", SoupNode(story.holder))
    inside = [line for line in lines if line.place >= found.first.place and printed.is_in(line, story.holder)]
    _fill(page, story, list(_without_boxes(page, printed, story, inside)))
    if not story.body.blocks:
        raise page.error("body: the page has no text")
    return story


def comments_at(lines: Sequence[Line], title: Line) -> int:
    """The place from which on readers speak, below the text; that of no line where they do not."""
    begun = False
    for line in lines:
        if line.place > title.place:
            if begun and _heads_comments(line):
                return line.place
            begun = begun or is_running(line)
    return lines[-1].place + 1


def _heads_comments(line: Line) -> bool:
    is_label = len(line.text) <= _LONGEST_COMMENTS and line.text[-1] not in ".,!?" and not line.linked
    return is_label and _COMMENTS.search(line.text) is not None


def _without_boxes(page: Page, printed: Print, story: Story, lines: Sequence[Line]) -> Iterator[Line]:
    """The lines of the text's element that are text, or links to other articles."""
    box: Tag | None = None
    for line in lines:
        if box is not None and printed.is_in(line, box):
            continue
        if _leads_nowhere(page, line):
            continue
        if _is_only_read_also(page, line):
            yield line
            continue
        child = _child(line.block, story.holder)
        if child is not line.block and _is_box(child, line):
            box = child
        elif not _is_apart(line):
            yield line


def _is_box(child: Tag, line: Line) -> bool:
    """Whether a part of the text's element is a box of its own: a form, or headed by the label of one."""
    is_headed = len(line.text) <= LONGEST_LABEL and _LABEL.match(line.text) is not None
    return is_headed or child.find(_FORMS) is not None


def _is_apart(line: Line) -> bool:
    """Whether a line is no text: a label alone or before its links, a row of tags, a caption, a byline."""
    text = line.text
    is_row = len(text) <= LONGEST_LABEL and (line.linked > 0 or ":" in text[:_LONGEST_LABEL_ITSELF])
    return bool(
        _LABEL.fullmatch(words_of(text))
        or (is_row and _LABEL.match(text))
        or _TAGS.fullmatch(text)
        or is_read_also_label(text)
        or is_caption(line)
        or facts_of(line).signs
    )


def _child(block: Tag, holder: Tag) -> Tag:
    """The child of the text's element that a block is or stands in."""
    child = block
    for each in around(block):
        if each is holder:
            break
        child = each
    return child


def _fill(page: Page, story: Story, lines: Sequence[Line]) -> None:
    """Part the lines into quote and paragraphs."""
    quote: Tag | None = None
    quoted: list[str] = []
    for line in lines:
        mark = _blockquote(line, story.holder)
        if mark is not None and (quote is None or (mark is quote and line.block.name != "p")):
            quote = mark
            quoted.append(line.text)
            story.places.append(line.place)
            continue
        text = _cut(page, story.body, line)
        if text:
            story.body.blocks.append(text)
            story.places.append(line.place)
    if len(quoted) > _LONGEST_QUOTE:
        raise page.error("quote: a blockquote holds paragraphs of the story, so it was not closed")
    if quote is not None:
        story.body.quote = " ".join(quoted)
        page.saw("quote", SoupNode(quote))


def _blockquote(line: Line, holder: Tag) -> Tag | None:
    """The blockquote within the text's element that a line stands in."""
    for each in around(line.block):
        if each is holder:
            return None
        if each.name == "blockquote":
            return each
    return None


def _cut(page: Page, body: Body, line: Line) -> str:
    """The text of a line without the headlines of other articles that are linked in it; they are noted."""
    halves: list[list[str]] = [[]]
    cut: Tag | None = None
    for part, anchor in line.parts:
        if anchor is not None and anchor is not cut and _is_read_also(page, body, line, anchor):
            _note(page, body, line, anchor)
            halves.append([])
            cut = anchor
        if anchor is None or anchor is not cut:
            halves[-1].append(part)
    return joined(["".join(half) for half in halves])


def _is_only_read_also(page: Page, line: Line) -> bool:
    """Whether a line is a headline of another article, with or without a label such as `Baca juga`."""
    if not any(run.anchor is not None and _is_headline(page, line, run.anchor) for run in line.runs):
        return False
    return _is_linked(line)


def _is_linked(line: Line) -> bool:
    """Whether a line says nothing outside of its links but a label such as `Baca juga`."""
    return not joined([line.said_in(None), ""]).strip(" :")


def _leads_nowhere(page: Page, line: Line) -> bool:
    """Whether a line is a headline whose link has no address; it is no text, and the page keeps note of it."""
    anchors = [run.anchor for run in line.runs if run.anchor is not None]
    if not anchors or not leads_nowhere(page, anchors[0]) or not _is_linked(line):
        return False
    text = line.said_in(anchors[0])
    if not text or text[0].islower() or is_sentence(text):
        return False
    page.leave_out("read_also", str(anchors[0].get("href")))
    return True


def _is_headline(page: Page, line: Line, anchor: Tag) -> bool:
    """Whether a link is a headline of another article, which a phrase of a sentence is not, nor a sentence."""
    text = line.said_in(anchor)
    return bool(text) and not text[0].islower() and not is_sentence(text) and article_of(page, anchor) is not None


def _is_read_also(page: Page, body: Body, line: Line, anchor: Tag) -> bool:
    """Whether a link within the text is a headline.

    Raises:
        ReadError: it goes on in the story, and it cannot be told where its headline ended.
    """
    if _is_headline(page, line, anchor):
        return True
    text = line.said_in(anchor)
    address = article_of(page, anchor)
    if address is None or text[0].islower():
        return False
    if any((link.lang, link.id) == (address.lang, address.id) for link in body.read_also):
        return False  # its headline stood on a line of its own
    raise page.error("body: a link to another article holds a sentence, so it was not closed")


def _note(page: Page, body: Body, line: Line, anchor: Tag) -> None:
    position = len(body.read_also) + 1
    where = f"read_also {position}"
    target = target_of(page, str(anchor.get("href")), where)
    if target is None:
        return
    url, address = target
    if any(link.url == url for link in body.read_also):
        raise page.error(f"{where}: the link stands in several paragraphs, so it was not closed")
    page.saw(where, SoupNode(anchor))
    title = line.said_in(anchor)
    body.read_also.append(Link(position=position, url=url, lang=address.lang, id=address.id, title=title))
