"""Owns the Indonesian sentences; their slots are filled from one event."""

# ruff: noqa: E501 - a sentence is read best on one line

HEADLINES = (
    "{short} {head} {Counted} di {place}",
    "{Counted} di {place} {Passive}",
    "{Noun} {Thing} di {place} Capai {percent} Persen",
    "{short} Targetkan {Noun} {Thing} di {place} Rampung {month}",
    "Warga {place} Sambut Baik {Noun} {Thing}",
    "{short} {head} {Thing} di RT {rt}/RW {rw} {place}",
    "{Noun} {Thing} Wilayah {place} - {other} Dimulai",
    "{short} Kebut {Noun} {Thing} di {place}",
    "Tahun Ini, {Counted} di {city} {Passive}",
    "{head} {Thing}, {short} Libatkan Warga {place}",
)
SHORT_HEADLINE = "{Thing} di {place} Mulai {Passive}"

CAPTION_ENDS = (
    ", Warga Sambut Antusias",
    ", Ditargetkan Rampung {month}",
    ", Petugas Gabungan Dikerahkan",
    " Secara Bertahap",
    " Sepanjang Tahun {year}",
)

LEADS = (
    "{agency} {verb} {counted} di wilayah {place}, {city}.",
    "Sebanyak {counted} di wilayah {place}, {city}, {passive} oleh {agency} sejak awal pekan ini.",
    "{agency} mulai {verb} {thing} di wilayah {place}, {city}. Kegiatan itu dilakukan {purpose}.",
    "Guna mendukung {benefit}, {agency} {verb} {counted} di wilayah {place}, {city}.",
    "Pekan ini, {agency} kembali {verb} {thing} di {city}. Kali ini kegiatan dipusatkan di wilayah {place}.",
    "{agency} mempercepat {noun} {thing} di wilayah {place}, {city}, {purpose}.",
    "Upaya meningkatkan {benefit} terus dilakukan {agency}. Salah satunya melalui {noun} {thing} di wilayah {place}, {city}.",
)

SOURCES = (
    "{role}, {name} mengatakan, {noun} {thing} tersebut dilakukan {purpose}.",
    "{role}, {name} menuturkan, kegiatan ini merupakan tindak lanjut atas aduan yang disampaikan warga melalui kelurahan.",
    "Menurut {role}, {name}, {noun} {thing} menjadi salah satu prioritas pada tahun {year}.",
    "{role}, {name} menjelaskan, wilayah {place} dipilih karena kebutuhan warganya paling mendesak dibandingkan wilayah lain.",
    "{role}, {name} menyebutkan, persiapan {noun} {thing} telah dimulai sejak beberapa pekan lalu bersama para pengurus RT/RW setempat.",
)

SPEECHES = (
    "Kami menargetkan seluruh kegiatan selesai sebelum akhir {month}",
    "Kami mengajak warga untuk ikut menjaga hasil {noun} ini",
    "Petugas kami bekerja secara bertahap supaya kegiatan warga tidak terganggu",
    "Hasilnya harus dapat langsung dirasakan oleh masyarakat",
    "Setiap laporan warga kami tindak lanjuti paling lambat dalam waktu tiga hari",
    "Yang paling utama adalah {benefit}",
    "Kami tidak ingin ada satu pun warga {place} yang tertinggal",
    "Semua tahapan kami umumkan secara terbuka di kantor kelurahan",
    "Dukungan warga {place} membuat pekerjaan ini berjalan lebih cepat",
    "Cara kerja seperti ini akan kami terapkan juga di wilayah {other}",
    "Kami sudah menyiapkan petugas cadangan jika cuaca kurang mendukung",
    "Tahun depan jumlahnya akan kami tambah sesuai dengan kebutuhan di lapangan",
    "Kerja sama semua pihak menjadi kunci keberhasilan {noun} {thing}",
    "Kami terus memantau perkembangannya setiap pekan",
    "Kualitas pekerjaan tetap kami utamakan meskipun waktunya terbatas",
    "Warga dapat menegur langsung petugas kami apabila menemukan kekurangan",
    "Kami belajar dari pengalaman tahun lalu agar kesalahan yang sama tidak terulang",
    "Seluruh biaya kegiatan ditanggung pemerintah sehingga warga tidak perlu membayar apa pun",
)

SAID_FIRST = (
    "ujar {name}, {day} {date}.",
    "kata {name}, {day} {date}.",
    "ucap {last}, saat ditemui di {place}, {day} {date}.",
    "tutur {name} di kantornya, {day} {date}.",
)
SAID_HERE = (
    "ujar {last}, di sela kegiatan di RT {rt}/RW {rw}, {place}, {day} {date}.",
    "kata {last}, usai meninjau lokasi kegiatan di {place}, {day} {date}.",
)
SAID_AGAIN = ("kata {last}.", "ungkapnya.", "ujar {last} menambahkan.", "terang {name}.", "imbuhnya.")
SAID_LAST = ("tandasnya.", "tandas {last}.", "pungkas {last}.", "tutup {name}.")
SAID_CITIZEN = ("kata {friend}.", "ujar {friend} sambil tersenyum.", "tuturnya.", "ucap {friend}.")

