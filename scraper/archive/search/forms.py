"""The other forms of a word that an archive has: by its root in either language, by its sound, and written apart."""

import re

from scraper.archive.connection import Database
from scraper.archive.fulltext.stems import has_forms
from scraper.archive.fulltext.word_forms import is_known, possible, root_of

MAX_FORMS = 40
"""Other forms of a word that are searched, the most frequent first."""

_APART = (
    "berjalan", "perjalanan", "bersama", "berlangsung", "berdasarkan", "berharga", "berhasil keberhasilan",
    "berikut berikutnya", "berada keberadaan", "pengadaan", "adalah", "adapun", "menjadi", "terjadi kejadian",
    "terdapat", "terhadap", "tersebut", "terlalu", "terutama", "melalui", "menurut", "mengalami", "merupakan",
    "kepada", "kedua keduanya", "ketiga ketiganya", "keluar", "ketua", "satuan", "persatuan", "peserta",
    "pemohon memohon", "pelabuhan", "kawasan", "masakan", "saluran", "menular penularan",
    "melakukan dilakukan lakukan", "menyampaikan disampaikan sampaikan penyampaian", "pendapat", "pendapatan",
    "perhatian memperhatikan", "permukaan", "perusahaan", "penduduk", "rumahan",
    "keagungan", "kebagusan", "kemayoran", "kuningan", "pedurenan", "penggilingan", "penjaringan", "petukangan",
    "pisangan",
)  # fmt: skip
"""Words with affixes that are forms of each other, where several are named, and not of what Snowball says is the root.

They mean something else (`berjalan` is to go on, `jalan` a road), are places of Jakarta, or have another root
(`pemohon` is not of `pohon`). Found among the words of the site's pages and of the made-up corpus, in November 2026.
"""

_LEXEMES = {word: frozenset(group.split()) for group in _APART for word in group.split()}

Found = dict[str, int]
"""Words, and in how many articles each stands."""

_PER = "per"


def forms_of(db: Database, word: str) -> list[str]:
    """Return the forms of a word, as `tokens` returns it, that the archive has."""
    if not has_forms(word):
        return []
    found = _of_root(db, word) | _words(db, "en", possible("en", word)[0]) | _spellings(db, word)
    found.pop(word, None)
    most = sorted(found, key=lambda form: (-found[form], form))[:MAX_FORMS]
    return [*most, *_split_in_two(db, word)]


def _words(db: Database, kind: str, root: str) -> Found:
    return dict(db.execute("SELECT word, articles FROM word_forms WHERE kind = ? AND root = ?", [kind, root]))


def _of_root(db: Database, word: str) -> Found:
    """Return the words of an Indonesian root: of a verb made with `per-` that verb's alone, else all others.

    Such a verb is a word of its own: `memperbaiki` (repair) of `baik` (good), `memperingati` (commemorate) of `ingat`
    (remember). Snowball takes `per-` off where a suffix follows alone: `perluasan` is of `luas`, `memperluas` is not.
    """
    root = root_of(db, word)
    found = _words(db, "id", root)
    if word in _LEXEMES:
        return {form: number for form, number in found.items() if form in _LEXEMES[word]}
    found = {form: number for form, number in found.items() if form not in _LEXEMES}
    if root.startswith(_PER) and word != root:
        base = root.removeprefix(_PER)
        return found | {form: number for form, number in _words(db, "id", base).items() if _is_of_per(form, base)}
    left = _words(db, "id", _PER + root)
    if not left and not any(_is_verb_of_per(form, root) for form in found):
        return found
    if _is_of_per(word, root):
        return left | {form: number for form, number in found.items() if _is_of_per(form, root)}
    return {form: number for form, number in found.items() if not _is_of_per(form, root)}


def _is_verb_of_per(word: str, base: str) -> bool:
    return re.fullmatch(rf"(?:(?:mem|di|ter)per{base}(?:kan|i)?|per{base}(?:kan|i)?)(?:nya|lah)?", word) is not None


def _is_of_per(word: str, base: str) -> bool:
    """Whether a word is a verb made with `per-` or may be its noun, such as `perbaikan`."""
    return _is_verb_of_per(word, base) or re.fullmatch(rf"per{base}an(?:nya)?", word) is not None


def _spellings(db: Database, word: str) -> Found:
    """Return the words that sound alike: other spellings of a name, which no inflected word is."""
    if _is_inflected(db, word):
        return {}
    alike = _words(db, "sound", possible("sound", word)[0])
    return {form: number for form, number in alike.items() if not _is_inflected(db, form)}


def _is_inflected(db: Database, word: str) -> bool:
    """Whether a word has a root that the archive has other words of: `melatih`, which sounds like `melati`."""
    root = root_of(db, word)
    return word != root and word not in _LEXEMES and bool(_words(db, "id", root).keys() - {word})


def _split_in_two(db: Database, word: str) -> list[str]:
    """Return a word as two in a row, where the archive knows both: `tanjungpriok` is `tanjung priok`."""
    halves = ((word[:at], word[at:]) for at in range(3, len(word) - 2))
    return [f"{left} {right}" for left, right in halves if is_known(db, left) and is_known(db, right)]
