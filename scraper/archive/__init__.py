"""`archive.db`: what is kept, how it is written, and how it is read back. No other package holds SQL that writes."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def _without(*names: str) -> Iterator[None]:
    """Import something as if these packages were not installed, unless somebody has imported them already."""
    hidden = {name: None for name in names if name not in sys.modules}
    sys.modules.update(hidden)  # type: ignore[arg-type] # None is how Python marks what cannot be imported
    try:
        yield
    finally:
        for name in hidden:
            sys.modules.pop(name, None)


with _without("pandas", "numpy"):
    # It imports both where they are installed, to know their types in rows, and no row of ours has one. They would cost
    # every command 0.9 s (November 2026, sqlite-utils 4.2, pandas 3.1).
    import sqlite_utils as sqlite_utils
