"""What redesigns put round an article and into it: consent, columns, shares, tags, newsletters, readers' letters."""

# ruff: noqa: E501 - a piece of markup is read best on one line

from bs4 import Tag

from bench.drift import texts
from bench.drift.draw import Draw, Pool
from bench.drift.parts import Parts

_LONGER = 1.3
_CONSENT_PLACES = Pool("places of consent", ["top", "bottom", "before", "after"])
_CONSENT_TAGS = Pool("consent tags", ["div", "section", "aside", "dialog open"])
_BUTTONS = Pool("consent buttons", ["Setuju", "Terima Semua", "Saya Mengerti", "OK, lanjutkan"])
_SIDE_PLACES = Pool("places of columns", ["before", "after", "column", "column-first"])
_SIDE_TAGS = Pool("column tags", [("aside", "div"), ("div", "section"), ("section", "article"), ("div", "div")])
_SHARES = Pool(
    "shares",
    ["Bagikan|Facebook|X|WhatsApp|Salin tautan", "Bagikan :|WhatsApp|Telegram", "Share|Facebook|Twitter|Copy link", "BAGIKAN KE|Facebook|LINE|Salin Tautan"],
)  # fmt: skip
_SHARE_PLACES = Pool("places of shares", ["byline", "text", "title", "both"])
_TAGS = Pool(
    "tag forms", ["Tag: {commas}", "{hashes}", "Tags {links}", "Topik: {links}", "TAG : {commas}", "{hash_links}"]
)
_READ_ALSO = Pool(
    "read-also boxes",
    [
        "<div><b>{label}:</b> {link}</div>", "<div><div>{label}</div><div>{link}</div></div>", "<aside><p>{label}: {link}</p></aside>",
        "<section><h4>{label}</h4><p>{link}</p></section>", "<p><strong>{label} : {link}</strong></p>", "<ul><li>{label}: {link}</li></ul>",
    ],
)  # fmt: skip
_READ_ALSO_LABELS = Pool("read-also labels", ["Baca juga", "BACA JUGA", "Baca Juga", "Simak juga"])
_LETTER_PLACES = Pool("places of newsletters", ["middle", "end", "after"])
_LETTER_FORMS = Pool(
    "newsletter forms",
    [
        '<form class="newsletter"><h4>Buletin</h4><p>{text}</p><input type="email" name="email"><button>Daftar</button></form>',
        '<aside class="newsletter"><form><label>{text}</label><input type="email" name="e"><button>Kirim</button></form></aside>',
        '<form><div>{text}</div><div><input type="text" name="mail"> <button>Langganan</button></div></form>',
        '<section><form><strong>Langganan</strong><p>{text}</p><input name="m"><input type="submit" value="Ikut"></form></section>',
    ],
)
_LETTER_HEADS = Pool("headings of comments", ["Komentar ({n})", "{n} Komentar", "Tanggapan Pembaca", "Kolom Komentar"])
_COMMENTS = Pool(
    "comment forms",
    [
        "<div><b>{name}</b> <small>{when}</small><p>{text}</p></div>",
        "<li><p>{name}</p><p>{when}</p><p>{text}</p></li>",
        "<article><header>{name} · {when}</header><div>{text}</div><footer>Balas | Suka (3)</footer></article>",
        "<div><div>{name}</div><div>{text}</div><div>{when}</div></div>",
    ],
)
_COMMENT_PLACES = Pool("places of comments", ["article", "lists", "inside", "article-form"])


def consent_box(parts: Parts, draw: Draw) -> None:
    """A box about cookies, longer than the article."""
    tag, place = draw.pick(_CONSENT_TAGS), draw.pick(_CONSENT_PLACES)
    told = "".join(f"<p>{each}</p>" for each in texts.consent(draw, _length(parts)))
    button = draw.pick(_BUTTONS)
    box = parts.element(
        f'<{tag} class="consent"><h3>Privasi Anda</h3>{told}<button>{button}</button><a href="/privasi">Kebijakan</a>'
        f"</{tag.split()[0]}>"
    )
    if place in {"top", "bottom"}:
        parts.body().insert(0 if place == "top" else len(parts.body().contents), box)
    else:
        (parts.article.insert_before if place == "before" else parts.article.insert_after)(box)


