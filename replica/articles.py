"""The making of an article, as it was when published, and the form that its page has.

In real forms bylines, credits, captions, quotes and lists are printed in the ways that stored texts of the site have
(SITE.md, November 2026); how often each one occurs here is made up.
"""

import re
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b

from replica.corpus import CATEGORIES, Corpus, Lang
from replica.dice import Dice, mix
from replica.options import Forms, Options
from replica.prose import PEOPLE, english_draft, english_story, indonesian_draft, indonesian_story, slug
from replica.truth import Article, Brief, BylineForm, Form, Layout, Template

_RELATED: dict[Template, int] = {"mobile": 2, "desktop": 3, "desktop-icons": 3}
_TEMPLATES: dict[Forms, tuple[Template, ...]] = {
    "plain": ("mobile", "desktop"),
    "real": ("mobile",) * 4 + ("desktop",) * 3 + ("desktop-icons",),
}
"""Of which one is chosen for each article where they are mixed."""
_MOST_RELATED = 5
_SALT_TEMPLATE = 31
_NEAR = 40
_ENGLISH_BYLINES: tuple[BylineForm, ...] = ("D4", "D4", "D4", "D3", "D2", "D1")
_LAYOUTS: tuple[Layout, ...] = ("line", "lines", "elements", "icons")
_SHOWN_RELATED = (0, 2, 2, 3, 3, 4, 5)
_CREDITS = ("doc", "Ilustrasi", "Humas Jakarta Barat")
_WORDS_OF_A_CUT_QUOTE = 5
_KEYWORDS = "jakarta, warga, berita jakarta, kegiatan, pemprov"


class Maker:
    """Makes the articles up, each from its place alone."""

    def __init__(self, options: Options, corpus: Corpus) -> None:
        self._options = options
        self._corpus = corpus

    def template(self, lang: Lang, index: int) -> Template:
        """The template of an article's page."""
        if lang == "en" and self._options.forms == "plain":
            return "mobile"
        if self._options.template != "mixed":
            return self._options.template
        templates = _TEMPLATES[self._options.forms]
        return templates[mix(self._options.seed, _SALT_TEMPLATE, index) % len(templates)]

    def brief(self, lang: Lang, index: int) -> Brief:
        """What lists show of the article at a place of its edition."""
        moment = self._corpus.moment(self._corpus.ordinal(lang, index))
        dice = Dice(self._options.seed, lang, index)
        if lang == "en":
            drafted = english_draft(dice, moment)
        else:
            drafted = indonesian_draft(dice, self._corpus.category(index), self._corpus.region(index), moment)
        names = dice.sample(PEOPLE["reporters"], 2 if dice.chance(12) else 1)
        alt = drafted.caption
        if self._options.forms == "real":
            alt = _photo_alt(self._options.seed, lang, index, alt, moment)
        return Brief(
            lang, self._corpus.id(lang, index), index, drafted.title, slug(drafted.title), alt,
            blake2b(f"{self._options.seed}/{lang}/{index}".encode(), digest_size=16).hexdigest(),
            moment, f"{moment:%Y-%m-%dT%H:%M}+07:00", ", ".join(names), drafted.lead, drafted,
        )  # fmt: skip

    def article(self, brief: Brief) -> Article:
        """What the page of an article says."""
        lang, id_, index, moment = brief.lang, brief.id, brief.index, brief.moment
        template = self.template(lang, index)
        dice = Dice(self._options.seed, "story", lang, index)
        story = english_story(dice, brief.draft) if lang == "en" else indonesian_story(dice, brief.draft, moment)
        paragraphs = tuple(_plain(marked) for marked in story.paragraphs)
        quote = story.quote
        if quote and template == "mobile" and lang == "id" and dice.chance(2):
            quote = f'"{quote},"'
        real = self._options.forms == "real"
        older = self._older(lang, index, dice, _MOST_RELATED if real else _RELATED[template] + 1)
        linked = tuple(older[:1]) if not dice.chance(4) else ()
        category = None if lang == "en" else self._corpus.category(index)
        editor = None if lang == "en" or dice.chance(10) else dice.pick(PEOPLE["editors"])
        return Article(
            lang=lang, id=id_, slug=brief.slug, template=template, title=brief.title, photo=brief.photo,
            photo_alt=brief.photo_alt, photo_credit=_credit(dice, brief.reporter),
            date=brief.published_at[:10], published_at=brief.published_at,
            prints_time=template == "mobile" or self._desktop_time(moment), reporter=brief.reporter, editor=editor,
            translator=dice.pick(PEOPLE["translators"]) if lang == "en" else None,
            category=CATEGORIES[category][0] if category else "English", category_slug=category,
            region=self._corpus.region(index) if lang == "id" else None, quote=quote, paragraphs=paragraphs,
            read_also=linked, related=tuple(older if real else sorted(older[1:], reverse=True)),
            marked=story.paragraphs, link_after=dice.between(2, 3),
            link_inside=template != "mobile" and self._cuts(dice),
        )  # fmt: skip

    def _cuts(self, dice: Dice) -> bool:
        chance = dice.chance(2)
        return chance if self._options.inline_link == "both" else self._options.inline_link == "inside"

    def _desktop_time(self, moment: datetime) -> bool:
        rule = self._options.desktop_time
        return rule == "always" or (rule == "2020-2022" and 2020 <= moment.year <= 2022)  # noqa: PLR2004 - the rule's own years

    def _older(self, lang: Lang, index: int, dice: Dice, count: int) -> list[int]:
        """Choose ids of earlier articles of the same category."""
        oldest = self._corpus.oldest[lang]
        if lang == "en":
            near = range(max(oldest, index - _NEAR), index)
            return [self._corpus.id(lang, each) for each in dice.sample(near, count)]
        category = self._corpus.category(index)
        rank = self._corpus.rank("category", category, index)
        first = max(self._corpus.rank("category", category, oldest), rank - _NEAR)
        chosen = dice.sample(range(first, rank), count)
        return [self._corpus.id(lang, self._corpus.at_rank("category", category, each)) for each in chosen]


