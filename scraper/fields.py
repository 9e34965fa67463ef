"""How a field of an item is declared: in its annotation, with all that follows from it beside its type."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar, Union, get_args, get_origin

Day = TypeVar("Day")
"""A day: text in what the parser gives and the archive keeps, a date in the API."""

Minute = TypeVar("Minute")
"""A moment to the minute; likewise."""

Target = TypeVar("Target")
"""A link to another article; likewise."""


FIRST_SCHEMA = 3
"""The schema of archives when fields began to say since when they are; older ones count as of it."""


class Label(NamedTuple):
    """What people call a field, in both languages."""

    id: str
    en: str


@dataclass(frozen=True, slots=True)
class About:
    """What is declared of a field beside its name, its type, and whether it may be absent.

    Attributes:
        meaning: a line of Markdown; it stands in the data dictionary and in exports.
        label: what people call it; None for a field that no page of ours names.
        hashed: whether `content_hash` covers it: then `texts` keeps it, and a change of it opens a version.
        weight: how much a word in it counts in a search, beside 1 in the text; None where it is not searched.
        role: of the persons that it names, in `bylines`; None where it names none.
        byline: what our pages print before the name in a byline, such as `edited by`; None where it does not belong
            there.
        since: the schema that brought it. The hash leaves out what came after the first where a page does not have it,
            so that the hashes of older readings stay true; and its column stands last in its tables.
    """

    meaning: str
    label: Label | None = None
    hashed: bool = False
    weight: float | None = None
    role: str | None = None
    byline: str | None = None
    since: int = FIRST_SCHEMA


Kind: TypeAlias = Literal["whole", "day", "minute", "text", "links"]


class Field(NamedTuple):
    """A field as declared.

    Attributes:
        name: of the attribute, the key in JSON and the column.
        kind: of its values.
        required: whether it is never absent.
        about: what else is declared of it.
    """

    name: str
    kind: Kind
    required: bool
    about: About


_KINDS: dict[Any, Kind] = {int: "whole", Day: "day", Minute: "minute"}


def declared(items: type) -> Iterator[Field]:
    """Yield the fields of a class of items, in their order; each annotation is `Annotated[TYPE, About(…)]`."""
    for each in fields(items):
        hint, about = get_args(each.type)
        types = get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)
        (type_,) = (one for one in types if one is not NoneType)
        kind = "links" if get_origin(type_) is tuple else _KINDS.get(type_, "text")
        yield Field(each.name, kind, NoneType not in types, about)
