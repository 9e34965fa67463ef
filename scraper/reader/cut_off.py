"""Tells a page that ends early from one that is whole; the HTTP layer knows only of bodies shorter than announced."""

import re

from selectolax.lexbor import LexborHTMLParser

_END = re.compile(rb"</(?:body|html)\b", re.IGNORECASE)
_BEGIN = re.compile(rb"<(?:!doctype|html|head)\b", re.IGNORECASE)
_UNREAD = re.compile(rb"<!--.*?(?:-->|\Z)|<(script|style|textarea|title)\b.*?(?:</\1|\Z)", re.IGNORECASE | re.DOTALL)
_FRAMES = "div, section, article, main"
_FRAME_ENDS = re.compile(rb"</(?:div|section|article|main)\b", re.IGNORECASE)


def is_cut_off(html: bytes, tree: LexborHTMLParser) -> bool:
    """Whether a page ends before it is over.

    Its own end must be missing, both `</body>` and `</html>`, which a page may leave out; and besides it ends within a
    tag or within its head, or more frames are open than closed. Either alone is found on sound pages. A page that is
    cut just where all its frames are closed cannot be told from one that leaves its end out.

    Args:
        html: the page, in UTF-8.
        tree: made of them.
    """
    if html.rfind(b"</html>") >= 0:
        return False
    if _END.search(html):
        return False
    if html.rfind(b"<") > html.rfind(b">"):
        return True
    if tree.body is None or tree.body.first_child is None:
        return _BEGIN.search(html) is not None
    closed = len(_FRAME_ENDS.findall(_UNREAD.sub(b"", html)))
    return len(tree.css(_FRAMES)) > closed
