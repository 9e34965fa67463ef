"""Other programs as `bench/peers/serve.py` calls them, each in an environment of its own that holds what it imports."""

from typing import Any


def newspaper4k(html: bytes, url: str) -> dict[str, Any]:
    """Newspaper4k, without the download of images, which its parsing does by default."""
    from newspaper import Article  # noqa: PLC0415 - here and below: only its own environment has it

    article = Article(url, fetch_images=False)
    article.download(input_html=html.decode("utf-8", "replace"))
    article.parse()
    return {
        "title": article.title, "moment": article.publish_date, "authors": article.authors, "text": article.text,
        "photo_url": article.top_image or article.meta_img,
    }  # fmt: skip


def news_please(html: bytes, url: str) -> dict[str, Any]:
    """News-please, without the download of images."""
    from newsplease import NewsPlease  # noqa: PLC0415

    article = NewsPlease.from_html(html.decode("utf-8", "replace"), url=url, fetch_images=False)
    return {
        "title": article.title, "moment": article.date_publish, "authors": article.authors, "text": article.maintext,
        "photo_url": article.image_url,
    }  # fmt: skip


def trafilatura(html: bytes, url: str) -> dict[str, Any]:
    """Trafilatura, as its documentation calls it for a page and its metadata, without comments."""
    from trafilatura import bare_extraction  # noqa: PLC0415

    found = bare_extraction(html, url=url, with_metadata=True, include_comments=False)
    authors = (found.author or "").split("; ")
    return {
        "title": found.title, "moment": found.date, "authors": authors, "text": found.text, "photo_url": found.image,
    }  # fmt: skip
