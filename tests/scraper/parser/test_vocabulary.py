"""The laws of the vocabulary: each label is written as it is looked up, and says one thing."""

from collections.abc import Collection
from dataclasses import fields

import pytest

from scraper.items import Article
from scraper.parser import vocabulary
from scraper.parser.text import label_of

LISTS: dict[str, Collection[str]] = {
    name: each for name, each in vars(vocabulary).items() if name.isupper() and name not in {"ICONS", "COURTESY"}
}


@pytest.mark.parametrize("name", LISTS)
def test_labels_are_written_as_they_are_looked_up(name: str) -> None:
    assert LISTS[name]
    assert [each for each in LISTS[name] if label_of(each) != each] == []


def test_people_are_fields_of_an_article() -> None:
    assert set(vocabulary.PERSON_LABELS.values()) <= {field.name for field in fields(Article)}


def test_a_label_in_front_of_a_value_says_one_thing() -> None:
    lists = [
        vocabulary.PERSON_LABELS, vocabulary.OTHER_PERSON_LABELS, vocabulary.VIEWS_LABELS, vocabulary.DATE_LABELS,
        vocabulary.OTHER_DATE_LABELS,
    ]  # fmt: skip
    labels = [label for each in lists for label in each]
    assert len(labels) == len(set(labels))


def test_a_heading_heads_one_list() -> None:
    assert not vocabulary.RELATED_HEADINGS & vocabulary.POPULAR_HEADINGS
    assert not vocabulary.END_BOX_HEADINGS & (vocabulary.RELATED_HEADINGS | vocabulary.POPULAR_HEADINGS)
