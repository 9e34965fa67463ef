"""The two hashes of a reading: of all that it says, and of its words alone."""

import hashlib
import json
import re

from scraper.archive.schema import TEXT_FIELDS
from scraper.items import Article

_NO_LETTER = re.compile(r"[\W_]+")
"""What is neither letter nor digit: all for which `str.isalnum` is false, at six times its speed."""


def content_hash(article: Article) -> str:
    """Return the SHA-256, in hex, over the canonical JSON of the fields that make up a version.

    Args:
        article: a reading.

    Returns:
        64 hex digits. Canonical JSON: keys sorted, no blanks between tokens, characters as themselves in UTF-8.
    """
    fields = {name: getattr(article, name) for name in TEXT_FIELDS}
    canonical = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def text_hash(article: Article) -> str:
    """Return the SHA-256, in hex, over the casefolded letters and digits of title, quote and body.

    It stays the same where two readers set blanks, quotation marks or paragraphs in another way.

    Args:
        article: a reading.
    """
    words = "\n".join(part for part in (article.title, article.quote, article.body) if part).casefold()
    return hashlib.sha256(_NO_LETTER.sub("", words).encode()).hexdigest()
