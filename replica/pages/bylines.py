"""Owns the bylines of the desktop page of 2018: the forms D1 to D4, in one line, in several or in elements."""

from html import escape

from replica.pages import dates
from replica.truth import Article

_EYE = '<i class="fa fa-eye" aria-hidden="true"></i>'

_Part = tuple[str, str]
"""An icon's name and a text."""


def byline(article: Article, views: int) -> str:
    """The byline as HTML."""
    form = article.form
    parts = _PARTS[form.byline](article, views)
    if form.layout == "lines":
        return "<br>\n".join(text for _, text in parts)
    between = " | " if form.byline in {"D1", "D2"} else " "
    if form.layout == "elements":
        return between.join(f"<span>{text}</span>" for _, text in parts)
    if form.layout == "icons":
        return between.join(f'<i class="fa fa-{icon}"></i> <span>{text}</span>' for icon, text in parts)
    *texts, last = (text for _, text in parts)
    return between.join([*texts, f"{_EYE} {last}" if form.byline == "D4" else last])


def people(article: Article, colon: str = ":") -> list[_Part]:
    """Those whom a byline names with a label."""
    labels = (("Reporter", article.reporter), ("Editor", article.editor), ("Translator", article.translator))
    return [("user", f"{label}{colon} {escape(name)}") for label, name in labels if name]


def _d4(article: Article, views: int) -> list[_Part]:
    return [("calendar", dates.desktop(article)), *people(article), ("eye", str(views))]


def _d3(article: Article, views: int) -> list[_Part]:
    names = [("user", escape(name)) for name in article.form.names]
    return [("calendar", dates.indonesian(article.published_at)), *names, ("eye", str(views))]


def _d2(article: Article, views: int) -> list[_Part]:
    when = dates.english_twice(article.published_at)
    return [*people(article, " :"), ("calendar", when), ("eye", f"Dibaca {views} kali")]


def _d1(article: Article, views: int) -> list[_Part]:
    when = dates.english_comma(article.published_at)
    return [*people(article, " :"), ("calendar", when), ("eye", f"Hits {views}")]


_PARTS = {"D1": _d1, "D2": _d2, "D3": _d3, "D4": _d4}