def _plain(marked: str) -> str:
    return re.sub("</?[bi]>", "", marked)


def _credit(dice: Dice, reporter: str) -> str | None:
    """Name who took the photo: somebody, the reporter, an outsider or nobody."""
    turn = dice.below(16)
    if turn < 8:  # noqa: PLR2004 - half of them
        return dice.pick(PEOPLE["photographers"])
    if turn < 13:  # noqa: PLR2004 - a third
        return reporter.partition(",")[0]
    return "Istimewa" if turn < 15 else None  # noqa: PLR2004 - an eighth; the rest have none


# -- forms


def _photo_alt(seed: int, lang: Lang, index: int, headline: str, moment: datetime) -> str:
    """What a photo is called: mostly its headline, else the name of its file or a list of keywords."""
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
    name = dice.pick(_CREDITS) if article.photo_credit and dice.chance(8) else article.photo_credit
    name, line = _credit_line(dice, name, byline, mobile=mobile, english=english)
    captions = (".", "....", f"{article.title} .", f"Kegiatan ini disaksikan warga. {article.title}..")
    quote_first = dice.chance(4)
    form = Form(
        byline=byline,
        layout=layout,
        credit=line,
        caption=dice.pick(captions) if dice.chance(4) else None,
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
    shown = replace(
        article,
        photo_credit=name,
        quote=_quote(dice, article.quote, mobile=mobile) if article.quote else None,
        related=article.related[: dice.pick(_SHOWN_RELATED)] if prints_related else (),
        form=form,
    )
    if is_signed:
        signed = f"Reporter : {article.reporter}"
        shown = replace(shown, paragraphs=(*shown.paragraphs, signed), marked=(*shown.marked, signed))
    if not mobile and (english or article.template == "desktop-icons"):
        shown = replace(shown, prints_time=is_old if english else True)
    return _signed(dice, shown)


def _signed(dice: Dice, article: Article) -> Article:
    """Say of an English article whose names its byline tells, and as what."""
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


def _credit_line(
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
