"""Owns what the Indonesian stories are about: for each category, who does what to what, and why."""

# ruff: noqa: E501 - a row is read best on one line

from typing import NamedTuple


class Topic(NamedTuple):
    """One kind of event.

    Attributes:
        office: the agency's name after `Dinas`, or a key of `BODIES`.
        head: the verb as headlines have it.
        verb: the verb in the active.
        passive: the verb in the passive.
        noun: the verb made a noun.
        unit: the word between a number and the thing; may be empty.
        thing: what it is done to.
        scale: 1 for some, 2 for hundreds, 3 for thousands.
        purpose: a clause that says what for.
        benefit: the same as a noun.
    """

    office: str
    head: str
    verb: str
    passive: str
    noun: str
    unit: str
    thing: str
    scale: int
    purpose: str
    benefit: str


BODIES = {
    "@komisi-a": ("Komisi A DPRD DKI Jakarta", "Komisi A DPRD", "Anggota Komisi A DPRD DKI Jakarta"),
    "@komisi-d": ("Komisi D DPRD DKI Jakarta", "Komisi D DPRD", "Sekretaris Komisi D DPRD DKI Jakarta"),
    "@pansus": ("Panitia Khusus DPRD DKI Jakarta", "Pansus DPRD", "Ketua Panitia Khusus DPRD DKI Jakarta"),
    "@pemprov": ("Pemerintah Provinsi (Pemprov) DKI Jakarta", "Pemprov DKI", "Asisten Sekretaris Daerah DKI Jakarta"),
    "@pkk": ("Tim Penggerak PKK DKI Jakarta", "TP PKK DKI", "Sekretaris Tim Penggerak PKK DKI Jakarta"),
    "@pasar": ("Perumda Pasar Kota Raya", "Pasar Kota Raya", "Direktur Usaha Perumda Pasar Kota Raya"),
    "@satpol": ("Satuan Polisi Pamong Praja (Satpol PP) DKI Jakarta", "Satpol PP DKI", "Kepala Satpol PP DKI Jakarta"),
    "@air": ("Perumda Tirta Nusa Kota", "Tirta Nusa Kota", "Direktur Operasional Perumda Tirta Nusa Kota"),
    "@pangan": ("PT Lumbung Pangan Kota", "Lumbung Pangan Kota", "Direktur Utama PT Lumbung Pangan Kota"),
    "@bus": ("PT Bus Lintas Kota", "Bus Lintas Kota", "Kepala Departemen Operasi PT Bus Lintas Kota"),
}
"""Bodies that are no `Dinas`: in full, as headlines have it, and who speaks for it."""

