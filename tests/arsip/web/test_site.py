"""What is computed once of what is served."""

from pathlib import Path

import pytest

from arsip.web.site import Site


async def test_what_cannot_be_computed_is_not_remembered() -> None:
    site = Site(Path("copy.db"), Path("warc"), None)

    async def fails() -> int:
        raise ValueError

    async def succeeds() -> int:
        return 1

    for criteria in ("pasar", "banjir"):
        with pytest.raises(ValueError, match=r"^$"):
            await site.once(criteria, fails)
    assert not site._locks
    assert await site.once("pasar", succeeds) == 1
