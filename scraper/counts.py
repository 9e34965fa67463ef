"""Numbers with their nouns, for messages: `1 article`, `1,203 articles`."""


def count(number: int, one: str, many: str | None = None) -> str:
    """Return a number and its noun; the plural where it is not the singular with an `s` is `many`."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