_ROWS = """
ekonomi|PPKUKM|Latih|melatih|dilatih|pelatihan||pelaku usaha mikro|2|agar produk mereka mampu bersaing di pasar digital|daya saing usaha kecil
ekonomi|PPKUKM|Awasi|mengawasi|diawasi|pengawasan||pedagang bahan pokok|1|untuk menjaga harga pangan tetap terjangkau|kestabilan harga pangan
ekonomi|@pasar|Tata|menata|ditata|penataan||kios pasar|2|supaya pembeli merasa nyaman saat berbelanja|kenyamanan pembeli
ekonomi|PPKUKM|Dampingi|mendampingi|didampingi|pendampingan||perajin batik|1|agar mereka memperoleh sertifikat merek dagang|perlindungan karya perajin
pembangunan|Bina Marga|Perbaiki|memperbaiki|diperbaiki|perbaikan|ruas|trotoar|1|agar pejalan kaki dapat melintas dengan aman|keselamatan pejalan kaki
pembangunan|Sumber Daya Air|Keruk|mengeruk|dikeruk|pengerukan|titik|saluran air|1|untuk mengurangi risiko genangan saat hujan deras|kelancaran aliran air
pembangunan|Bina Marga|Pasang|memasang|dipasang|pemasangan|unit|lampu jalan|2|supaya jalan lingkungan tidak lagi gelap pada malam hari|keamanan warga pada malam hari
pembangunan|Sumber Daya Air|Bangun|membangun|dibangun|pembangunan|unit|sumur resapan|2|agar air hujan lebih cepat meresap ke dalam tanah|pengendalian genangan
pembangunan|Pertamanan dan Hutan Kota|Revitalisasi|merevitalisasi|direvitalisasi|revitalisasi|lokasi|taman lingkungan|1|agar warga memiliki ruang terbuka yang ramah anak|kualitas ruang terbuka hijau
pemerintahan|@pemprov|Evaluasi|mengevaluasi|dievaluasi|evaluasi||layanan kelurahan|1|agar pengurusan dokumen warga menjadi lebih cepat|mutu pelayanan publik
pemerintahan|Kependudukan dan Pencatatan Sipil|Terbitkan|menerbitkan|diterbitkan|penerbitan|lembar|akta kelahiran|3|supaya setiap anak tercatat sebagai warga|ketertiban administrasi kependudukan
pemerintahan|Kominfotik|Latih|melatih|dilatih|pelatihan||petugas pelayanan terpadu|2|agar layanan digital mudah dipakai oleh lansia|kemudahan layanan digital
pemerintahan|@pemprov|Serahkan|menyerahkan|diserahkan|penyerahan|berkas|sertifikat aset daerah|2|untuk memberikan kepastian hukum atas aset daerah|kepastian hukum aset daerah
kesra|Sosial|Salurkan|menyalurkan|disalurkan|penyaluran|paket|kebutuhan pokok|3|untuk meringankan pengeluaran keluarga prasejahtera|kesejahteraan keluarga prasejahtera
kesra|Sosial|Bagikan|membagikan|dibagikan|pembagian|unit|kursi roda|1|agar penyandang disabilitas lebih leluasa beraktivitas|kemandirian penyandang disabilitas
kesra|Sosial|Data|mendata|didata|pendataan||warga lanjut usia|3|supaya bantuan diterima oleh orang yang tepat|ketepatan sasaran bantuan
kesra|Perumahan Rakyat|Renovasi|merenovasi|direnovasi|renovasi|unit|rumah warga|1|agar keluarga berpenghasilan rendah menempati rumah yang layak|pemenuhan rumah layak huni
pendidikan|Pendidikan|Tambah|menambah|ditambah|penambahan|ruang|kelas sekolah dasar|1|agar semua anak usia sekolah tertampung|pemerataan pendidikan
pendidikan|Pendidikan|Latih|melatih|dilatih|pelatihan||guru taman kanak-kanak|2|supaya kegiatan belajar semakin menyenangkan|mutu pembelajaran anak usia dini
pendidikan|Perpustakaan dan Kearsipan|Sebar|menyebar|disebar|penyebaran|eksemplar|buku bacaan anak|3|untuk menumbuhkan minat baca sejak dini|peningkatan minat baca
pendidikan|Pendidikan|Bina|membina|dibina|pembinaan||siswa peserta lomba sains|2|agar mereka siap tampil di tingkat nasional|prestasi siswa
fokus|@pemprov|Siapkan|menyiapkan|disiapkan|penyiapan|titik|posko siaga banjir|1|untuk mempercepat pertolongan kepada warga|kesiapsiagaan menghadapi musim hujan
fokus|Lingkungan Hidup|Tambah|menambah|ditambah|penambahan|unit|alat pemantau udara|1|agar warga dapat mengetahui kualitas udara setiap saat|pengendalian pencemaran udara
fokus|Ketahanan Pangan|Kembangkan|mengembangkan|dikembangkan|pengembangan|lahan|kebun sayur kota|1|supaya warga memiliki sumber pangan sendiri|kemandirian pangan keluarga
lintas-kota|Lingkungan Hidup|Angkut|mengangkut|diangkut|pengangkutan|meter kubik|sampah kali|2|untuk mengembalikan fungsi kali sebagai saluran air|kebersihan lingkungan
lintas-kota|@satpol|Tertibkan|menertibkan|ditertibkan|penertiban|lembar|spanduk liar|2|agar wajah kota tampak rapi dan bersih|keindahan kota
lintas-kota|Gulkarmat|Periksa|memeriksa|diperiksa|pemeriksaan|unit|hidran kebakaran|1|supaya alat itu siap dipakai setiap saat|pencegahan kebakaran
lintas-kota|Pertamanan dan Hutan Kota|Pangkas|memangkas|dipangkas|pemangkasan|batang|pohon tua|2|untuk mencegah pohon tumbang saat angin kencang|keselamatan pengguna jalan
wisata|Pariwisata|Gelar|menggelar|digelar|gelaran|panggung|kesenian Betawi|1|untuk memperkenalkan budaya lokal kepada wisatawan|pelestarian budaya Betawi
wisata|Pariwisata|Latih|melatih|dilatih|pelatihan||pemandu wisata|2|agar pelayanan kepada wisatawan semakin baik|kenyamanan wisatawan
wisata|Kebudayaan|Rawat|merawat|dirawat|perawatan|unit|bangunan cagar budaya|1|agar jejak sejarah kota tetap terjaga|pelestarian sejarah kota
wisata|Pariwisata|Benahi|membenahi|dibenahi|pembenahan|titik|dermaga wisata|1|supaya perjalanan wisatawan lebih aman|keselamatan wisatawan
kesehatan|Kesehatan|Periksa|memeriksa|diperiksa|pemeriksaan kesehatan||warga lanjut usia|2|untuk menemukan gejala penyakit sedini mungkin|kesehatan warga lanjut usia
kesehatan|Kesehatan|Imunisasi|mengimunisasi|diimunisasi|imunisasi||anak balita|3|agar mereka terlindung dari penyakit menular|perlindungan kesehatan anak
kesehatan|Kesehatan|Tambah|menambah|ditambah|penambahan|unit|ambulans gawat darurat|1|supaya pasien lebih cepat memperoleh pertolongan|kecepatan layanan gawat darurat
kesehatan|Kesehatan|Bina|membina|dibina|pembinaan||kader jumantik|2|untuk menekan perkembangbiakan nyamuk|pencegahan demam berdarah
pemberdayaan-perempuan|@pkk|Latih|melatih|dilatih|pelatihan||kader dasawisma|2|agar pendataan keluarga semakin akurat|ketahanan keluarga
pemberdayaan-perempuan|Pemberdayaan Perempuan|Dampingi|mendampingi|didampingi|pendampingan||ibu pelaku usaha rumahan|2|supaya penghasilan keluarga bertambah|kemandirian ekonomi perempuan
pemberdayaan-perempuan|@pkk|Bentuk|membentuk|dibentuk|pembentukan|kelompok|kebun ibu rumah tangga|1|agar kebutuhan sayur keluarga terpenuhi|ketahanan pangan keluarga
jakarta-hari-ini|@pemprov|Siapkan|menyiapkan|disiapkan|penyiapan|panggung|hiburan warga|1|untuk memeriahkan akhir pekan di ibu kota|kemeriahan akhir pekan
jakarta-hari-ini|Perhubungan|Atur|mengatur|diatur|pengaturan|titik|persimpangan padat|1|agar perjalanan warga tetap lancar|kelancaran lalu lintas
jakarta-hari-ini|Lingkungan Hidup|Kerahkan|mengerahkan|dikerahkan|pengerahan||petugas kebersihan|2|supaya lokasi acara segera bersih kembali|kebersihan ruang publik
olahraga|Pemuda dan Olahraga|Bina|membina|dibina|pembinaan||atlet pelajar|2|agar mereka siap menghadapi pekan olahraga pelajar|prestasi olahraga pelajar
olahraga|Pemuda dan Olahraga|Perbaiki|memperbaiki|diperbaiki|perbaikan|unit|lapangan serbaguna|1|supaya warga dapat berolahraga dengan nyaman|kebugaran warga
olahraga|Pemuda dan Olahraga|Gelar|menggelar|digelar|gelaran|laga|sepak bola antarkampung|1|untuk mempererat persaudaraan antarwarga|persaudaraan antarwarga
transportasi|Perhubungan|Tambah|menambah|ditambah|penambahan|titik|pemberhentian bus|1|agar warga lebih mudah menjangkau angkutan umum|kemudahan akses angkutan umum
transportasi|@bus|Operasikan|mengoperasikan|dioperasikan|pengoperasian|unit|bus listrik|2|untuk menekan emisi gas buang kendaraan|pengurangan emisi
transportasi|Perhubungan|Tertibkan|menertibkan|ditertibkan|penertiban|unit|kendaraan parkir liar|2|supaya badan jalan kembali dapat dilalui|kelancaran lalu lintas
transportasi|@bus|Latih|melatih|dilatih|pelatihan||pramudi bus|2|agar pelanggan merasa aman sepanjang perjalanan|keselamatan pelanggan
bumd|@air|Pasang|memasang|dipasang|pemasangan|sambungan|pipa air bersih|3|agar warga tidak lagi bergantung pada air tanah|pemenuhan air bersih
bumd|@pangan|Jual|menjual|dijual|penjualan|paket|pangan bersubsidi|3|untuk membantu warga memperoleh pangan bermutu|keterjangkauan pangan
bumd|@pasar|Pugar|memugar|dipugar|pemugaran|blok|pasar rakyat|1|supaya pedagang dan pembeli merasa lebih nyaman|kebangkitan pasar rakyat
legislatif|@komisi-a|Bahas|membahas|dibahas|pembahasan||usulan warga|1|agar kebutuhan warga masuk ke dalam anggaran|keterbukaan anggaran
legislatif|@komisi-d|Tinjau|meninjau|ditinjau|peninjauan|lokasi|proyek drainase|1|untuk memastikan pekerjaan selesai tepat waktu|pengawasan pembangunan
legislatif|@pansus|Tinjau|meninjau|ditinjau|peninjauan|lokasi|aset daerah terbengkalai|1|agar aset itu kembali bermanfaat bagi warga|penertiban aset daerah
"""


def _read() -> dict[str, tuple[Topic, ...]]:
    topics: dict[str, list[Topic]] = {}
    for row in _ROWS.strip().splitlines():
        category, office, head, verb, passive, noun, unit, thing, scale, purpose, benefit = row.split("|")
        topic = Topic(office, head, verb, passive, noun, unit, thing, int(scale), purpose, benefit)
        topics.setdefault(category, []).append(topic)
    return {category: tuple(each) for category, each in topics.items()}


TOPICS = _read()
"""The kinds of event of each category, by the category's slug."""
