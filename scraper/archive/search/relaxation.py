"""Chooses which terms are left out of a query that no article matches, so that the others find something.

Terms that no article has go first. Then as few as possible, and what says when or where before what says what about:
of `banjir jakarta utara oktober 2026` the flood stays. Among as many, those whose absence leaves the fewest articles.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import combinations, islice

from scraper.archive.search.query import Query, Term
from scraper.archive.search.ranking import Matches

MAX_TRIES = 64
"""Combinations of terms that are counted; of a longer query the rarest terms are then left out one by one."""

_MONTHS = (
    "januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november",
    "desember", "january", "february", "march", "may", "june", "july", "august", "october", "december",
)  # fmt: skip

_CITIES = (
    "jakarta", "dki", "dki jakarta", "jakarta pusat", "jakarta utara", "jakarta barat", "jakarta selatan",
    "jakarta timur", "jakpus", "jakut", "jakbar", "jaksel", "jaktim", "kepulauan seribu", "pulau seribu", "kep seribu",
)  # fmt: skip

_DISTRICTS = (
    "cempaka putih", "gambir", "johar baru", "kemayoran", "menteng", "sawah besar", "senen", "tanah abang",
    "cilincing", "kelapa gading", "koja", "pademangan", "penjaringan", "tanjung priok", "tanjungpriok",
    "cengkareng", "grogol", "grogol petamburan", "petamburan", "kalideres", "kebon jeruk", "kembangan", "palmerah",
    "taman sari", "tamansari", "tambora", "cilandak", "jagakarsa", "kebayoran", "kebayoran baru", "kebayoran lama",
    "mampang", "mampang prapatan", "pancoran", "pasar minggu", "pesanggrahan", "setiabudi", "setia budi", "tebet",
    "cakung", "cipayung", "ciracas", "duren sawit", "jatinegara", "kramat jati", "makasar", "matraman", "pasar rebo",
    "pulogadung", "pulo gadung",
)  # fmt: skip
"""The districts (kecamatan) of Jakarta, as written together and apart."""

_VILLAGES = (
    "rawamangun", "manggarai", "kampung melayu", "bidara cina", "cipinang", "klender", "pulogebang", "pulo gebang",
    "pondok bambu", "pondok kelapa", "sunter", "pluit", "marunda", "rorotan", "semper", "sukapura", "lagoa", "kapuk",
    "rawa badak", "warakas", "papanggo", "kamal muara", "pejagalan", "tegal alur", "rawa buaya", "kedoya", "meruya",
    "srengseng", "slipi", "tomang", "ancol", "kalibata", "bukit duri", "lenteng agung", "srengseng sawah", "bintaro",
    "cipete", "gandaria", "pondok labu", "lebak bulus", "petukangan", "ulujami", "kuningan", "bendungan hilir",
    "kebon kacang", "kebon melati", "cikini", "gondangdia", "pegangsaan", "kwitang", "gunung sahari", "mangga dua",
    "pulau pramuka", "pulau tidung", "pulau panggang", "pulau kelapa", "pulau untung jawa", "pulau harapan",
)  # fmt: skip
"""Villages (kelurahan) and islands that the site names most."""

_PLACES = frozenset(tuple(name.split()) for name in (*_CITIES, *_DISTRICTS, *_VILLAGES))
_LONGEST = max(map(len, _PLACES))


def relaxed(found: Matches, query: Query) -> Query | None:
    """Leave out terms of a query that finds nothing, until it finds something; None where no article has any."""
    numbers = {term: replace(found, expression=term.expression()).count() for term in query.terms}
    kept = [term for term, number in numbers.items() if number]  # each once, though typed twice
    best: tuple[int, Query] | None = None
    size: tuple[int, int] | None = None
    for this, left_out in islice(_combinations(kept), MAX_TRIES):
        if best and this != size:
            break
        size = this
        terms = tuple(term for term in kept if term not in left_out)
        tried = replace(query, terms=terms)
        number = replace(found, expression=tried.expression()).count()
        if number and (best is None or number < best[0]):
            best = number, tried
    if best:
        return best[1]
    rarest = sorted(kept, key=numbers.__getitem__)
    for at in range(1, len(kept) if 2 ** len(kept) > MAX_TRIES else 0):
        tried = replace(query, terms=tuple(term for term in kept if term in rarest[at:]))
        if replace(found, expression=tried.expression()).exists():
            return tried
    return None


def _combinations(terms: list[Term]) -> Iterator[tuple[tuple[int, int], frozenset[Term]]]:
    """Yield what may be left out: how many topics and how many times and places, and which terms."""
    details = _details(terms)
    topics = [term for term in terms if term not in details]
    for left_topics in range(max(len(topics), 1)):
        for left_details in range(len(details) + bool(topics)):
            for some in combinations(topics, left_topics):
                for others in combinations(details, left_details):
                    yield (left_topics, left_details), frozenset((*some, *others))


def _details(terms: Iterable[Term]) -> list[Term]:
    """Return the terms that say when or where: numbers, months and places."""
    words = [(word, term) for term in terms for word in term.typed.split()]
    found = {term for word, term in words if word.isdigit() or word in _MONTHS}
    for at in range(len(words)):
        for length in range(1, _LONGEST + 1):
            some = words[at : at + length]
            if tuple(word for word, _ in some) in _PLACES:
                found |= {term for _, term in some}
    return [term for term in dict.fromkeys(terms) if term in found]
