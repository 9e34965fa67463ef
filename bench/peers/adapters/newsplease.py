"""News-please, without the download of images."""

from typing import Any

from newsplease import NewsPlease


def extract(html: bytes, url: str) -> dict[str, Any]:
    """Read a page."""
    article = NewsPlease.from_html(html.decode("utf-8", "replace"), url=url, fetch_images=False)
    return {
        "title": article.title, "moment": article.date_publish, "authors": article.authors, "text": article.maintext,
        "photo_url": article.image_url,
    }  # fmt: skip
