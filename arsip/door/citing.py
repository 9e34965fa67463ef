"""Words how to cite an article: what it is, where it stood, and by what an archive can prove it."""

from arsip.door.records import Record


def cite(record: Record, *, site: str | None, archive: str) -> str:
    """Return a citation in one line.

    Args:
        record: the article.
        site: name of the site, such as `beritajakarta.id`.
        archive: the archive's own id.
    """
    day = f"{record.date.day} {record.date:%B %Y}"
    fetched = f"{record.fetched_at.day} {record.fetched_at:%B %Y, %H:%M:%S} UTC"
    where = ", ".join(part for part in (site, day) if part)
    edition = "English edition, " if record.lang == "en" else ""
    gone = "" if record.gone_since is None else f" Not on the site any more by {record.gone_since:%Y-%m-%d}."
    author = f"{record.reporter}: " if record.reporter else ""
    text = (
        f'{author}"{record.title}". {where}. {record.url} '
        f"({edition}version {record.version}, fetched {fetched}).{gone} "
        f"Arsip archive {archive}, capture {record.capture}, content hash sha256:{record.content_hash}."
    )
    return " ".join(text.split())
