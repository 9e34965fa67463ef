"""Made-up words of what stands round an article: consent, opinion, letters from readers."""

# ruff: noqa: E501 - a sentence is read best on one line

from bench.drift.draw import Draw, Pool

_CONSENT = Pool(
    "consent",
    """
Kami dan mitra kami memakai kuki untuk mengingat pilihan Anda, mengukur kunjungan dan memperbaiki layanan situs ini.
Dengan menekan tombol setuju, Anda mengizinkan kami menyimpan kuki di peramban yang Anda gunakan hari ini.
Kuki yang wajib tetap menyala karena tanpa kuki tersebut halaman tidak dapat ditampilkan dengan benar.
Anda dapat menarik kembali persetujuan kapan saja lewat tautan pengaturan privasi di kaki halaman.
Data kunjungan disimpan paling lama tiga belas bulan dan tidak dijual kepada pihak mana pun.
Alamat IP Anda disamarkan sebelum dikirim ke layanan statistik yang kami pakai bersama instansi lain.
Kebijakan ini terakhir diperbarui pada 12 Januari 2026 dan berlaku untuk semua subdomain.
Jika Anda berusia di bawah tujuh belas tahun, mintalah orang tua membaca pemberitahuan ini terlebih dahulu.
Kami tidak mengumpulkan nama, nomor telepon ataupun data keluarga tanpa persetujuan tertulis.
Sebagian mitra mengolah data berdasarkan kepentingan yang sah, dan Anda berhak menolaknya.
Pilihan Anda hanya berlaku di perangkat ini sehingga perlu diulang pada gawai yang lain.
Untuk pertanyaan tentang pelindungan data, hubungi petugas kami pada jam kerja, Senin sampai Jumat.
Kuki statistik membantu redaksi mengetahui berita mana yang paling banyak dibaca warga.
Menolak kuki iklan tidak mengurangi jumlah iklan yang tampil, hanya membuatnya kurang sesuai.
""".strip().splitlines(),
)
_OPINION = Pool(
    "opinion",
    """
Setiap pagi saya menunggu bus di halte yang sama, dan setiap pagi pula saya menghitung berapa orang yang memilih berjalan kaki.
Kota yang baik bukan kota yang paling tinggi gedungnya, melainkan kota yang anak-anaknya berani menyeberang sendirian.
Barangkali sudah waktunya kita berhenti menyalahkan hujan dan mulai merawat selokan di depan rumah masing-masing.
Seorang kawan lama pernah berkata bahwa trotoar adalah ruang tamu sebuah kota, dan saya kira ia benar.
Pasar pagi mengajarkan sopan santun lebih banyak daripada buku mana pun yang pernah saya baca.
Di ujung gang itu ada pohon mangga yang usianya lebih tua daripada semua penghuni kampung.
Kalau taman kota hanya indah di foto, siapa sebenarnya yang duduk di bangkunya pada sore hari?
Penulis adalah pengajar di sebuah perguruan tinggi dan gemar bersepeda di akhir pekan.
Bukan uang yang kurang, melainkan kesabaran untuk mengerjakan hal kecil setiap hari tanpa difoto.
Angka-angka dalam laporan itu rapi sekali, terlalu rapi untuk kota yang jalannya berlubang.
Kita terlalu sering membangun untuk dipandang dari mobil, padahal kebanyakan dari kita berjalan kaki.
Tulisan ini adalah pendapat pribadi dan tidak mewakili sikap lembaga tempat penulis bekerja.
Ketika reporter muda itu bertanya kepada saya, saya hanya bisa menunjuk ke arah sungai.
Saya percaya perpustakaan kecil di rusun lebih berguna daripada satu lagi baliho di perempatan.
Berita terkait banjir selalu ramai dibaca, tetapi berita tentang orang yang membersihkan kali jarang sekali.
Pada akhirnya yang diingat warga bukan pidato, melainkan lampu jalan yang kembali menyala.
""".strip().splitlines(),
)
_COMMENTS = Pool(
    "comments",
    """
Mantap, semoga di kelurahan saya juga segera dikerjakan karena sudah lama sekali kami menunggu kabarnya.
Tolong dicek lagi lampu di dekat jembatan, sudah tiga malam mati dan anak-anak takut pulang mengaji.
Saya kemarin lewat sana dan memang sudah jauh lebih baik, terima kasih kepada semua petugas di lapangan.
Buat editor, judulnya kepanjangan, tapi isinya jelas dan mudah dimengerti oleh orang tua saya.
Reporter yang menulis ini sepertinya belum pernah naik angkot dari terminal lama pada jam pulang kantor.
Kapan giliran wilayah timur? Dari tahun lalu janji terus, sampai sekarang belum ada yang datang mengukur.
Setuju sekali, yang penting dirawat setelah jadi, jangan hanya ramai waktu peresmian lalu dilupakan.
Numpang tanya, apakah warga yang KTP-nya belum pindah tetap boleh ikut mendaftar lewat aplikasi?
Alhamdulillah, ibu saya terbantu sekali, antreannya sekarang cuma lima belas menit dari biasanya dua jam.
Menurut saya anggarannya lebih baik dipakai untuk memperbaiki saluran air yang mampet di gang-gang.
Foto beritanya kurang terang, tetapi informasinya lengkap sampai jam layanan dan nomor telepon.
Sudah baca dua kali tetap tidak ketemu alamat lengkapnya, mohon ditambahkan di bagian bawah berita.
""".strip().splitlines(),
)
_TEASERS = Pool(
    "teasers",
    """
Menghitung Langkah di Trotoar Kota|Secangkir Kopi dan Peta Lama|Surat untuk Penjaga Pintu Air|Rumah Susun yang Punya Perpustakaan
Kampung Tanpa Klakson|Belajar Sabar dari Tukang Kebun|Hujan Pertama di Bulan Oktober|Sepeda Tua Pak Lurah
Yang Tersisa dari Pasar Malam|Menunggu Bus Terakhir|Bangku Taman Nomor Tujuh|Dapur Umum di Ujung Gang
""".strip()
    .replace("\n", "|")
    .split("|"),
)
_SIDE_HEADINGS = Pool(
    "side headings", ["Opini", "Pilihan Redaksi", "Kolom Pembaca", "Sorotan", "Catatan Kota", "Berita Terbaru"]
)
_PEOPLE = Pool(
    "readers", ["Budi S.", "warga_kampung", "Ibu Ratih", "Andika P", "Mpok Nur", "Yanto77", "Lestari", "Bang Udin"]
)
_WHENS = Pool(
    "times of letters",
    ["2 jam lalu", "Kamis, 08 Oktober 2026 09:12", "kemarin", "07-10-2026", "08/10/2026 11:40 WIB", "3 hari yang lalu"],
)
_TOPICS = Pool(
    "tags",
    [
        "transportasi",
        "kesra",
        "balaikota",
        "layanan publik",
        "warga",
        "jakarta",
        "lingkungan",
        "kesehatan",
        "anggaran",
        "pasar",
        "rusun",
        "banjir",
    ],
)
_LETTERS = Pool(
    "newsletters",
    """
Ingin kabar kota setiap pagi? Daftarkan alamat surel Anda dan kami kirim ringkasannya sebelum pukul tujuh.
Jangan lewatkan berita penting! Ikuti buletin mingguan kami, gratis dan bisa berhenti kapan saja.
Dapatkan pemberitahuan langsung di ponsel Anda dengan mengikuti saluran WhatsApp kami sekarang juga.
Langganan buletin warga: agenda, layanan dan cerita dari lima wilayah kota langsung ke kotak surat Anda.
""".strip().splitlines(),
)


