"""A mutation changes the markup and never the words; the holdout shares none; no wrong value on a few pages."""

from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from selectolax.lexbor import LexborHTMLParser, LexborNode

from bench import drift
from bench.drift.parts import CHOICES, SETS, Draw, SetName, parts_of
from bench.drift.trial import MOST, MUTATIONS, Mutated, Plan, mutate, page, source_of, stack, try_pages
from bench.drift.writing import write
from bench.pages import Source, fixture_pages
from bench.score import Tally, token_f1, verdict
from scraper.items import Article, Link

INLINE = {"a", "b", "em", "font", "i", "small", "span", "strong", "svg", "path", "label", "button", "input", "img"}
UNPRINTED = {"script", "style", "noscript", "template", "title", "textarea"}


def printed(html: bytes) -> str:
    """What a browser prints, roughly: a line for each block, blanks folded, nothing hidden."""
    out: list[str] = []

    def visit(node: LexborNode) -> None:
        for child in node.iter(include_text=True):
            tag = child.tag or ""
            if tag == "-text":
                out.append(" ".join(f"|{child.text(deep=False)}|".split())[1:-1])
            elif tag in UNPRINTED or "display: none" in (child.attributes.get("style") or ""):
                continue
            elif tag in INLINE:
                visit(child)
            else:
                out.append("\n")
                visit(child)
                out.append("\n")

    body = LexborHTMLParser(html).body
    assert body is not None
    visit(body)
    return "\n".join(" ".join(line.split()) for line in "".join(out).split("\n"))


@cache
def printed_before(html: bytes) -> str:
    """What a page prints that went through no mutation, which several tests compare with."""
    return printed(html)


def printed_texts(article: Article) -> list[str]:
    """The texts of an article and its links that a page prints."""
    names = [
        getattr(article, name) for name in ("title", "reporter", "editor", "translator", "photo_credit", "category")
    ]
    links: tuple[Link, ...] = article.related + article.read_also + article.popular
    beside = [each for link in links for each in (link.title, link.reporter, link.views)]
    quote = [article.quote] if article.quote else []
    return [str(each) for each in (*names, *beside, *quote, *article.body.split("\n\n")) if each is not None]


def lost(source: Source, mutated: Mutated) -> Counter[str]:
    """What the page printed before, and prints no more, or less often than the article says it."""
    before, after = printed_before(source.html), printed(mutated.html)
    return Counter(each for each in printed_texts(source.truth) if each in before and each not in after)


def elements(html: str) -> list[tuple[str, int]]:
    """The elements of well-formed markup in order, each with its depth."""
    return [(node.name, len(list(node.parents))) for node in BeautifulSoup(html, "html.parser").find_all(True)]


@cache
def unchanged(pages: SetName, number: int) -> bytes:
    """A page that went through no mutation."""
    return mutate(source_of(pages, number), (), pages=pages, number=number, stripped=number > 1).html


_SOME: tuple[tuple[SetName, int], ...] = (("tuning", 0), ("holdout", 0), ("tuning", 2), ("holdout", 3), ("holdout", 2))


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_leaves_every_word_and_changes_the_page(name: str) -> None:
    changed = False
    for pages, number in _SOME:
        mutated = page(Plan(pages, 1, only=name, strip=number > 1), number)
        assert not lost(mutated.source, mutated)
        changed = changed or mutated.html != unchanged(pages, number)
    assert changed


@pytest.mark.parametrize("pages", SETS)
def test_ten_stacked_leave_every_word(pages: SetName) -> None:
    for number in range(8):
        mutated = page(Plan(pages, 10, strip=number % 2 == 0), number)
        assert len(mutated.names) == 10
        assert not lost(mutated.source, mutated)
        assert "".join(mutated.truth.title.split()) in "".join(printed(mutated.html).split())


@pytest.mark.parametrize("writing", ["plain", "minified", "pretty"])
def test_a_browser_builds_the_tree_that_was_written(writing: str) -> None:
    for number in range(3):
        parts = parts_of(source_of("tuning", number))
        expected = elements(str(parts.soup))
        assert elements(LexborHTMLParser(write(parts.soup, writing)).html or "") == expected


