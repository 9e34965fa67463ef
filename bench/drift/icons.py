"""The icons beside dates, counters and names: by name, by font, drawn, as characters or gone."""

from collections.abc import Sequence

from bs4 import Tag

from bench.drift.draw import Draw, Pool
from bench.drift.parts import Parts

_LIGATURES = Pool(
    "ligatures",
    [
        ("access_time", "remove_red_eye", "person"), ("schedule", "visibility", "account_circle"),
        ("calendar_today", "visibility", "person_outline"), ("event", "remove_red_eye", "edit"),
        ("today", "bar_chart", "face"), ("date_range", "trending_up", "create"),
    ],
)  # fmt: skip
_FONTS = Pool(
    "icon fonts",
    [
        ("bi bi-clock-fill", "bi bi-eye-fill", "bi bi-person-fill"), ("fa fa-calendar", "fa fa-eye", "fa fa-user"),
        ("icon-clock", "icon-eye", "icon-user"), ("mdi mdi-calendar", "mdi mdi-eye", "mdi mdi-account"),
    ],
)  # fmt: skip
_DRAWN = Pool(
    "svg titles",
    [
        ("Tanggal", "Dilihat", "Penulis"), ("Clock", "Eye", "User"), ("Waktu terbit", "Jumlah pembaca", "Orang"),
        ("calendar", "views", "author"), ("", "", ""), ("jam", "mata", "pena"),
    ],
)  # fmt: skip
_EMOJI = Pool("emoji", [("🕒", "👁", "👤"), ("📅", "👁️", "✍️"), ("⏰", "👀", "🖊"), ("🗓️", "📈", "📝")])


def icons_ligature(parts: Parts, draw: Draw) -> None:
    """Icons by their names as text, which a font turns into pictures."""
    _set_icons(parts, [f'<i class="material-icons">{name}</i>' for name in draw.pick(_LIGATURES)])


def icons_font(parts: Parts, draw: Draw) -> None:
    """Icons by empty elements."""
    _set_icons(parts, [f'<i class="{name}"></i>' for name in draw.pick(_FONTS)])


def icons_svg(parts: Parts, draw: Draw) -> None:
    """Icons drawn in the page, with a title or without."""
    path = '<path d="M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20z"></path>'
    titles = [f"<title>{title}</title>" if title else "" for title in draw.pick(_DRAWN)]
    _set_icons(parts, [f'<svg viewBox="0 0 24 24">{title}{path}</svg>' for title in titles])


def icons_emoji(parts: Parts, draw: Draw) -> None:
    """Icons as characters."""
    chosen = draw.pick(_EMOJI)
    _set_icons(parts, chosen)


def icons_none(parts: Parts, _: Draw) -> None:
    """No icons at all."""
    _set_icons(parts, ["", "", ""])


def _set_icons(parts: Parts, icons: Sequence[str]) -> None:
    parts.look.icons = dict(zip(("date", "views", "person"), icons, strict=True))


def icon(parts: Parts, name: str) -> str:
    """The markup of an icon (`date`, `views` or `person`), with a blank behind it."""
    if parts.look.icons is not None:
        chosen = parts.look.icons[name]
    elif parts.mobile:
        ligature = {"date": "access_time", "views": "remove_red_eye", "person": "person"}[name]
        chosen = f'<i class="material-icons">{ligature}</i>'
    else:
        chosen = '<i class="fa fa-eye" aria-hidden="true"></i>' if name == "views" else ""
    return f"{chosen} " if chosen else ""


def replace_icons(parts: Parts, holder: Tag) -> None:
    """Put the chosen icons into a list that was not written anew."""
    if parts.look.icons is None:
        return
    kinds = {"access_time": "date", "remove_red_eye": "views", "person": "person"}
    for node in holder.find_all("i"):
        name = kinds.get(node.get_text(strip=True)) or ("views" if "eye" in str(node.get("class")) else None)
        if name:
            node.replace_with(*parts.nodes(icon(parts, name) or " "))