def sidebar(parts: Parts, draw: Draw) -> None:
    """A column of opinion and teasers, longer than the article; some teasers lead to other articles of the site."""
    (outer, inner), place = draw.pick(_SIDE_TAGS), draw.pick(_SIDE_PLACES)
    told = texts.opinion(draw, _length(parts))
    heads = texts.teasers(draw, 4)
    pieces = []
    for number, head in enumerate(heads):
        own = "".join(f"<p>{each}</p>" for each in told[number :: len(heads)])
        slug, path = head.lower().replace(" ", "-"), "en/read" if parts.truth.lang == "en" else "read"
        href = f"/opini/{number}" if number % 2 else f"/{path}/{1000 + draw.below(900)}/{slug}"
        pieces.append(f'<{inner} class="teaser"><h4><a href="{href}">{head}</a></h4>{own}</{inner}>')
    box = parts.element(f'<{outer} class="side"><h3>{texts.side_heading(draw)}</h3>{"".join(pieces)}</{outer}>')
    if place in {"before", "after"}:
        (parts.article.insert_before if place == "before" else parts.article.insert_after)(box)
        return
    column = parts.article.wrap(parts.element('<div class="main-column"></div>'))
    column.wrap(parts.element('<div class="columns"></div>'))
    (column.insert_before if place == "column-first" else column.insert_after)(box)


def share_bar(parts: Parts, draw: Draw) -> None:
    """Links by which to share the page, with a label, by the byline, the text or both."""
    label, *names = draw.pick(_SHARES).split("|")
    place = draw.pick(_SHARE_PLACES)
    links = " ".join(f'<a href="https://share.example/?u={parts.truth.url}">{name}</a>' for name in names)
    spots = {"byline": [parts.byline], "text": [parts.text], "title": [parts.title], "both": [parts.byline, parts.text]}
    for spot in spots[place]:
        spot.insert_after(parts.element(f'<div class="share"><span>{label}</span> {links}</div>'))


def tag_list(parts: Parts, draw: Draw) -> None:
    """Tags under the text."""
    topics = texts.topics(draw, 4)
    hashes = [f"#{each.replace(' ', '')}" for each in topics]
    told = draw.pick(_TAGS).format(
        commas=", ".join(topics),
        hashes=" ".join(hashes),
        links=" ".join(f'<a href="/tag/{each.replace(" ", "-")}">{each}</a>' for each in topics),
        hash_links=" ".join(f'<a href="/tag/{each[1:]}">{each}</a>' for each in hashes),
    )
    parts.text.insert_after(parts.element(f'<div class="tags">{told}</div>'))


def read_also_box(parts: Parts, draw: Draw) -> None:
    """A label at each link inside the text, and a box round it where it stands alone."""
    label, form = draw.pick(_READ_ALSO_LABELS), draw.pick(_READ_ALSO)
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
    box = parts.element(draw.pick(_LETTER_FORMS).format(text=texts.newsletter(draw)))
    place, blocks = draw.pick(_LETTER_PLACES), [each for each in parts.paragraphs if each.parent is parts.text]
    if place == "after" or not blocks:
        parts.text.insert_after(box)
    else:
        blocks[len(blocks) // 2 if place == "middle" else -1].insert_after(box)


def comments(parts: Parts, draw: Draw) -> None:
    """Letters from readers under the article, with names and dates."""
    told, form, place = texts.comments(draw, 5), draw.pick(_COMMENTS), draw.pick(_COMMENT_PLACES)
    each = "".join(form.format(name=name, when=when, text=text) for name, when, text in told)
    each = f"<ul>{each}</ul>" if form.startswith("<li") else each
    head = draw.pick(_LETTER_HEADS).format(n=len(told))
    write = '<form><textarea name="c"></textarea><button>Kirim</button></form>' if place == "article-form" else ""
    box = parts.element(f'<section class="comments"><h3>{head}</h3>{each}{write}</section>')
    if place == "inside" and parts.text.parent is not None:
        parts.text.parent.append(box)  # below the byline, too, where that stands under the text
    elif place == "lists":
        parts.body().append(box)
    else:
        parts.article.insert_after(box)


def _length(parts: Parts) -> int:
    return int(len(parts.truth.body) * _LONGER)
