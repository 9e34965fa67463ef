"""The pages that are no articles: photo albums, videos and infographics, in the forms of stored texts."""

import re
from typing import NamedTuple

from replica.dice import Dice
from replica.pages import bylines, desktop, mobile_2026
from replica.pages.frame import Hosts
from replica.prose import PEOPLE

_PATH = re.compile(
    r"/(potret-jakarta/album|potret/album|potret-wilayah/album|video/play|infografis)/([0-9]{1,6})/[\w-]+"
)

_TEXTS = (
    "Perahu pulang ke dermaga ketika matahari terbenam.",
    "Warga menunggu di tepi kali sejak pagi.",
    "Anak-anak bermain di taman sepulang sekolah.",
)


class _Shown(NamedTuple):
    path: str
    kind: str
    day: str
    names: list[str]
    photos: list[str]
    views: int


def page(path: str, hosts: Hosts, seed: int) -> str | None:
    """Make the page at an address; None where it is of none of these kinds.

    An album or video with an odd number has the desktop markup, all else the mobile one.
    """
    match = _PATH.fullmatch(path)
    if match is None:
        return None
    kind, number = match[1], int(match[2])
    dice = Dice(seed, kind, number)
    day = f"{dice.between(2016, 2026)}-{dice.between(1, 12):02}-{dice.between(1, 28):02}T00:00+07:00"
    shown = _Shown(
        path=path,
        kind=kind,
        day=bylines.indonesian_day(day),
        names=dice.sample(PEOPLE["photographers"], 2),
        photos=[f"{dice.below(1 << 62):032x}" for _ in _TEXTS],
        views=dice.below(900),
    )
    on_both = kind in {"potret-jakarta/album", "video/play"}
    return _desktop(shown, hosts) if on_both and number % 2 else _mobile(shown, hosts)


def _desktop(shown: _Shown, hosts: Hosts) -> str:
    """Date and name without a label; then an alt and a caption for each photo, or a video's text."""
    title = desktop.title_of(shown.path)
    is_video = shown.kind == "video/play"
    photos = [
        f'          <img class="img-fluid" src="{hosts.photo(photo)}" alt="{title} {number}.jpg">\n'
        for number, photo in enumerate(shown.photos, start=1)
    ]
    text = "".join(f"{photo}          <p>{caption}</p>\n" for photo, caption in zip(photos, _TEXTS, strict=True))
    content = desktop.PARTS["other"].format(
        title=title,
        byline=f"{shown.day} {shown.names[0]}{f' {shown.views}' if is_video else ''}",
        text=f"<p>{_TEXTS[0]}</p>" if is_video else text,
    )
    if is_video:
        content += '      <div class="col-4"><h4>VIDEO TERKAIT</h4> <h4>VIDEO LAINNYA</h4></div>\n'
    return desktop.whole_page(
        hosts, shown.path, title=title, description=_TEXTS[0], photo=shown.photos[0], content=content
    )


def _mobile(shown: _Shown, hosts: Hosts) -> str:
    photographer, editor = shown.names
    people_of = {
        "video/play": [("videocam", f"Kameramen : {photographer}"), ("video_call", f"Editor : {editor}")],
        "infografis": [],
    }
    spans = [
        ("access_time", f" {shown.day}"),
        *people_of.get(shown.kind, [("photo_camera", f"Fotografer : {photographer}")]),
        *([("person", str(shown.views))] if shown.kind == "video/play" else []),
    ]
    info = "".join(f'          <span><i class="material-icons">{icon}</i>{text}</span>\n' for icon, text in spans)
    title = desktop.title_of(shown.path)
    photo = hosts.photo(shown.photos[0])
    content = mobile_2026.PARTS["other"].format(photo=photo, title=title, info=info, text=_TEXTS[0])
    return mobile_2026.whole_page(
        hosts, shown.path, title=title, description=_TEXTS[0], photo=shown.photos[0], content=content, kind="article"
    )
