"""Owns how a desktop page names addresses: its own in the head, and those that its links lead to."""

import re

from replica.options import Options

_OWN_ADDRESS = re.compile(r'  <(?:link rel="canonical"|meta property="og:url")[^>]*>\n')


def named_as_chosen(page: str, origin: str, options: Options) -> str:
    """Make the links of a desktop page relative, and leave its own address out, where the options say so.

    Links to articles then begin with a slash. All others are relative to the page, as `potret-jakarta`: on an article's
    page they lead to the same article under another slug.

    Args:
        page: with absolute addresses.
        origin: with which they begin.
        options: say what is chosen.
    """
    if not options.own_address:
        page = _OWN_ADDRESS.sub("", page)
    if options.relative_links:
        link = re.compile(rf'(<a [^>]*?href="){re.escape(origin)}/((?:en/)?read/)?')
        page = link.sub(lambda found: found[1] + (f"/{found[2]}" if found[2] else ""), page)
    return page
