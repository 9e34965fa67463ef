"""The forms of real pages: which byline, credit, caption, quote and lists the page of an article prints.

Each form was read in stored texts of the site (SITE.md, November 2026); how often each one occurs here is made up.
"""

from dataclasses import replace
from datetime import datetime

from replica.corpus import Lang
from replica.dice import Dice
from replica.truth import Article, BylineForm, Form, Layout

_ENGLISH_BYLINES: tuple[BylineForm, ...] = ("D4", "D4", "D4", "D3", "D2", "D1")
_LAYOUTS: tuple[Layout, ...] = ("line", "lines", "elements", "icons")
_RELATED = (0, 2, 2, 3, 3, 4, 5)
_CREDITS = ("doc", "Ilustrasi", "Humas Jakarta Barat")
_WORDS_OF_A_CUT_QUOTE = 5
_KEYWORDS = "jakarta, warga, berita jakarta, kegiatan, pemprov"


def photo_alt(seed: int, lang: Lang, index: int, headline: str, moment: datetime) -> str:
    """Return what a photo is called: mostly its headline, else the name of its file or a list of keywords."""
    turn = Dice(seed, "alt", lang, index).below(12)
    if turn == 0:
        return f"IMG {moment:%Y%m%d} {moment:%H%M}{index % 60:02}"
    return f"{_KEYWORDS}, {headline.partition(' ')[0].lower()}" if turn == 1 else headline


def formed(article: Article, seed: int) -> Article:
    """Give the page of an article its form, and say what it says then."""
    dice = Dice(seed, "form", article.lang, article.id, article.template)
    is_signed = dice.chance(30)
    mobile, english = article.template == "mobile", article.lang == "en"
    byline: BylineForm = dice.pick(_ENGLISH_BYLINES) if english and article.template == "desktop" else "D4"
    layout: Layout = dice.pick(_LAYOUTS) if article.template == "desktop" else "line"
    is_old = byline != "D4"
    name, line = _credit(dice, _name(dice, article), byline, mobile=mobile, english=english)
    quote_first = dice.chance(4)
    form = Form(
        byline=byline,
        layout=layout,
        credit=line,
        caption=_caption(dice, article.title) if dice.chance(4) else None,
        quote_first=quote_first,
        quote_glued=mobile and not quote_first and dice.chance(6),
        link_glued=dice.chance(3),
        has_lists=mobile or not english,
        has_alts=layout != "lines",
        unsigned=dice.between(1, 5) if mobile and dice.chance(3) else 0,
        line_breaks=mobile and dice.chance(3),
        countdown=mobile and dice.chance(6),
    )
    prints_related = form.has_lists and not english
    told = replace(
        article,
        photo_credit=name,
        quote=_quote(dice, article.quote, mobile=mobile) if article.quote else None,
        related=article.related[: dice.pick(_RELATED)] if prints_related else (),
        form=form,
    )
    if is_signed:
        signed = f"Reporter : {article.reporter}"
        told = replace(told, paragraphs=(*told.paragraphs, signed), marked=(*told.marked, signed))
    if not mobile and (english or article.template == "desktop-icons"):
        told = replace(told, prints_time=is_old if english else True)
    return _signed(dice, told)


def _signed(dice: Dice, article: Article) -> Article:
    if article.lang == "id":
        return article
    translator = None if dice.chance(6) else article.translator
    form = article.form
    if form.byline in {"D1", "D2"}:
        return replace(article, editor=translator, translator=None)
    if form.byline == "D4":
        return replace(article, translator=translator)
    names = tuple(name for name in (article.reporter, translator) if name)
    told_apart = form.layout != "line" and translator is not None
    return replace(
        article,
        reporter=article.reporter if told_apart else None,
        translator=translator if told_apart else None,
        form=replace(form, names=names),
    )


def _name(dice: Dice, article: Article) -> str | None:
    return dice.pick(_CREDITS) if article.photo_credit and dice.chance(8) else article.photo_credit


def _credit(
    dice: Dice, name: str | None, byline: BylineForm, *, mobile: bool, english: bool
) -> tuple[str | None, str | None]:
    if mobile:
        if english and dice.chance(3):
            return None, None
        if name is None:
            return None, "- Beritajakarta.id" if dice.chance(2) else None
        return name, f"{name} -" if dice.chance(4) else f"{name} - Beritajakarta.id"
    if byline in {"D1", "D2"}:
        return name, None if name is None else f"(Foto : {name} /{'' if dice.chance(4) else ' Beritajakarta.id)'}"
    if name is None:
        return None, dice.pick((None, "(Foto: - Beritajakarta.id)", "(Foto: -"))
    return name, f"(Foto: {name} - Beritajakarta.id)" if byline == "D3" else f"(Foto: {name})"


def _caption(dice: Dice, title: str) -> str:
    return dice.pick((".", "....", f"{title} .", f"Kegiatan ini disaksikan warga. {title}.."))


def _quote(dice: Dice, quote: str, *, mobile: bool) -> str:
    """Print a pull quote in one of its ways; only where an element marks it may its words differ from the text's."""
    words = quote.removeprefix('"').removesuffix(',"')
    first, _, rest = words.partition(" ")
    turn = dice.below(8)
    if turn == 0:
        return f"{words},"
    if turn <= 2:  # noqa: PLR2004 - a quarter of them
        return f"“{words},”" if turn == 1 else f'"{words},"'
    if len(words.split()) < _WORDS_OF_A_CUT_QUOTE:
        return words
    if turn == 3:  # noqa: PLR2004 - an eighth of them
        return f"...{rest}"
    if turn == 4 and mobile:  # noqa: PLR2004 - likewise
        return f"{first[:1]} {first[1:]} {rest.partition(' ')[2]}"
    return words