FACTS = (
    "Hingga {day} pagi, {noun} {thing} di wilayah itu sudah mencapai {percent} persen. Sisanya akan dituntaskan secara bertahap hingga {month}.",
    "Kegiatan tersebut melibatkan {officers} petugas gabungan dari kecamatan, kelurahan, dan kelompok warga. Mereka dibagi dalam dua giliran kerja agar {noun} {thing} dapat berlangsung setiap hari.",
    "Anggaran yang disiapkan mencapai Rp{budget} miliar dan bersumber dari APBD tahun {year}. Penggunaannya diawasi bersama oleh inspektorat dan perwakilan warga.",
    "Sebelumnya, {agency} telah melakukan pendataan di {blocks} rukun warga (RW). Dari hasil pendataan itu, sekitar {households} kepala keluarga akan merasakan manfaat secara langsung.",
    "{last} menambahkan, lokasi kegiatan dipilih berdasarkan hasil musyawarah warga. Setiap usulan diperiksa di lapangan sebelum dimasukkan ke dalam rencana kerja.",
    "Selain di {place}, kegiatan serupa juga akan dilaksanakan di {other}. Jadwalnya disusun bersama para lurah agar tidak berbenturan dengan agenda warga.",
    "Pada tahun lalu, kegiatan yang sama telah berjalan di {blocks} lokasi dan mendapat tanggapan baik. Pengalaman itu dipakai sebagai acuan untuk menyusun tahapan kerja tahun ini.",
    "{noun_} {thing} dijadwalkan berlangsung selama {weeks} pekan. Warga yang membutuhkan penjelasan dapat mendatangi kantor kelurahan pada jam kerja.",
    "Untuk mendukung {benefit}, pihaknya juga membuka ruang pengaduan bagi warga. Laporan yang masuk diteruskan kepada petugas di lapangan pada hari yang sama.",
    "Menurut {last}, tantangan terbesar adalah keterbatasan lahan dan padatnya kegiatan warga. Karena itu, pihaknya memilih bekerja pada pagi hari ketika jalan masih lengang.",
    "Ia menerangkan, hasil {noun} {thing} akan dinilai kembali oleh tim independen. Penilaian itu meliputi mutu pekerjaan, ketepatan waktu, serta tingkat kepuasan warga.",
    "Lurah {place} turut mengimbau warga agar tidak ragu menyampaikan masukan. Masukan tersebut, lanjut {last}, sangat berharga untuk menyempurnakan kegiatan pada tahap berikutnya.",
    "Data perkembangan kegiatan ditampilkan melalui <i>dashboard</i> yang diperbarui setiap pekan. Dengan begitu, warga dapat ikut memantau {noun} {thing} dari rumah.",
    "Camat setempat menilai {noun} {thing} sejalan dengan rencana pembangunan wilayah {city}. Ia meminta jajarannya memberikan dukungan penuh hingga kegiatan selesai.",
    "Dalam pelaksanaannya, petugas menggunakan peralatan yang sudah lulus uji kelayakan. Selain itu, setiap petugas wajib mengikuti <i>briefing</i> keselamatan sebelum turun ke lapangan.",
    "Jangkauan kegiatan tahun ini meningkat dibandingkan dengan tahun sebelumnya yang hanya menjangkau {blocks} rukun warga. Peningkatan itu, lanjut {last}, tidak terlepas dari masukan warga dalam musyawarah perencanaan pembangunan.",
    "{last} memaparkan, terdapat tiga hal yang menjadi perhatian pihaknya, yakni ketepatan waktu, mutu hasil kegiatan, dan keterlibatan warga. Ketiganya dibahas dalam rapat bersama para lurah setiap hari Senin.",
    "Pihaknya juga menggandeng karang taruna dan pengurus RT/RW. Kehadiran mereka dinilai penting {purpose}.",
)

CITIZENS = (
    "Salah seorang warga RW {rw}, {neighbour} ({age}) mengaku senang dengan adanya {noun} {thing} di lingkungannya.",
    "Sementara itu, {neighbour} ({age}), warga {place}, berharap kegiatan seperti ini dapat dilakukan secara rutin.",
    "Tanggapan baik datang dari {neighbour} ({age}), warga RT {rt}/RW {rw}, yang sudah lama menantikan kegiatan tersebut.",
)
PRAISES = (
    "Dulu kami hanya bisa menunggu, sekarang manfaatnya sudah terasa",
    "Terima kasih kepada petugas yang sudah bekerja sejak pagi",
    "Semoga kegiatan ini terus berlanjut sampai ke gang-gang kecil",
    "Saya dan tetangga siap membantu menjaga hasilnya",
    "Anak-anak dan orang tua di sini ikut merasakan perubahannya",
)

STEP_HEADINGS = (
    "Berikut tahapan {noun} {thing} di {place}:",
    "Adapun <i>timeline</i> kegiatan di {place} sebagai berikut:",
)
STEPS = (
    "sosialisasi kepada warga di aula kelurahan",
    "pemeriksaan lokasi oleh petugas gabungan",
    "{noun} {thing} tahap pertama di {place}",
    "{noun} {thing} tahap kedua di {other}",
    "penilaian hasil bersama perwakilan warga",
)

NOTES = (
    "Untuk diketahui, {agency} juga menyediakan layanan informasi melalui <i>website</i> dan media sosial resmi.",
    "Sebagai informasi, kegiatan ini terbuka bagi seluruh warga {city} tanpa dipungut biaya.",
    "Informasi lebih lanjut dapat diperoleh di kantor kelurahan atau melalui <i>call center</i> pada hari kerja.",
)