def test_the_same_number_gives_the_same_bytes() -> None:
    for number in (0, 7):
        assert page(Plan("tuning", 10), number) == page(Plan("tuning", 10), number)
        assert page(Plan("tuning", 10), number).html != page(Plan("tuning", 10), number + 1).html


def test_strip_leaves_no_class_id_or_comment() -> None:
    for number in (1, 7, 8):
        html = page(Plan("tuning", 10, strip=True), number).html
        tree = LexborHTMLParser(html)
        assert not tree.css("body [class], body [id], body [itemprop], body [aria-label], body [role]")
        assert b"<!--" not in html
        assert tree.css_first("link[rel=canonical]") is not None


def test_the_holdout_has_words_and_combinations_of_its_own() -> None:
    for pool in CHOICES.values():
        assert all(len(choices) > 1 for choices in pool.values())
    for name in ("consent", "opinion", "comments", "teasers", "newsletters", "readers", "tags", "label colons"):
        assert not set(map(repr, CHOICES[name]["tuning"])) & set(map(repr, CHOICES[name]["holdout"]))
    stacks = {pages: {stack(Draw(pages, "stack", number), 10) for number in range(200)} for pages in SETS}
    assert not stacks["tuning"] & stacks["holdout"]
    assert {len(stack(Draw("tuning", number), MOST)) for number in range(20)} == {MOST}


def test_nothing_but_the_measurement_reads_the_holdout() -> None:
    """Whoever changes the finder runs `python -m bench.drift`, which has no way to show a page of the holdout."""
    assert '"holdout"' not in Path(drift.__file__).with_name("__main__.py").read_text()
    readers = {path.name for path in Path("tests").rglob("*.py") if "bench.holdout" in path.read_text()}
    assert readers == {"test_drift.py", "test_holdout.py"}


def test_a_quote_without_a_mark_is_text_where_its_words_do_not_recur() -> None:
    (full,) = (each for each in fixture_pages() if each.name == "mobile-full")
    assert mutate(full, ["retag_quote"], pages="tuning", number=1).truth == full.truth
    alone = full.html.replace(b"ringan dan ", b"ringan sekali dan ", 1)
    source = replace(full, html=alone, truth=replace(full.truth, quote="Perahu ini laju"))
    truth = mutate(source, ["retag_quote"], pages="tuning", number=1).truth
    assert truth.quote is None
    assert truth.body.split("\n\n")[1] == "Perahu ini laju"
    assert mutate(source, ["retag_lists"], pages="tuning", number=1).truth == source.truth


def test_no_wrong_value_on_a_few_pages() -> None:
    tally = Tally()
    for strip in (False, True):
        for case in try_pages(Plan("tuning", 10, strip), range(8), tally):
            assert "wrong" not in case.verdicts.values(), (case.number, case.page.names, case.verdicts)
    assert tally.pages == 16
    assert tally.refused < 3


def test_verdicts() -> None:
    truth = fixture_pages()[0].truth
    link = Link(position=1, url="u", title="T", views=5)
    truth = replace(truth, editor="E", translator=None, related=(link, link))
    assert verdict("editor", None, truth) == "refused"
    assert verdict("editor", truth, truth) == "right"
    assert verdict("editor", replace(truth, editor=None), truth) == "missed"
    assert verdict("editor", replace(truth, editor="F"), truth) == "wrong"
    assert verdict("translator", replace(truth, translator="F"), truth) == "wrong"
    assert verdict("related", replace(truth, related=()), truth) == "missed"
    assert verdict("related", replace(truth, related=(link, replace(link, views=None))), truth) == "missed"
    assert verdict("related", replace(truth, related=(link, replace(link, views=6))), truth) == "wrong"
    assert verdict("related", replace(truth, related=(link,)), truth) == "wrong"
    assert token_f1("a b c d", "A b") == pytest.approx(2 / 3)
    assert token_f1(None, "a") == 0
