"""Fundus, with a parser for the site written as its contributors write theirs: selectors of ours, tools of its own.

It has no place for an editor or a counter, and its dates know no Indonesian month.
"""

import re
from datetime import datetime
from typing import Any, Optional

from fundus.parser import ArticleBody, BaseParser, Image, ParserProxy, attribute
from fundus.parser.utility import (
    extract_article_body_with_selector,
    generic_author_parsing,
    generic_date_parsing,
    generic_nodes_to_text,
    image_extraction,
)
from lxml.cssselect import CSSSelector
from lxml.etree import XPath


class BeritaJakartaParser(ParserProxy):
    """The site's parser."""

    class V1(BaseParser):
        """The mobile page and the desktop page to about 2024."""

        _title = CSSSelector(".news-read h1, .read h1")
        _paragraphs = XPath("//p[ancestor::div[contains(@class, 'content-body') or contains(@class, 'news-content')]]")
        _byline = XPath("//div[@class='content-info']/span | //div[@class='text-secondary font-italic mb-4']")
        _when = re.compile(r"^(?:\s*access_time)?(.*?[0-9]{4}(?: [0-9:]{5}(?: [AP]M)?)?)", re.DOTALL)
        _who = re.compile(r"(?:Reporter\s*:|Reported by)(.*?)(?:Editor\s*:|\||$)", re.DOTALL)

        def _printed(self) -> list[str]:
            return generic_nodes_to_text(self._byline(self.precomputed.doc), normalize=True)

        @attribute
        def title(self) -> Optional[str]:  # noqa: UP045 - fundus looks into the annotation, and knows no other
            """The headline."""
            return next(iter(generic_nodes_to_text(self._title(self.precomputed.doc), normalize=True)), None)

        @attribute
        def body(self) -> Optional[ArticleBody]:  # noqa: UP045 - fundus looks into the annotation, and knows no other
            """The paragraphs."""
            return extract_article_body_with_selector(self.precomputed.doc, paragraph_selector=self._paragraphs)

        @attribute
        def authors(self) -> list[str]:
            """The reporters."""
            return generic_author_parsing([found[1] for text in self._printed() if (found := self._who.search(text))])

        @attribute
        def publishing_date(self) -> Optional[datetime]:  # noqa: UP045 - fundus looks into the annotation, and knows no other
            """The date, as far as fundus reads it."""
            found = self._when.match(next(iter(self._printed()), ""))
            return generic_date_parsing(found[1]) if found else None

        @attribute
        def images(self) -> list[Image]:
            """The photo."""
            return image_extraction(
                self.precomputed.doc,
                self._paragraphs,
                image_selector=XPath("//div[contains(@class, 'read')]//img"),
                upper_boundary_selector=XPath("//body"),
            )


_PARSER = BeritaJakartaParser()


def extract(html: bytes, url: str) -> dict[str, Any]:  # noqa: ARG001 - fundus asks for no address here
    """Read a page."""
    found = _PARSER().parse(html.decode("utf-8", "replace"), "suppress")
    body, images = found["body"], found["images"]
    paragraphs = [text for section in body.sections for text in section.paragraphs] if body else []
    return {
        "title": found["title"], "moment": found["publishing_date"], "authors": found["authors"],
        "text": "\n".join(paragraphs), "photo_url": images[0].url if images else None,
    }  # fmt: skip
