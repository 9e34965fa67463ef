"""Short forms of Jakarta's offices and places: an article prints the short or the long one.

Each pair is used in both directions. They are common knowledge of the city's press, collected by hand in November 2026.
"""

SHORT_FORMS = (
    ("pemprov", "pemerintah provinsi"),
    ("pemkot", "pemerintah kota"),
    ("pemkab", "pemerintah kabupaten"),
    ("pemda", "pemerintah daerah"),
    ("gub", "gubernur"),
    ("wagub", "wakil gubernur"),
    ("sekda", "sekretaris daerah"),
    ("sekprov", "sekretaris provinsi"),
    ("walkot", "wali kota"),
    ("walikota", "wali kota"),
    ("wawalkot", "wakil wali kota"),
    ("wabup", "wakil bupati"),
    ("kadis", "kepala dinas"),
    ("kasudin", "kepala suku dinas"),
    ("sudin", "suku dinas"),
    ("disdik", "dinas pendidikan"),
    ("dinkes", "dinas kesehatan"),
    ("dinsos", "dinas sosial"),
    ("dishub", "dinas perhubungan"),
    ("disparekraf", "dinas pariwisata dan ekonomi kreatif"),
    ("dukcapil", "kependudukan dan pencatatan sipil"),
    ("distamhut", "dinas pertamanan dan hutan kota"),
    ("gulkarmat", "penanggulangan kebakaran dan penyelamatan"),
    ("damkar", "pemadam kebakaran"),
    ("satpol pp", "satuan polisi pamong praja"),
    ("bpbd", "badan penanggulangan bencana daerah"),
    ("bappeda", "badan perencanaan pembangunan daerah"),
    ("bapenda", "badan pendapatan daerah"),
    ("dprd", "dewan perwakilan rakyat daerah"),
    ("musrenbang", "musyawarah perencanaan pembangunan"),
    ("ppsu", "penanganan prasarana dan sarana umum"),
    ("pkl", "pedagang kaki lima"),
    ("rusun", "rumah susun"),
    ("rusunawa", "rumah susun sederhana sewa"),
    ("rptra", "ruang publik terpadu ramah anak"),
    ("rth", "ruang terbuka hijau"),
    ("puskesmas", "pusat kesehatan masyarakat"),
    ("rsud", "rumah sakit umum daerah"),
    ("posyandu", "pos pelayanan terpadu"),
    ("umkm", "usaha mikro kecil dan menengah"),
    ("bumd", "badan usaha milik daerah"),
    ("kjp", "kartu jakarta pintar"),
    ("apbd", "anggaran pendapatan dan belanja daerah"),
    ("perda", "peraturan daerah"),
    ("pergub", "peraturan gubernur"),
    ("jakpus", "jakarta pusat"),
    ("jakut", "jakarta utara"),
    ("jakbar", "jakarta barat"),
    ("jaksel", "jakarta selatan"),
    ("jaktim", "jakarta timur"),
)

LONGEST = max(len(form.split()) for pair in SHORT_FORMS for form in pair)
"""Words of the longest form."""


def other_forms(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the other names of an office or place; `words` is its name, in lower case."""
    name = " ".join(words)
    found = [long for short, long in SHORT_FORMS if short == name]
    found += [short for short, long in SHORT_FORMS if long == name]
    return tuple(tuple(form.split()) for form in found)
