"""The two hashes of a reading: of all that it says, and of its words alone."""

import hashlib
import json
import re

from scraper.fields import FIRST_SCHEMA
from scraper.items import ARTICLE_FIELDS, HASHED, Article

_NO_LETTER = re.compile(r"[\W_]+")
"""What is neither letter nor digit: all for which `str.isalnum` is false, at six times its speed."""

_ALWAYS = {name for name in HASHED if ARTICLE_FIELDS[name].about.since == FIRST_SCHEMA}
"""Fields that are in the canonical JSON though a page has none: the hashes of older readings know no other."""


def content_hash(article: Article) -> str:
    """Return the SHA-256, in hex, over the canonical JSON of the fields that make up a version.

    Canonical JSON: keys sorted, no blanks between tokens, characters as themselves in UTF-8.
    """
    values = {name: getattr(article, name) for name in HASHED}
    fields = {name: value for name, value in values.items() if value is not None or name in _ALWAYS}
    canonical = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def text_hash(article: Article) -> str:
    """Return the SHA-256, in hex, over the casefolded letters and digits of title, quote and body.

    It stays the same where two versions of the parser set blanks, quotation marks or paragraphs in another way.
    """
    words = "\n".join(part for part in (article.title, article.quote, article.body) if part).casefold()
    return hashlib.sha256(_NO_LETTER.sub("", words).encode()).hexdigest()
