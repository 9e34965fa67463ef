"""What happens to articles after they were made up: they are edited, deleted and restored."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from html import escape
from typing import Any

from replica.corpus import Corpus, Gaps, Lang
from replica.prose import slug
from replica.truth import Article, Brief

KEPT: Any = object()
"""Stands for a part of an article that an edit leaves as it is, where None would take it away."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What was changed of an article, all edits together.

    Attributes:
        at: when the last of them was made, to the second.
        brief: what lists show now, by the field of `Brief`.
        article: what its page says now, by the field of `Article`.
    """

    at: datetime
    brief: dict[str, Any] = field(default_factory=dict)
    article: dict[str, Any] = field(default_factory=dict)


def edited(
    before: Edit, now: datetime, *, title: str | None, paragraphs: tuple[str, ...] | None, editor: str | None,
    quote: str | None, keep_slug: bool,
) -> Edit:  # fmt: skip
    """Add an edit to those before, each at least a second after the one before; `Site.edit` says what is what.

    Raises:
        ValueError: a text is empty, or the title has no letter or digit to make a slug of.
    """
    brief, article = dict(before.brief), dict(before.article)
    if title is not None:
        brief["title"] = title
        if not keep_slug:
            brief["slug"] = slug(title)
    if paragraphs is not None:
        marked = tuple(escape(text, quote=False) for text in paragraphs)
        brief["teaser"] = "".join(paragraphs[:1])
        article |= {"paragraphs": paragraphs, "marked": marked}
    article |= {name: text for name, text in (("editor", editor), ("quote", quote)) if text is not KEPT}
    names = [article[name] for name in ("editor", "quote") if article.get(name) is not None]
    if not all(text.strip() for text in (*brief.values(), *(paragraphs or ()), *names)):
        raise ValueError("no text of an article may be empty, and a title needs a letter or digit")
    return Edit(max(now.replace(microsecond=0), before.at + timedelta(seconds=1)), brief, article)


class Changes:
    """All changes there were.

    Attributes:
        deleted: the indices of the articles of each edition that are deleted now.
        edits: of each edition, what was changed of an article, by its index.
        count: how many changes there were.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._gaps: dict[tuple[Lang, str | None, str], Gaps] = {}
        self.edits: dict[Lang, dict[int, Edit]] = {"id": {}, "en": {}}
        self.deleted: dict[Lang, frozenset[int]] = {"id": frozenset(), "en": frozenset()}
        self.count = 0

    def put(self, lang: Lang, index: int, edit: Edit) -> None:
        """Keep an edit."""
        self.edits[lang][index] = edit
        self.count += 1

    def put_deleted(self, lang: Lang, indices: frozenset[int]) -> None:
        """Have no articles of an edition deleted but these; those that are back are as they were last edited."""
        self.deleted[lang] = indices
        self._gaps.clear()
        self.count += 1

    def brief(self, brief: Brief) -> Brief:
        """What lists show of an article now."""
        edit = self.edits[brief.lang].get(brief.index)
        return replace(brief, **edit.brief) if edit else brief

    def article(self, article: Article, brief: Brief, related: tuple[int, ...]) -> Article:
        """The current article, from the first one, its brief and its current related articles."""
        edit = self.edits[brief.lang].get(brief.index)
        if edit is None:
            return replace(article, related=related)
        told = replace(article, title=brief.title, slug=brief.slug, related=related, **edit.article)
        return replace(told, link_after=min(told.link_after, len(told.paragraphs)))

    def gaps(self, lang: Lang, deck: str | None = None, name: str = "") -> Gaps:
        """The places that deleted articles left in a list, as `Corpus.newest_first` counts them."""
        key = (lang, deck, name)
        if key not in self._gaps:
            self._gaps[key] = Gaps(self._places(lang, deck, name))
        return self._gaps[key]

    def _places(self, lang: Lang, deck: str | None, name: str) -> list[int]:
        if deck is None:
            return list(self.deleted[lang])
        of = self._corpus.category if deck == "category" else self._corpus.region
        return [self._corpus.rank(deck, name, index) for index in self.deleted[lang] if of(index) == name]
