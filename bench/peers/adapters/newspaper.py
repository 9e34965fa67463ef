"""Newspaper4k, without the download of images, which its parsing does by default."""

from typing import Any

from newspaper import Article


def extract(html: bytes, url: str) -> dict[str, Any]:
    """Read a page."""
    article = Article(url, fetch_images=False)
    article.download(input_html=html.decode("utf-8", "replace"))
    article.parse()
    return {
        "title": article.title, "moment": article.publish_date, "authors": article.authors, "text": article.text,
        "photo_url": article.top_image or article.meta_img,
    }  # fmt: skip
