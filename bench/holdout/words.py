"""Made-up words of the holdout's articles: people, headlines, sentences and what is said, in both editions."""

# ruff: noqa: E501 - a sentence is read best on one line

_FIRST = (
    "Aditama Belinda Cakra Danastri Eko Fitriani Gunadi Hesti Irfan Jumhur Kartika Lukman Mustika Nurlaila Oktavian "
    "Priyono Qonita Rendra Safitri Tirto Umar Vina Wiryawan Yuliana Zaenal Abimanyu Cempaka Dharma Esti Gema"
)
_LAST = (
    "Abdurahman Basuki Cokroaminto Djatmiko Erlangga Firmansyah Gumilar Hutabarat Indrawan Juwono Kertarajasa Latuconsina "
    "Mangunsong Notonegoro Oetomo Panjaitan Raharjo Simbolon Tampubolon Utomo Wicaksono Yudhistira Zulkarnaen Batubara"
)
_PLACES = (
    "Lapangan Kembar;Rusun Tirta Asri;Pulau Karang Elok;Gelanggang Muda;Kali Cemara;Pasar Sumber Rezeki;Waduk Teratai;"
    "Jalan Kenari Raya;RPTRA Pelangi;Terminal Baru Timur;Kampung Sawo;Balai Warga Melati;RW 07 Rawa Lindung"
)
_OFFICES = (
    "Sudin Pertamanan;Pemkot Jakut;Dinas Bina Marga;Satpol PP;Kelurahan Sumber Jaya;Disdukcapil;Puskesmas Mekar;"
    "Perumda Air;Dishub;Pemprov DKI;PMI Kota;Sudin LH;Karang Taruna"
)

FIRST, LAST, PLACES, OFFICES = _FIRST.split(), _LAST.split(), _PLACES.split(";"), _OFFICES.split(";")

TITLES = {
    "id": [
        "{office} Rawat {n} Pohon di {place}", "{n} Warga {place} Ikuti Pelatihan Las", "Perbaikan Saluran di {place} Rampung",
        "{office} Bagikan {n} Bibit Cabai", "Begini Cara {office} Tata {place}", "{place} Dilengkapi {n} Lampu Tenaga Surya",
        "Wali Kota Tinjau {place}", "{office} Gelar Pasar Murah di {place}", "Lomba Dayung Ramaikan {place}",
    ],
    "en": [
        "{office} Plants {n} Trees at {place}", "{n} Residents Join a Welding Class in {place}", "Drain Repairs at {place} Done",
        "{office} Hands Out {n} Chili Seedlings", "How {office} Puts {place} in Order", "{place} Gets {n} Solar Lamps",
        "Mayor Visits {place}", "{office} Holds Low-Cost Market at {place}", "Rowing Race Enlivens {place}",
    ],
}  # fmt: skip
SENTENCES = {
    "id": """
{office} menurunkan {n} petugas ke {place} sejak pukul 06.30 untuk membersihkan endapan lumpur.
Pekerjaan di {place} ditargetkan selesai dalam {n} hari, lebih cepat dari jadwal semula.
Warga yang tinggal di sekitar {place} menyambut baik kegiatan tersebut.
Sebanyak {n} paket sembako disiapkan dan dibagikan langsung dari pintu ke pintu.
Anggarannya berasal dari kas daerah, ditambah sumbangan pengusaha setempat sebesar Rp {n}.500.000.
Kegiatan serupa pernah digelar di {place} pada tahun lalu dan diikuti {n} peserta.
Menurut rencana, tahap kedua dimulai setelah musim hujan berakhir.
Petugas juga memangkas dahan yang menjuntai ke kabel listrik.
Sampah yang terangkut mencapai {n} meter kubik, kebanyakan plastik dan ranting.
Panitia menyediakan tenda, air minum, serta {n} kursi bagi lansia.
Jalur sepeda di depan {place} ditutup sementara selama pekerjaan berlangsung.
Peserta termuda berusia sembilan tahun, yang tertua tujuh puluh satu tahun.
Camat setempat meminta lurah melaporkan hasilnya setiap pekan.
Pendaftaran dibuka sampai akhir bulan melalui loket kelurahan.
Alat berat didatangkan dari gudang {office} karena akses ke lokasi sempit.
Tim medis dari puskesmas terdekat ikut berjaga hingga acara usai.
""".strip().splitlines(),
    "en": """
{office} sent {n} workers to {place} at 6.30 in the morning to clear away the silt.
Work at {place} is to be finished within {n} days, sooner than first planned.
People who live around {place} welcomed the effort.
Some {n} food parcels were packed and carried from door to door.
The money comes from the city's budget and from local shopkeepers, who gave Rp {n}.5 million.
A similar event was held at {place} last year with {n} people taking part.
A second stage is to begin once the rainy season is over.
The crew also cut branches that hung over the power lines.
The waste taken out came to {n} cubic meters, most of it plastic and twigs.
The committee set up tents, drinking water and {n} chairs for the elderly.
The bicycle lane in front of {place} is closed while the work goes on.
The youngest to take part is nine years old, the oldest seventy-one.
The subdistrict head asked for a report each week.
Registration is open until the end of the month at the village office.
Heavy machines came from the depot of {office}, as the way to the site is narrow.
A medical team from the nearest clinic stood by until the end.
""".strip().splitlines(),
}
SPEECHES = {
    "id": """
Kami ingin {place} kembali menjadi tempat bermain yang aman bagi anak-anak
Terima kasih kepada warga yang sudah menjaga kebersihan selama ini
Hasilnya belum sempurna, tetapi genangan sudah jauh berkurang dibanding tahun lalu
Semua bahan kita ambil dari gudang sendiri sehingga tidak ada biaya tambahan
Tahun depan giliran RW tetangga yang akan kita tata bersama
Saya berharap kegiatan ini tidak berhenti setelah acara selesai
Petugas kita kerja siang dan malam agar jalan ini cepat bisa dilalui
Mudah-mudahan bibit yang ditanam hari ini bisa dipanen tiga bulan lagi
""".strip().splitlines(),
    "en": """
We want {place} to be a safe place for children to play again
Our thanks go to the people who have kept it clean all these years
It is not perfect yet, but there is much less standing water than last year
All of the material came from our own depot, so there was no extra cost
Next year we will do the same together with the neighbors
I hope that this will not end when the event is over
Our people work day and night so that the road can be used soon
With luck the seedlings planted today can be harvested in three months
""".strip().splitlines(),
}
SAID = {
    "id": ['"{speech}," ujar {name}, {role}, {day} ({d}/{m}).', '{role}, {name} mengatakan, "{speech}."', '"{speech}," tandas {name}.'],
    "en": ['"{speech}," said {name}, {role}, on {day} ({m}/{d}).', '{name}, {role}, said, "{speech}."', '"{speech}," {name} added.'],
}  # fmt: skip
ROLES = {
    "id": ["Lurah", "Kepala Seksi Taman", "Ketua RW", "Koordinator Lapangan", "Camat"],
    "en": [
        "the village head",
        "a section head",
        "the neighborhood's chairman",
        "the coordinator",
        "the subdistrict head",
    ],
}
WEEKDAYS = {
    "id": ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
CAPTIONS = [".", "....", "text .", "Suasana kegiatan warga pada pagi hari.", "Petugas memeriksa pintu air di lokasi."]
ALTS = ["IMG 20260407 081533", "DSC 0417", "taman, warga, bibit", "Kegiatan warga berlangsung di bawah terik matahari."]
AGENCIES = ["doc", "Istimewa", "Ilustrasi", "Humas Jakarta Timur"]
