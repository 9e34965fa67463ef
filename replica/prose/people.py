"""Made-up people, and the places of Jakarta where what is made up happens."""

from replica.dice import Dice

_FIRST_NAMES = (
    "Bagas Raka Wulan Seno Ratih Damar Intan Yoga Laras Galih Mira Tegar Sekar Arif Dinda Hendra Puspa Rian "
    "Kirana Jaya Bayu Anisa Teguh Melati Fajar Sari Dimas Rahayu Ilham Citra Wahyu Nadia Rizal Utami Gilang "
    "Ayu Surya Endah Prima Tari"
)
_LAST_NAMES = (
    "Pradipta Kusnadi Wiratama Lesmana Handoyo Permana Suwandi Nugraha Hartanto Setyawan Mahardika Prasetya "
    "Wibisono Rachman Sudrajat Hidayah Anggara Saputro Purnama Maulidya Ardiansah Siregarta Iskandaria Rukmana "
    "Wardoyo Kertajaya Sasmita Gunarso Pangestu Adikara Ramdani Winarsih Suherlan Baskara Widyanto Nataprawira"
)
_FIRST, _LAST = _FIRST_NAMES.split(), _LAST_NAMES.split()

REPORTERS = (
    "Bimo Aryasatya", "Rengganis", "Toto Wicaksana", "Dewi Parameswari", "Anjar Kuncoro", "Maya Lestarini Putri",
    "Jodi", "Ferdi Tanuraja", "Nining Sukaesih", "Aldo Marpaungan", "Suryati",
    "Rangga Dwi Cahyono", "Wisnu", "Okta Ramadhian",
)  # fmt: skip
EDITORS = ("Budiarto", "Ganjar Sasongko", "Retno Wardhani", "Topan", "Lukita Adi Negara", "Sri Mulyaningsih", "Yudho")
PHOTOGRAPHERS = ("Reza Alfiansyah", "Doni Kristanto", "Mega Oktavira", "Punto", "Ujang Wahyudin")
TRANSLATORS = ("Nila Kartikasari", "Andre Wijanarko", "Tania", "Rifqi Adhyaksa", "Bella Novitasari")

_AREAS = {
    "jakarta-pusat": "Menteng;Gambir;Kemayoran;Senen;Sawah Besar;Johar Baru;Tanah Abang;Cempaka Putih;Cikini",
    "jakarta-utara": "Koja;Cilincing;Penjaringan;Pademangan;Kelapa Gading;Tanjung Priok;Sunter;Marunda",
    "jakarta-barat": "Kembangan;Cengkareng;Kalideres;Grogol;Palmerah;Tambora;Taman Sari;Kebon Jeruk",
    "jakarta-selatan": "Tebet;Pancoran;Jagakarsa;Cilandak;Pesanggrahan;Setiabudi;Pasar Minggu;Mampang",
    "jakarta-timur": "Matraman;Jatinegara;Cakung;Duren Sawit;Cipayung;Makasar;Pulogadung;Kramat Jati;Ciracas",
    "kepulauan-seribu": "Pulau Pramuka;Pulau Tidung;Pulau Harapan;Pulau Kelapa;Pulau Pari;Pulau Panggang",
}

AREAS = {region: tuple(names.split(";")) for region, names in _AREAS.items()}
"""Areas of each region, as they follow `wilayah`."""

SHORT_CITY = {
    "jakarta-pusat": "Jakpus",
    "jakarta-utara": "Jakut",
    "jakarta-barat": "Jakbar",
    "jakarta-selatan": "Jaksel",
    "jakarta-timur": "Jaktim",
    "kepulauan-seribu": "Kepulauan Seribu",
}
"""Each region as headlines shorten it."""


def person(dice: Dice) -> tuple[str, str]:
    """Make up a person: the full name, and the name that a second mention has."""
    first, last = dice.pick(_FIRST), dice.pick(_LAST)
    return f"{first} {last}", first
