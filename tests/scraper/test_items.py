"""What follows from the declared fields: files that were given away have these orders, so they stay."""

from collections import Counter
from dataclasses import fields

from scraper.archive.records import FIELDS, SCALARS
from scraper.fields import declared
from scraper.items import ARTICLE_FIELDS, BYLINE, HASHED, LINK_FIELDS, LINK_LISTS, ROLES, SEARCHED, Article, Link

ARTICLE = (
    "lang id slug url title photo_url photo_alt photo_credit date published_at reporter editor translator category "
    "category_slug quote body views related read_also popular template"
)
KEPT = "fetched_at capture source source_url content_hash version first_seen last_seen status gone_since"


def test_records_are_written_out_in_this_order() -> None:
    assert " ".join(FIELDS) == f"key {ARTICLE} {KEPT}"
    assert " ".join(SCALARS) == f"key {ARTICLE} {KEPT}".replace(" related read_also popular", "")
    assert " ".join(ARTICLE_FIELDS) == " ".join(each.name for each in fields(Article)) == ARTICLE
    assert LINK_LISTS == ("related", "read_also", "popular")


def test_links_are_written_out_in_this_order() -> None:
    assert list(LINK_FIELDS) == [each.name for each in fields(Link)]
    assert " ".join(LINK_FIELDS) == "position url lang id title photo_alt date published_at views reporter"


def test_texts_are_kept_and_compared_in_this_order() -> None:
    before_photo = ("title", "photo_alt", "date", "published_at", "reporter", "editor", "translator", "category")
    assert (*before_photo, "photo_url", "photo_credit", "quote", "body") == HASHED


def test_a_search_weighs_these() -> None:
    assert list(SEARCHED.items()) == [("title", 8.0), ("photo_alt", 3.0), ("quote", 2.0), ("body", 1.0)]


def test_bylines_name_these() -> None:
    assert BYLINE == ("reporter", "editor", "translator")
    assert list(ROLES.items()) == [*((name, name) for name in BYLINE), ("photographer", "photo_credit")]


def test_no_role_is_declared_twice() -> None:
    roles = Counter(each.about.role for each in ARTICLE_FIELDS.values() if each.about.role)
    assert set(roles.values()) == {1}


def test_all_that_can_change_has_a_label() -> None:
    assert all(ARTICLE_FIELDS[name].about.label for name in HASHED)


def test_kind_and_absence_come_from_the_type() -> None:
    kinds = {name: each.kind for name, each in ARTICLE_FIELDS.items() if each.kind not in {"text", "links"}}
    assert kinds == {"id": "whole", "views": "whole", "date": "day", "published_at": "minute"}
    required = [each.name for each in declared(Article) if each.required and each.kind != "links"]
    assert required == ["lang", "id", "url", "title", "date", "body", "template"]
