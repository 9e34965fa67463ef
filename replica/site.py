"""The made-up site: each article with its truth, each list, and their changes over time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from html import escape
from typing import Any, Literal, get_args

from replica.articles import Maker, formed
from replica.clock import Clock
from replica.corpus import LANGS, Corpus, Gaps, Lang
from replica.options import Options
from replica.prose import slug
from replica.trouble import Trouble
from replica.truth import Article, Brief, Template

ListKind = Literal["index", "english", "category", "region"]

PAGE_SIZE = 50
SEARCHED = 5_000
"""Among how many of the newest Indonesian articles the search looks."""

KEPT: Any = object()
"""Stands for a part of an article that an edit leaves as it is, where None would take it away."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What was changed of an article, all edits together: fields of `Brief` and of `Article`.

    The last was made `at` a full second, and each at least one after the one before.
    """

    at: datetime
    brief: dict[str, Any] = field(default_factory=dict)
    article: dict[str, Any] = field(default_factory=dict)


class Site:
    """The site at the moment its clock shows; a method that takes an id raises KeyError where no article has it now.

    Attributes:
        troubles: the current troubles; the first that matches a request decides.
        counter: returns what the counter of an article shows at a moment.
        edits: of each edition, what was changed of an article, by its index.
        deleted: the indices of the articles of each edition that are deleted now.
        changes: how many edits, deletions and restorations there were.
    """

    def __init__(self, options: Options | None = None, clock: Clock | None = None) -> None:
        self.options = options or Options()
        self.clock = clock or Clock()
        self.corpus = Corpus(self.options, self.clock.start)
        self.troubles: list[Trouble] = []
        self.edits: dict[Lang, dict[int, Edit]] = {"id": {}, "en": {}}
        self.deleted: dict[Lang, frozenset[int]] = {"id": frozenset(), "en": frozenset()}
        self.changes = 0
        self._redesigned: Template | None = None
        self._maker = Maker(self.options, self.corpus)
        self.counter = self.corpus.counter
        self._made = lru_cache(8192)(self._maker.brief)
        self._found = lru_cache(32)(self._find)
        self._gaps = lru_cache(None)(self._find_gaps)

    # -- which there are

    def count(self, lang: Lang) -> int:
        """How many articles an edition has now."""
        return len(self._gaps(lang).ranks(self.corpus.span(lang, self.clock.now())))

    def ids(self, lang: Lang) -> list[int]:
        """The ids an edition has now, oldest first; for tests of small sites."""
        span = self.corpus.span(lang, self.clock.now())
        return [self.corpus.id(lang, index) for index in span if index not in self.deleted[lang]]

    def articles(self) -> Iterator[Article]:
        """The truth about every article there is now, each edition oldest first; made for tests of small sites."""
        return (self.article(lang, id_) for lang in LANGS for id_ in self.ids(lang))

    def index(self, lang: Lang, id_: int) -> int | None:
        """The place of a published article in its edition; None where there is none with that id, or no more."""
        index = self.corpus.index(lang, id_)
        is_there = index in self.corpus.span(lang, self.clock.now()) and index not in self.deleted[lang]
        return index if is_there else None

    def template(self, lang: Lang, index: int) -> Template:
        """The template of an article's page."""
        return self._redesigned if self._redesigned and lang == "id" else self._maker.template(lang, index)

    # -- one article

    def brief(self, lang: Lang, id_: int) -> Brief:
        """What lists show of an article."""
        return self.at(lang, self._published(lang, id_))

    def at(self, lang: Lang, index: int) -> Brief:
        """What lists show of the article at a place of its edition."""
        edit = self.edits[lang].get(index)
        return replace(self._made(lang, index), **edit.brief) if edit else self._made(lang, index)

    def first_made(self, lang: Lang, id_: int) -> Brief:
        """What was shown of an article when it was new; it may be deleted, but its id is no gap."""
        index = self.corpus.index(lang, id_)
        if index is None:
            raise KeyError((lang, id_))
        return self._made(lang, index)

    def article(self, lang: Lang, id_: int) -> Article:
        """The truth about an article, as it is now; `read_also` may name one that has been deleted."""
        brief = self.brief(lang, id_)
        made = self._maker.article(self._made(lang, brief.index))
        if (template := self.template(lang, brief.index)) != made.template:
            made = replace(made, template=template)
            if template == "mobile":
                made = replace(made, prints_time=True, link_inside=False)
        if self.options.forms == "real":
            made = formed(made, self.options.seed)
        made = replace(made, related=tuple(each for each in made.related if self.index(lang, each) is not None))
        edit = self.edits[lang].get(brief.index)
        if edit is None:
            return made
        made = replace(made, title=brief.title, slug=brief.slug, **edit.article)
        return replace(made, link_after=min(made.link_after, len(made.paragraphs)))

    def modified(self, brief: Brief) -> datetime:
        """When the text of an article was last edited, or else published."""
        edit = self.edits[brief.lang].get(brief.index)
        return edit.at if edit else brief.moment

    def views(self, lang: Lang, id_: int, now: datetime | None = None) -> int:
        """What an article's counter shows, now or at a given moment."""
        return self.counter(self.brief(lang, id_), now or self.clock.now())

    def _published(self, lang: Lang, id_: int) -> int:
        index = self.index(lang, id_)
        if index is None:
            raise KeyError((lang, id_))
        return index

    # -- changes

    def edit(
        self, lang: Lang, id_: int, *, title: str | None = None, paragraphs: Sequence[str] | None = None,
        editor: str | None = KEPT, quote: str | None = KEPT, keep_slug: bool = False,
    ) -> None:  # fmt: skip
        """Edit an article; what is not given stays as it is, inline links to it included; no text may be empty."""
        index = self._published(lang, id_)
        before = self.edits[lang].get(index) or Edit(self._made(lang, index).moment)
        if isinstance(paragraphs, str):
            raise ValueError("paragraphs are a list of texts, not one text")  # noqa: TRY004 - as for any other fault
        brief, article = dict(before.brief), dict(before.article)
        if title is not None:
            brief |= {"title": title} if keep_slug else {"title": title, "slug": slug(title)}
        if paragraphs is not None:
            brief["teaser"] = "".join(paragraphs[:1])
            marked = tuple(escape(text, quote=False) for text in paragraphs)
            article |= {"paragraphs": tuple(paragraphs), "marked": marked}
        article |= {name: text for name, text in (("editor", editor), ("quote", quote)) if text is not KEPT}
        names = [article[name] for name in ("editor", "quote") if article.get(name) is not None]
        if not all(text.strip() for text in (*brief.values(), *(paragraphs or ()), *names)):
            raise ValueError("no text of an article may be empty, and a title needs a letter or digit")
        at = max(self.clock.now().replace(microsecond=0), before.at + timedelta(seconds=1))
        self.edits[lang][index] = Edit(at, brief, article)
        self.changes += 1

    def delete(self, lang: Lang, id_: int) -> None:
        """Delete an article: no list names it any more, and its address answers as `Options.missing` says."""
        self._delete(lang, self.deleted[lang] | {self._published(lang, id_)})

    def restore(self, lang: Lang, id_: int) -> None:
        """Bring a deleted article back, as it was when it was deleted."""
        index = self.corpus.index(lang, id_)
        if index not in self.deleted[lang]:
            raise KeyError((lang, id_))
        self._delete(lang, self.deleted[lang] - {index})

    def _delete(self, lang: Lang, indices: frozenset[int]) -> None:
        """Have no articles of an edition deleted but these; those that are back are as they were last edited."""
        self.deleted[lang] = indices
        self._gaps.cache_clear()
        self.changes += 1

    def redesign(self, template: Template) -> None:
        """Give all Indonesian pages another template, under the same addresses; what they say stays as it was."""
        if template not in get_args(Template):
            raise ValueError(f"there is no template {template!r}; there are {', '.join(get_args(Template))}")
        self._redesigned = template

    def trouble(self, kind: str, path: str | None = None, every: int = 1, times: int | None = None) -> None:
        """Trouble requests from now on; `replica.trouble` says which, how, and what is a ValueError."""
        self.troubles.append(Trouble(kind=kind, path=path, every=every, times=times))

    def calm(self) -> None:
        """End all trouble."""
        self.troubles.clear()

    # -- lists

    def listing(self, kind: ListKind, name: str, page: int) -> tuple[int, list[Brief]]:
        """How many articles a list has, and those on a page of it, newest first: 50, or what is left."""
        lang: Lang = "en" if kind == "english" else "id"
        deck = kind if kind in ("category", "region") else None
        total, indices = self.corpus.newest_first(
            lang, self.clock.now(), deck, name, _part(page), gaps=self._gaps(lang, deck, name if deck else "")
        )
        return total, [self.at(lang, index) for index in indices]

    def search(self, words: str, page: int) -> tuple[int, list[Brief]]:
        """As `listing`, of what the search finds: Indonesian articles with every word in the title."""
        span = self.corpus.span("id", self.clock.now())
        found = self._found(" ".join(words.casefold().split()), span, self.changes)
        return len(found), [self.at("id", index) for index in found[_part(page)]]

    def _find_gaps(self, lang: Lang, deck: str | None = None, name: str = "") -> Gaps:
        """The places that deleted articles left in a list, as `Corpus.newest_first` counts them."""
        deleted = self.deleted[lang]
        if deck is None:
            return Gaps(deleted)
        of = self.corpus.category if deck == "category" else self.corpus.region
        return Gaps(self.corpus.rank(deck, name, index) for index in deleted if of(index) == name)

    def _find(self, words: str, span: range, _changes: int) -> list[int]:
        kept = self._gaps("id").ranks(span)
        newest = map(self._gaps("id").place, kept[: -SEARCHED - 1 : -1])
        searched = words.split()
        titles = ((index, self.at("id", index).title.casefold()) for index in newest)
        return [index for index, title in titles if searched and all(word in title for word in searched)]

    def popular(self, template: Template, lang: Lang = "id") -> list[Brief]:
        """Berita Terpopuler of a mobile page (recent), or Berita Populer of a desktop one (of all time), as of now."""
        now = self.clock.now()
        end = self.corpus.span(lang, now).stop
        chosen = self.corpus.most_read(template, lang, end, self.deleted[lang])
        return sorted((self.at(lang, index) for index in chosen), key=lambda brief: -self.counter(brief, now))


def _part(page: int) -> slice:
    return slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE)
