"""Made-up words in place of real ones: as long, in the same case, and the same word everywhere."""

import re
from functools import lru_cache
from hashlib import blake2b
from itertools import count

from scraper.dates import Words

_LABELS = """
    reporter penulis wartawan editor redaktur penyunting translator penerjemah reported written edited translated by
    foto fotografer photo photographer dok dokumentasi istimewa
    baca simak lihat juga selengkapnya read also more see all
    berita artikel terkait terpopuler populer terbaru terkini related news articles most popular latest
    dibaca dilihat pembaca tayang tayangan view views hit hits kali
    diterbitkan dipublikasikan ditayangkan diunggah diperbarui diperbaharui dimutakhirkan diubah terakhir diakses
    terbit tanggal waktu pukul jam published posted updated modified date wib utc gmt
    access_time remove_red_eye person group schedule visibility today event update history edit create image label menu
    bagikan share salin simpan komentar dengarkan cetak print tag tags topik ikuti ke
    indeks index beranda home bang jaki potret jakarta video infografis english
    ekonomi pembangunan pemerintahan kesra pendidikan fokus lintas kota wisata kesehatan pemberdayaan perempuan hari ini
    olahraga transportasi bumd legislatif dprd pusat utara barat selatan timur kepulauan seribu siaran pers
    sedang dalam perbaikan pemeliharaan perawatan diperbaiki dipelihara maintenance under site
    dan and bin binti de van al el di da von oleh
    beritajakarta www http https com id go html php page hal halaman next prev berikutnya sebelumnya
"""
"""What the site prints around an article on every page, and small words that readers of pages go by."""

KEPT = frozenset(
    re.findall(r"[a-z]+", _LABELS)
    + [name for names in (*Words.WEEKDAYS, *Words.MONTHS) for name in names]
    + [word for word in Words.JUMP if word.isalpha()]
    + [word for words in Words.AMPM for word in words]
)
"""Words that stay as they are: labels, headings, the names of days, months and categories."""

TOKEN = re.compile(r"[A-Za-z]+(?:(?:['`/]|\xe2\x80[\x98\x99])[A-Za-z]+)*")
"""A word with what may stand inside one: `Jum'at`, `RT/RW`. The apostrophes are bytes of UTF-8, taken for Latin-1."""

_LETTERS = re.compile(r"[A-Za-z]+")
_VOWELS, _CONSONANTS = "aeiou", "bdfgjklmnprstvwz"


def made_up(token: str) -> str:
    """Make up words for a token, each letter in the case of the one it stands for.

    A word of `KEPT`, a single letter, and whatever is no letter of ASCII stays.

    Args:
        token: one or several words with marks between them.
    """
    parts = _LETTERS.findall(token)
    whole = "".join(parts).lower()
    if whole in KEPT:
        return token
    if len(parts) > 1 and not any(part.lower() in KEPT for part in parts):
        letters = iter(_made_up(whole))  # as one word, for that is what a slug makes of them
        return _LETTERS.sub(lambda part: _cased("".join(next(letters) for _ in part[0]), part[0]), token)
    return _LETTERS.sub(lambda part: _cased(_made_up(part[0].lower()), part[0]), token)


@lru_cache(maxsize=16384)
def _made_up(word: str) -> str:
    """Make up one word in lower case; another one where it comes out as a word of `KEPT` or as itself.

    Words that begin alike come out so too: a slug may end within a word.
    """
    if len(word) == 1 or word in KEPT:
        return word
    tries = (_spelt(word, serial) for serial in count())
    return next(made for made in tries if made not in KEPT and made != word)


def _spelt(word: str, serial: int) -> str:
    """Spell a word anew, consonants and vowels by turns."""
    state = blake2b(str(serial).encode())
    letters: list[str] = []
    offset = 0
    for place, letter in enumerate(word):
        state.update(letter.encode())
        number = int.from_bytes(state.digest()[:4])
        offset = offset if place else int(number % 5 == 0)
        sounds = _CONSONANTS if (place + offset) % 2 == 0 else _VOWELS
        letters.append(sounds[number // 5 % len(sounds)])
    return "".join(letters)


def _cased(made: str, like: str) -> str:
    return "".join(new.upper() if old.isupper() else new for new, old in zip(made, like, strict=True))
