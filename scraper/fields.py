"""Field declarations: what the annotation of an item's attribute says beside its type."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar, Union, get_args, get_origin

Day = TypeVar("Day")
Minute = TypeVar("Minute")
Target = TypeVar("Target")
"""A day, a moment to the minute and a link: text in the parser and the archive, typed objects in the API."""

FIRST_SCHEMA = 3
"""The schema when fields got a `since`; older fields count as of it."""


@dataclass(frozen=True, slots=True)
class About:
    """The declaration of a field beside its name and type.

    Attributes:
        meaning: a line of Markdown for the data dictionary and exports.
        label: for people; None for a field that no page of ours names.
        hashed: whether `content_hash` covers it: then `texts` has it, and a change of it opens a version.
        weight: of a word in a search, 1 in the text; None where it is not searched.
        role: in `bylines`, of the persons that it names; None where it names none.
        byline: what our pages print before the name, such as `edited by`; None for a field outside the byline.
        since: the schema that added it. The hash leaves out a later field that a page does not have, so that the
            hashes of older readings stay true; its column stands last in its tables.
    """

    meaning: str
    label: str | None = None
    hashed: bool = False
    weight: float | None = None
    role: str | None = None
    byline: str | None = None
    since: int = FIRST_SCHEMA


Kind: TypeAlias = Literal["whole", "day", "minute", "text", "links"]


class Field(NamedTuple):
    """A declared field; `name` is also its key in JSON and its column, `required` that it is never absent."""

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
