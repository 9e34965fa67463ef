"""The data dictionary: what each table, view and column of an archive means, in a line of Markdown each.

`docs/data.md`, the pages of `arsip serve` and the datasets of `arsip export` take their descriptions from here. The
fields of an article are described where they are declared, in `scraper.items`.
"""

from dataclasses import dataclass

from scraper.items import ARTICLE_FIELDS, HASHED, LINK_LISTS, ROLES

_ROLES = tuple(ROLES)


@dataclass(frozen=True, slots=True)
class Described:
    """A table or view, and its columns."""

    about: str
    columns: dict[str, str]


DESCRIBED = {
    "articles": Described(
        "What holds now: the newest reading of each article that could be read, a row an article.",
        {
            "key": "the article: its number, negative for the English edition",
            **{name: each.about.meaning for name, each in ARTICLE_FIELDS.items() if name not in LINK_LISTS},
            "fetched_at": "when this reading's page was asked for",
            "capture": "the raw page of this reading",
            "source_url": "the address it was fetched from",
            "content_hash": "fingerprint of what it says",
            "version": "which version this is, counted from 1",
            "first_seen": "when the article was first read",
            "last_seen": "when it was last there, read again or unchanged",
            "status": "`live`, `suspect` or `gone`",
            "gone_since": "since when it is gone",
        },
    ),
    "captures": Described(
        "One row a response of any kind; append-only.",
        {
            "capture": "its WARC-Record-ID",
            "run": "the run that fetched it; the WARC file's first record names it too",
            "key": "the article that was asked for; null for lists, robots.txt and others",
            "source": (
                "where it was fetched from: `site`, `wayback`, `commoncrawl` or `file`; `file` is what `arsip "
                "reparse --from` has brought in; the other two are not in use so far"
            ),
            "url": "the address asked for",
            "method": "`GET`",
            "status": "of HTTP",
            "outcome": "what it amounts to",
            "fetched_at": "when the request was sent",
            "redirect_to": "where a redirect leads",
            "etag": "the header",
            "last_modified": "the header",
            "content_type": "the header",
            "payload_digest": (
                "SHA-256 of the body as it was sent, in base32; where `revisit_of` is set, of the body that is repeated"
            ),
            "truncated": "why the body is shorter than it should be, in WARC's words",
            "warc": "name of its WARC file",
            "offset": "byte at which its record starts",
            "length": "bytes of the record",
            "template": "which template read it, or `generic`",
            "reader": "the parser's version",
            "content_hash": "of what it says; the text is in `texts`",
            "text_hash": "SHA-256 over the letters and digits of title, quote and body, without case",
            "slug": "the one that the page gives in its own address (`rel=canonical`, else `og:url`)",
            "category_slug": "as in `articles`",
            "revisit_of": "the capture whose payload this one repeats, where its record is a WARC `revisit`",
        },
    ),
    "texts": Described(
        "Each distinct text once; a version of an article is a row of the view `versions` and one of these.",
        {
            "content_hash": "its fingerprint",
            "text_hash": "of its words alone",
            **dict.fromkeys(HASHED, "as in `articles`"),
        },
    ),
    "carries": Described(
        "Which fields a template has a place for.",
        {
            "template": "the template",
            "reader": "the parser's version that says so",
            "field": "a field of the record",
        },
    ),
    "links": Described(
        "Related and read-also links of the newest reading whose template has them.",
        {
            "from_key": "the article with the link",
            "kind": "`related` or `read_also`",
            "position": "from 1",
            "to_key": "the article it leads to; null where it leads elsewhere",
            "url": "where it leads",
            **dict.fromkeys(("title", "photo_alt", "date", "published_at", "views", "reporter"), "as printed"),
            "capture": "the page it was read on",
        },
    ),
    "bylines": Described(
        "One row a person and role. `A, B`, `A dan B` and `A/B` are two persons; `Istimewa` is none.",
        {
            "key": "the article",
            "role": " or ".join((", ".join(f"`{role}`" for role in _ROLES[:-1]), f"`{_ROLES[-1]}`")),
            "position": "from 1",
            "person": "the name",
        },
    ),
    "view_counts": Described(
        "Every counter ever seen, wherever it was printed. A counter is what the site shows, whatever it "
        "counts; and it may grow by the crawl's own fetches.",
        {
            "key": "the article whose counter it is",
            "fetched_at": "when it was seen",
            "capture": "the page it was seen on",
            "source": "where on it: `own` (the article's own page), `related`, `popular` or `list`",
            "rank": "place in the list; null for `own`",
            "views": "the counter; null only for a popular entry without one",
        },
    ),
    "listings": Described(
        "Where a list showed an article.",
        {
            "capture": "the list page",
            "position": "place on it, from 1",
            "key": "the article",
            "fetched_at": "when",
            "list": "the list's name, such as `berita/terkini` or `kategori/ekonomi`",
            "category": "its slug, for a category's list",
            "region": "its slug, for a region's list",
            "page": "address of the list page",
            "title": "as printed",
            "teaser": "the first words of the text",
            **dict.fromkeys(("date", "published_at", "reporter"), "as printed"),
            "url": "the article's address with the slug that the list names; null in rows read before schema 4",
        },
    ),
    "absences": Described(
        "Spells in which the site said that an article is not there.",
        {
            "key": "the article",
            "since": "the first such answer",
            "capture": "that answer",
            "answers": "how many there were",
            "gone_at": "the answer that confirmed it; null while it is only suspected",
            "until": "when the article was there again; null while it is not",
        },
    ),
    "problems": Described(
        "Pages that should have been an article or a list and could not be read as one, or only without an item whose "
        "link has no address; they are kept for a better parser.",
        {
            "capture": "the page",
            "key": "the article asked for",
            "url": "the address asked for",
            "fetched_at": "when",
            "reader": "the parser's version that could not read it",
            "reason": "why, in one line",
        },
    ),
    "versions": Described(
        "Every version of every article: join it to `texts` by `content_hash` for what it said.",
        {
            "key": "the article",
            "version": "from 1",
            "fetched_at": "when it was first seen",
            "capture": "the page that opened it",
            "content_hash": "what it said",
            "template": "which template read it, or `generic`",
            "reader": "the parser's version",
        },
    ),
    "popular": Described(
        "Every popular list ever seen.",
        {
            "on_key": "the article whose page showed the list",
            "capture": "that page",
            "fetched_at": "when",
            "template": "whose list it is: the desktop's and the mobile site's are different rankings",
            "position": "rank, from 1",
            "key": "the article that is popular",
            "views": "the counter beside it",
            **dict.fromkeys(
                ("url", "title", "photo_alt", "date", "published_at", "reporter"),
                "from the archive's own copy of the article; null where it has none",
            ),
        },
    ),
    "photos": Described(
        "The photos that were fetched (`--photos`), by the article that shows them.",
        {
            "key": "the article",
            "url": "its `photo_url`",
            "capture": "the photo, in the WARC files",
            "fetched_at": "when",
            "content_type": "such as `image/jpeg`",
            "payload_digest": "SHA-256 of the file, in base32",
        },
    ),
    "meta": Described(
        "What the archive is, a row a fact.",
        {
            "name": (
                "`archive` (its own id, a UUID), `site` (which site it is of), `schema` (its version), `contact` "
                "(who has last crawled for it) or `warc/…` (a WARC file that was brought in); a copy to "
                "look at has no `contact`, but `longest_row` (in bytes)"
            ),
            "value": "the fact itself",
        },
    ),
    "frontier": Described(
        "Every article known of, and what is to be done about it.",
        {
            "key": "the article",
            "url": "its address",
            "date": "its day, where a list or link printed it",
            "seen_in": (
                "where it was heard of: the name of a list, `related`, `read_also`, `popular`, `sitemap`, `sweep` or "
                "`hand`"
            ),
            "state": "`pending`, `archived`, `suspect`, `gone`, `absent` (no such article) or `problem`",
            "tries": "failures in a row",
            "next_try": "not before",
            "last_error": "what happened, in one line",
            "lease_until": "a crawl is at it until then",
        },
    ),
    "walks": Described(
        "How far each list has been read: a row a stretch without a hole.",
        {
            "site": "scheme and host the list was fetched from",
            "list": "its name",
            "serial": "which stretch of its list, in the order in which they were begun",
            "started_at": "when the stretch's head was read",
            "newest": "the highest number in it",
            "oldest": "the lowest",
            "day": "the day it has come to, by the last articles on its last page",
            "shown": "which articles that page showed",
            "repeats": "how many pages in a row have shown the same",
            "page": "its last page",
            "depth": "how many pages deep into the list that is",
            "next_page": "where it goes on",
            "finished": "1 where the list ended",
        },
    ),
    "runs": Described(
        "Every run of a command that writes, a row a run.",
        {
            "run": "its UUID",
            "kind": (
                "the command, such as `crawl articles`; `nightly` for a nightly job, and `nightly verify` and the like "
                "for each of its steps"
            ),
            "arguments": "as given, in JSON",
            "site": "scheme and host",
            "user_agent": "as sent",
            "robots": "`obey`, or `ignore` where the user decided so",
            "pid": "of its process",
            "started_at": "when it began",
            "ended_at": "when it ended; null where it was killed",
            "reason": "why, in one word",
            "verdict": "the same in a sentence",
            "exit_status": "as the README lists them",
            "counts": (
                "what it did, in JSON: `requests`, `requests_per_article`, `seconds`, `pages_per_second`, "
                "`captures`, `articles`, `new`, `changed`, `unchanged`, `problems`, `failures`, `errors` by kind, "
                "pages by template, `words_share`, `presence` of each field, `first_seen` templates, `unhealthy` "
                "with the reason, `accepted`"
            ),
        },
    ),
    "word_forms": Described(
        "What a search looks words up in, made of the full-text index `articles_fts`: each of its words by its roots "
        "and its sound, so that the other forms of a word are found too.",
        {
            "kind": "`id` or `en`, a root in that language; `sound`, how a name sounds, however it is written",
            "root": "what all forms of the word have in common",
            "word": "as the index has it: in lower case, without diacritics",
            "articles": "how many articles have it",
        },
    ),
}