def consent(draw: Draw, length: int) -> list[str]:
    """Sentences of a consent box, at least so many characters where the set has them."""
    return _paragraphs(draw, _CONSENT, length)


def opinion(draw: Draw, length: int) -> list[str]:
    """Paragraphs of a column, at least so many characters."""
    return _paragraphs(draw, _OPINION, length)


def comments(draw: Draw, count: int) -> list[tuple[str, str, str]]:
    """Name, time and words of letters from readers."""
    words = draw.several(_COMMENTS, count)
    return [(draw.pick(_PEOPLE), draw.pick(_WHENS), each) for each in words]


def teasers(draw: Draw, count: int) -> list[str]:
    """Headlines of what stands beside."""
    return draw.several(_TEASERS, count)


def side_heading(draw: Draw) -> str:
    """The name of a column beside."""
    return draw.pick(_SIDE_HEADINGS)


def topics(draw: Draw, count: int) -> list[str]:
    """Tags."""
    return draw.several(_TOPICS, count)


def newsletter(draw: Draw) -> str:
    """An invitation to subscribe."""
    return draw.pick(_LETTERS)


def _paragraphs(draw: Draw, pool: Pool[str], length: int) -> list[str]:
    """Deal sentences out to paragraphs of two, over and over again until they are long enough."""
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < length:
        sentences = draw.several(pool, 99)
        paragraphs += [" ".join(sentences[start : start + 2]) for start in range(0, len(sentences), 2)]
    return paragraphs
