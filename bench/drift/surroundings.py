"""What redesigns put around an article: consent, columns, share bars, tags, newsletters, comments."""

from bs4 import Tag

from bench.drift.draw import Draw
from bench.drift.parts import Parts

_LONGER = 1.3
"""Consent boxes and columns have this many times the text of the article."""


def consent_box(parts: Parts, draw: Draw) -> None:
    """A box about cookies, longer than the article."""
    tag, place = draw.pick("consent tags"), draw.pick("places of consent")
    text = "".join(f"<p>{each}</p>" for each in _paragraphs(parts, draw, "consent"))
    button = draw.pick("consent buttons")
    box = parts.element(
        f'<{tag} class="consent"><h3>Privasi Anda</h3>{text}<button>{button}</button><a href="/privasi">Kebijakan</a>'
        f"</{tag.split()[0]}>"
    )
    if place in {"top", "bottom"}:
        parts.body().insert(0 if place == "top" else len(parts.body().contents), box)
    else:
        (parts.article.insert_before if place == "before" else parts.article.insert_after)(box)


def sidebar(parts: Parts, draw: Draw) -> None:
    """A column of opinion and teasers, longer than the article; some teasers lead to other articles of the site."""
    (outer, inner), place = draw.pick("column tags"), draw.pick("places of columns")
    paragraphs = _paragraphs(parts, draw, "opinion")
    headlines = draw.several("teasers", 4)
    pieces = []
    for number, headline in enumerate(headlines):
        own = "".join(f"<p>{each}</p>" for each in paragraphs[number :: len(headlines)])
        slug, path = headline.lower().replace(" ", "-"), "en/read" if parts.truth.lang == "en" else "read"
        href = f"/opini/{number}" if number % 2 else f"/{path}/{1000 + draw.below(900)}/{slug}"
        pieces.append(f'<{inner} class="teaser"><h4><a href="{href}">{headline}</a></h4>{own}</{inner}>')
    box = parts.element(f'<{outer} class="side"><h3>{draw.pick("side headings")}</h3>{"".join(pieces)}</{outer}>')
    if place in {"before", "after"}:
        (parts.article.insert_before if place == "before" else parts.article.insert_after)(box)
        return
    column = parts.article.wrap(parts.element('<div class="main-column"></div>'))
    column.wrap(parts.element('<div class="columns"></div>'))
    (column.insert_before if place == "column-first" else column.insert_after)(box)


def share_bar(parts: Parts, draw: Draw) -> None:
    """Links to share the page, with a label, by the byline, the text or both."""
    label, *names = draw.pick("shares").split("|")
    place = draw.pick("places of shares")
    links = " ".join(f'<a href="https://share.example/?u={parts.truth.url}">{name}</a>' for name in names)
    spots = {"byline": [parts.byline], "text": [parts.text], "title": [parts.title], "both": [parts.byline, parts.text]}
    for spot in spots[place]:
        spot.insert_after(parts.element(f'<div class="share"><span>{label}</span> {links}</div>'))


def tag_list(parts: Parts, draw: Draw) -> None:
    """Tags under the text."""
    topics = draw.several("tags", 4)
    hashes = [f"#{each.replace(' ', '')}" for each in topics]
    tags = draw.pick("tag forms").format(
        commas=", ".join(topics),
        hashes=" ".join(hashes),
        links=" ".join(f'<a href="/tag/{each.replace(" ", "-")}">{each}</a>' for each in topics),
        hash_links=" ".join(f'<a href="/tag/{each[1:]}">{each}</a>' for each in hashes),
    )
    parts.text.insert_after(parts.element(f'<div class="tags">{tags}</div>'))


def read_also_box(parts: Parts, draw: Draw) -> None:
    """A label at each link inside the text, and a box around a link that stands alone."""
    label, form = draw.pick("read-also labels"), draw.pick("read-also boxes")
    label = "Read also" if parts.truth.lang == "en" else label
    for link in parts.read_also:
        if link.parent is parts.text:
            before, _, after = form.partition("{link}")
            box = parts.element((before + "<i></i>" + after).format(label=label))
            link.insert_before(box)
            spot = box.find("i")
            assert isinstance(spot, Tag)
            spot.replace_with(link.extract())
        else:
            link.insert_before(f" {label}: ")


def newsletter(parts: Parts, draw: Draw) -> None:
    """An invitation to subscribe, with its form, between two paragraphs or after the text."""
    form = draw.pick("newsletter forms")
    box = parts.element(form.format(text=draw.pick("newsletters")))
    place, blocks = draw.pick("places of newsletters"), [each for each in parts.paragraphs if each.parent is parts.text]
    if place == "after" or not blocks:
        parts.text.insert_after(box)
    else:
        blocks[len(blocks) // 2 if place == "middle" else -1].insert_after(box)


def comments(parts: Parts, draw: Draw) -> None:
    """Comments of readers under the article, with names and dates."""
    letters = [(draw.pick("readers"), draw.pick("times of letters"), each) for each in draw.several("comments", 5)]
    form, place = draw.pick("comment forms"), draw.pick("places of comments")
    items = "".join(form.format(name=name, when=when, text=text) for name, when, text in letters)
    items = f"<ul>{items}</ul>" if form.startswith("<li") else items
    heading = draw.pick("headings of comments").format(n=len(letters))
    write = '<form><textarea name="c"></textarea><button>Kirim</button></form>' if place == "article-form" else ""
    box = parts.element(f'<section class="comments"><h3>{heading}</h3>{items}{write}</section>')
    if place == "inside" and parts.text.parent is not None:
        parts.text.parent.append(box)  # below the byline, too, where that stands under the text
    elif place == "lists":
        parts.body().append(box)
    else:
        parts.article.insert_after(box)


def _paragraphs(parts: Parts, draw: Draw, pool: str) -> list[str]:
    """Paragraphs of two sentences each, repeated until they are longer than the article."""
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < int(len(parts.truth.body) * _LONGER):
        sentences = draw.several(pool, 99)
        paragraphs += [" ".join(sentences[start : start + 2]) for start in range(0, len(sentences), 2)]
    return paragraphs
