"""What redesigns put around an article: consent, columns, share bars, tags, newsletters, comments."""

from collections.abc import Mapping

from bs4 import Tag

from bench.drift.parts import Draw, Mutation, Parts, element

_LONGER = 1.3
"""Consent boxes and columns have this many times the text of the article."""


def _consent_box(parts: Parts, draw: Draw) -> None:
    """A box about cookies, longer than the article."""
    tag, place = draw.choose("consent tags"), draw.choose("places of consent")
    text = "".join(f"<p>{each}</p>" for each in _paragraphs(parts, draw, "consent"))
    button = draw.choose("consent buttons")
    box = element(
        f'<{tag} class="consent"><h3>Privasi Anda</h3>{text}<button>{button}</button><a href="/privasi">Kebijakan</a>'
        f"</{tag.split()[0]}>"
    )
    if place in {"top", "bottom"}:
        parts.body.insert(0 if place == "top" else len(parts.body.contents), box)
    else:
        _put_beside(parts.article, place, box)


def _sidebar(parts: Parts, draw: Draw) -> None:
    """A column of opinion and teasers, longer than the article; some teasers lead to other articles of the site."""
    (outer, inner), place = draw.choose("column tags"), draw.choose("places of columns")
    paragraphs = _paragraphs(parts, draw, "opinion")
    headlines = draw.several("teasers", 4)
    path = "en/read" if parts.truth.lang == "en" else "read"
    teasers = []
    for number, headline in enumerate(headlines):
        text = "".join(f"<p>{each}</p>" for each in paragraphs[number :: len(headlines)])
        slug = headline.lower().replace(" ", "-")
        href = f"/opini/{number}" if number % 2 else f"/{path}/{1000 + draw.below(900)}/{slug}"
        teasers.append(f'<{inner} class="teaser"><h4><a href="{href}">{headline}</a></h4>{text}</{inner}>')
    heading = draw.choose("side headings")
    box = element(f'<{outer} class="side"><h3>{heading}</h3>{"".join(teasers)}</{outer}>')
    beside = parts.article
    if place.startswith("column"):
        beside = parts.article.wrap(element('<div class="main-column"></div>'))
        beside.wrap(element('<div class="columns"></div>'))
    _put_beside(beside, "before" if place in {"before", "column-first"} else "after", box)


def _share_bar(parts: Parts, draw: Draw) -> None:
    """Links to share the page, with a label, by the byline, the text or both."""
    label, *names = draw.choose("shares").split("|")
    links = " ".join(f'<a href="https://share.example/?u={parts.truth.url}">{name}</a>' for name in names)
    spots = {"byline": [parts.byline], "text": [parts.text], "title": [parts.title], "both": [parts.byline, parts.text]}
    for spot in spots[draw.choose("places of shares")]:
        spot.insert_after(element(f'<div class="share"><span>{label}</span> {links}</div>'))


def _tag_list(parts: Parts, draw: Draw) -> None:
    topics = draw.several("tags", 4)
    hashes = [f"#{each.replace(' ', '')}" for each in topics]
    tags = draw.choose("tag forms").format(
        commas=", ".join(topics),
        hashes=" ".join(hashes),
        links=" ".join(f'<a href="/tag/{each.replace(" ", "-")}">{each}</a>' for each in topics),
        hash_links=" ".join(f'<a href="/tag/{each[1:]}">{each}</a>' for each in hashes),
    )
    parts.text.insert_after(element(f'<div class="tags">{tags}</div>'))


def _read_also_box(parts: Parts, draw: Draw) -> None:
    """A label at each link inside the text, and a box around a link that stands alone."""
    label, form = draw.choose("read-also labels"), draw.choose("read-also boxes")
    label = "Read also" if parts.truth.lang == "en" else label
    for link in parts.read_also:
        if link.parent is parts.text:
            box = element(form.format(label=label, link="<var></var>"))
            link.insert_before(box)
            spot = box.find("var")
            assert isinstance(spot, Tag)
            spot.replace_with(link.extract())
        else:
            link.insert_before(f" {label}: ")


def _newsletter(parts: Parts, draw: Draw) -> None:
    """An invitation to subscribe, with its form, between two paragraphs or after the text."""
    form = draw.choose("newsletter forms")
    box = element(form.format(text=draw.choose("newsletters")))
    place = draw.choose("places of newsletters")
    blocks = [each for each in parts.paragraphs if each.parent is parts.text]
    if place == "after" or not blocks:
        parts.text.insert_after(box)
    else:
        blocks[len(blocks) // 2 if place == "middle" else -1].insert_after(box)


def _comments(parts: Parts, draw: Draw) -> None:
    """Comments of readers under the article, with names and dates."""
    letters = [(draw.choose("readers"), draw.choose("times of letters"), each) for each in draw.several("comments", 5)]
    form, place = draw.choose("comment forms"), draw.choose("places of comments")
    items = "".join(form.format(name=name, when=when, text=text) for name, when, text in letters)
    items = f"<ul>{items}</ul>" if form.startswith("<li") else items
    heading = draw.choose("headings of comments").format(n=len(letters))
    write = '<form><textarea name="c"></textarea><button>Kirim</button></form>' if place == "article-form" else ""
    box = element(f'<section class="comments"><h3>{heading}</h3>{items}{write}</section>')
    if place == "inside" and parts.text.parent is not None:
        parts.text.parent.append(box)  # below the byline, too, where that stands under the text
    elif place == "lists":
        parts.body.append(box)
    else:
        parts.article.insert_after(box)


SURROUNDINGS: Mapping[str, Mutation] = {
    "share_bar": _share_bar,
    "tag_list": _tag_list,
    "read_also_box": _read_also_box,
    "newsletter": _newsletter,
    "comments": _comments,
    "consent_box": _consent_box,
    "sidebar": _sidebar,
}


def _put_beside(node: Tag, place: str, box: Tag) -> None:
    (node.insert_before if place == "before" else node.insert_after)(box)


def _paragraphs(parts: Parts, draw: Draw, pool: str) -> list[str]:
    """Paragraphs of two sentences each, repeated until they are longer than the article."""
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < int(len(parts.truth.body) * _LONGER):
        sentences = draw.several(pool, 99)
        paragraphs += [" ".join(sentences[start : start + 2]) for start in range(0, len(sentences), 2)]
    return paragraphs
