"""Makes a drawing part of a page: its colours become the page's, its ids the page's own, and no style is left in it.

Attributes are used in place of styles, because a page may well forbid those: `style-src 'self'`.
"""

import re
from html import escape

from arsip.web.plots.paper import LIGHT

_TAG = re.compile(r"<[^<>]+>")
_STYLE = re.compile(r' style="([^"]*)"')
_COLOUR = re.compile(r"#[0-9a-f]{6}\b")
_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_REFERRED = re.compile(r'(?:url\(#|href="#)([\w.-]+)')
_ID = re.compile(r' id="([^"]+)"')
_UPRIGHT = re.compile(r' transform="rotate\(-?0 [^)]*\)"')
_BOX = re.compile(r"M ([\d.]+) ([\d.]+) L \1 ([\d.]+) L ([\d.]+) \3 L \4 \2 (?:L \1 \2 )?z ?")
_OPENING = re.compile(r".*?<svg[^>]*viewBox=\"([^\"]+)\"[^>]*>(?:\s*<defs>\s*<style.*?</style>\s*</defs>)?", re.DOTALL)

_TOKENS = {light: name for name, light in LIGHT.items()}


def inline(svg: str, *, name: str, kind: str, title: str, about: str) -> str:
    """Return an SVG for a page of HTML.

    Args:
        svg: as matplotlib prints it; `<` stands nowhere in it but before a tag.
        name: of the plot; with the kind, unique on the page.
        kind: `wide` or `narrow`; `plots.css` shows the one that fits.
        title: what a screen reader calls it.
        about: what it reads of it.
    """
    opening = _OPENING.match(svg)
    assert opening is not None, "matplotlib prints an svg element with a viewBox"
    prefix = f"{name}-{kind}"
    referred = set(_REFERRED.findall(svg))
    body = _TAG.sub(lambda tag: _themed(tag[0], prefix, referred), svg[opening.end() :])
    body = re.sub(r">\s+<", "><", body).replace("<g></g>", "").strip()
    return (
        f'<svg class="drawing drawing-{kind}" viewBox="{opening[1]}" role="img" xmlns="http://www.w3.org/2000/svg" '
        f'aria-labelledby="{prefix}-title" aria-describedby="{prefix}-about" stroke-linejoin="round" '
        f'stroke-linecap="butt">'
        f'<title id="{prefix}-title">{escape(title)}</title><desc id="{prefix}-about">{escape(about)}</desc>{body}'
    )


def _themed(tag: str, prefix: str, referred: set[str]) -> str:
    """Rewrite a tag; what stands between tags is text, and is let be."""
    tag = _STYLE.sub(lambda style: _attributes(style[1]), tag)
    tag = _COLOUR.sub(lambda colour: _token(colour[0]), tag)
    tag = _ID.sub(lambda found: f' id="{prefix}-{found[1]}"' if found[1] in referred else "", tag)
    tag = _UPRIGHT.sub("", tag).replace('xlink:href="#', 'href="#')
    tag = tag.replace('href="#', f'href="#{prefix}-').replace("url(#", f"url(#{prefix}-")
    tag = _NUMBER.sub(lambda number: f"{float(number[0]):.2f}", " ".join(tag.split()))
    return _BOX.sub(r"M\1 \2V\3H\4V\2z", tag)


def _attributes(style: str) -> str:
    """Turn a style's properties into attributes; the letters are the page's own."""
    pairs = (each.split(":", 1) for each in style.split(";") if ":" in each)
    kept = ((name.strip(), value.strip()) for name, value in pairs if name.strip() != "font-family")
    return "".join(f' {name}="{value}"' for name, value in kept)


def _token(colour: str) -> str:
    return f"var(--{_TOKENS[colour]}, {colour})" if colour in _TOKENS else colour
