"""Feeds of changes: `/feed.atom` and `/feed.json`, with the filters of the page of changes."""

from dataclasses import replace

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from datasette.views.base import DatasetteError

from arsip.api.feeds import FORMS, Feed, feed_of
from arsip.web.site import read, site_of
from arsip.web.views.changes import Criteria, criteria_of
from arsip.web.views.responses import BAD_REQUEST
from scraper.archive.changes import KINDS
from scraper.archive.database import Database
from scraper.archive.search import NoWordError

_EXAMINED = 500
"""Changes that are looked at where only larger edits are asked for: some 0.2 seconds."""

_TYPES = {".atom": "application/atom+xml", ".json": "application/feed+json"}


async def feed(datasette: Datasette, request: Request) -> Response:
    """Answer with a feed."""
    suffix = request.url_vars["suffix"]
    site = site_of(datasette)
    try:
        criteria = criteria_of(request, frozenset(KINDS))
        found = await read(datasette, lambda db: _find(db, criteria, site.base), lane=site.searches)
    except (ValueError, NoWordError) as error:
        raise DatasetteError(str(error), title="Invalid request", status=BAD_REQUEST) from error
    return Response(FORMS[suffix](found), content_type=f"{_TYPES[suffix]}; charset=utf-8")


def _find(db: Database, criteria: Criteria, base: str | None) -> Feed:
    selection = replace(criteria.selected(db), before=None)
    return feed_of(db, selection, min_words=criteria.min_words, examined=_EXAMINED, base=base)
