"""What the mutations of `bench.drift` draw from on holdout pages, by the name of the pool: other words, other forms.

A pool that is missing here has no other choices to offer (the places where a box may stand), and is drawn from as it is.
"""

# ruff: noqa: E501 - a sentence and a piece of markup are read best on one line

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

_CHOICES: dict[str, Sequence[Any]] = {
    # -- words
    "consent": """
Agar situs berjalan lancar, sejumlah berkas kecil kami titipkan di peramban yang sedang Anda pakai.
Berkas itu mengenali bahasa, ukuran huruf dan kota yang terakhir Anda pilih di halaman depan.
Anda bebas menolak semuanya kecuali berkas yang diperlukan untuk menampilkan halaman ini.
Rekaman kunjungan disimpan di pusat data dalam negeri dan dihapus setiap akhir tahun anggaran.
Pihak ketiga hanya menerima angka ringkasan, tanpa nama, tanpa alamat dan tanpa nomor gawai.
Ketentuan lengkapnya dapat dibaca di kantor layanan informasi setiap hari kerja.
Perubahan ketentuan diumumkan paling lambat dua minggu sebelum berlaku.
Orang tua sebaiknya mendampingi anak ketika mengisi formulir daring mana pun.
""".strip().splitlines(),
    "opinion": """
Sudah tiga tahun saya tidak lagi memarkir mobil di depan rumah, dan tetangga mulai menirunya.
Sungai tidak pernah lupa jalannya; kitalah yang lupa pernah memberinya ruang.
Ada yang bilang kota ini lelah, padahal yang lelah adalah orang-orang yang menunggu di pinggirnya.
Seandainya setiap gang menanam satu pohon saja, barangkali siang tidak akan sekejam ini.
Di warung kopi dekat stasiun, orang membicarakan harga beras lebih lama daripada pertandingan bola.
Saya menulis catatan ini di kereta terakhir, di antara orang yang tertidur sambil memeluk tas.
Anak saya bertanya mengapa lapangan dekat sekolah dipagari, dan saya tidak punya jawaban yang baik.
Yang kecil dan tekun sering kali menang, asalkan ia diberi waktu yang cukup panjang.
Penulis bekerja sebagai pustakawan dan tinggal di tepi kanal.
Lain kali, sebelum membangun yang baru, mari kita sapu dulu yang lama sampai bersih.
""".strip().splitlines(),
    "comments": """
Wah, akhirnya sampai juga ke kampung kami, salam dari pojok gang sebelah musala.
Mohon maaf, apakah layanan ini juga buka hari libur? Saya kerja dari Senin sampai Sabtu.
Bagus, tapi tolong pagar di tikungan jangan dibuka terus, bahaya untuk anak kecil.
Numpang lewat, Pak Editor, paragraf kedua ada salah ketik satu huruf.
Kakek saya ikut lomba itu dan pulang membawa ember, kami sekeluarga tertawa sampai malam.
Lampunya terang sekali sampai kamar saya tidak perlu dinyalakan, hemat listrik.
Semoga tidak hanya diresmikan lalu ditinggal seperti taman yang di sebelah pasar lama.
Kalau boleh usul, halte dipindah sedikit ke barat supaya tidak kehujanan.
""".strip().splitlines(),
    "teasers": """
Sebelum Kereta Pertama Berangkat|Kursi Plastik di Depan Warung|Peta Buta Seorang Pengantar Paket|Hari Ketika Listrik Padam
Burung Gereja di Atap Balai|Nasi Uduk Jam Lima Pagi|Menambal Ban Menambal Waktu|Pintu Besi yang Tidak Pernah Dikunci
""".strip().replace("\n", "|").split("|"),
    "side headings": ["Jendela", "Rekomendasi", "Suara Anda", "Ruang Pembaca", "Lainnya", "Terbaru"],
    "readers": ["Pakde Karso", "nengtika", "Om Hari", "S. Wahyuni", "anak_rusun", "Emak Ida", "Doel88"],
    "times of letters": ["15 menit lalu", "Senin, 05 Oktober 2026 20:01", "tadi pagi", "06-10-2026", "5 hari lalu", "04/10/2026 07:25 WIB"],
    "tags": ["taman kota", "sepeda", "pelatihan", "sembako", "drainase", "olahraga", "perahu", "pohon", "lansia", "RPTRA"],
    "newsletters": """
Satu surel setiap Jumat sore, isinya hal-hal kecil yang terjadi di kelurahan Anda. Tertarik?
Supaya tidak ketinggalan kabar, pasang aplikasi kami atau tinggalkan alamat surel di bawah ini.
Kabar warga langsung ke gawai Anda: pilih kota, pilih jam, selesai. Tanpa biaya apa pun.
""".strip().splitlines(),
    "consent buttons": ["Baik", "Izinkan", "Lanjut", "Simpan Pilihan"],
    "shares": ["Sebarkan|Facebook|WhatsApp|X", "Bagikan artikel|Telegram|LINE|Salin", "Share this|X|Facebook", "BAGIKAN :|WhatsApp|Surel"],
    "headings of comments": ["Ruang Diskusi", "{n} Balasan", "Komentar Pembaca", "Suara Warga ({n})"],
    "names of the home page": ["Laman Utama", "Depan", "Beritajakarta"],
    "badges": ["Transportasi", "Olahraga", "Kesehatan", "Wisata", "DPRD", "Kesra", "Ekonomi"],
    # -- bylines
    "byline orders": [
        ("date", "editor", "reporter", "translator", "views"), ("reporter", "views", "translator", "editor", "date"),
        ("editor", "translator", "date", "reporter", "views"), ("views", "reporter", "editor", "translator", "date"),
        ("translator", "reporter", "editor", "date", "views"),
    ],
    "byline lines": ["section", "dd", "br", "span-br", "small-div", "address"],
    "byline separators": [" / ", " &mdash; ", "  ", " ● "],
    "label cases": ["{LABEL} :{name}", "{LABEL}:{name}", "{label} :{name}", "{LABEL}  :  {name}"],
    "label colons": ["{Label}  {name}", "{Label} :{name}", "<em>{Label}</em>: {name}", "<span>{Label}</span> <span>{name}</span>", "<u>{Label} : </u>{name}"],
    "labels on a line of their own": [
        "<h6>{Label}</h6><p>{name}</p>", "{LABEL}<br><b>{name}</b>", "<ul><li>{Label}</li><li>{name}</li></ul>",
        "<section>{Label}:</section><section>{name}</section>", "<div><b>{Label}</b></div><div>{name}</div>",
    ],
    "views": ["Dilihat: {n}", "{n} kali dilihat", "Dibaca {dotted} kali", "Hits {n}", "{n} pembaca", "Views {dotted}"],
    "crumbs": [
        '<ul><li><a href="/">{home}</a></li><li>/</li><li>{link}</li></ul>',
        '<div><a href="/">{home}</a> &raquo; {link} &raquo; {title}</div>',
        '<nav><span><a href="/">{home}</a></span> &middot; <span>{link}</span></nav>',
        '<div><div><a href="/">{home}</a></div><div>{link}</div><div>{title}</div></div>',
        '<span class="badge">{link}</span>',
        '<p class="badge"><b>{link}</b></p>',
    ],
    # -- icons
    "ligatures": [("query_builder", "visibility", "account_box"), ("watch_later", "remove_red_eye", "perm_identity"), ("calendar_month", "preview", "person_outline")],
    "icon fonts": [("ti ti-clock", "ti ti-eye", "ti ti-user"), ("ri-time-line", "ri-eye-line", "ri-user-line"), ("fas fa-clock", "fas fa-eye", "fas fa-pen")],
    "svg titles": [("Jam terbit", "Kunjungan", "Jurnalis"), ("Published", "Reads", "By"), ("", "", ""), ("time", "seen", "writer")],
    "emoji": [("🕑", "👁", "👩"), ("📆", "👀", "🧑"), ("⏱️", "📊", "🖋️")],
    # -- lists
    "card orders": [
        ("badge", "title", "img", "meta"), ("img", "meta", "badge", "title"), ("title", "img", "meta"), ("badge", "title", "meta", "img"),
        ("meta", "img", "title"),
    ],
    "orders of small print": [("views", "reporter", "date"), ("reporter", "views", "date"), ("date", "views", "reporter")],
    "small print": [" / ", " — ", "em", "p", "br", "b", "section"],
    "card frames": [("section", "div"), ("div", "section"), ("article", "div"), ("ul", "li"), ("div", "figure")],
    "card headlines": ["h2", "h6", "b", "span", "section"],
    "heading tags": ["h4", "header", "b", "section"],
    # -- markup
    "classes": ["nx", "k-9", "zz", "tt-a", "u-flow", "o-box", "q", "vv-1", "pane", "rail", "deck", "leaf", "knob", "span-4", "w-2", "aux"],
    "wrappers of paragraphs": ["div>div>div", "section>div", "span>span", "div>section"],
    "wrappers of sections": ["div>section", "div>div", "article>div", "section>section>div"],
    "wrappers of header parts": ["div>div", "article", "div>hgroup", "center"],
    "wrappers of words": ["big", "span>font", "i", "span>b"],
    "elements for p": ["center", "address", "div", "section", "dt"],
    "elements for lists": [("article", "div"), ("div", "article"), ("ul", "li"), ("section", "div")],
    "elements for blockquote": ["div", "p", "h4", "article", "address"],
    "elements for h2 and h3": ["span", "section", "h6", "b", "address"],
    "elements for span": ["label", "i", "section", "strong", "font"],
    "orders of the head": [("photo", "title", "byline"), ("title", "photo", "byline"), ("byline", "title", "photo"), ("title", "byline", "photo")],
    "credits": ["Foto : {x} / Beritajakarta.id", "(FOTO : {x})", "Fotografer: {x}", "Foto oleh {x}", "{alt} (foto: {x})", "( Foto: {x} )"],
    "credit tags": ["figcaption>span", "p", "div>small", "figcaption>em"],
    "lazy photos": ["data-lazy src", "data-srcset", "data-src", "data-original", "srcset"],
    "tag forms": ["Topik : {commas}", "Tag terkait: {links}", "{hash_links}", "Kata kunci {links}", "TAGS: {hashes}"],
    "read-also boxes": [
        "<div>{label}: {link}</div>", "<p><em>{label}</em> {link}</p>", "<section><b>{label}</b><br>{link}</section>",
        "<dl><dt>{label}</dt><dd>{link}</dd></dl>",
    ],
    "read-also labels": ["Baca Juga", "Lihat juga", "BACA JUGA", "Simak Juga"],
    "newsletter forms": [
        '<form><p>{text}</p><input name="surel"><button>Berlangganan</button></form>',
        '<div><form><h5>Kabar Warga</h5><div>{text}</div><input type="email"><button>Ikuti</button></form></div>',
        '<form><fieldset><legend>Buletin Kota</legend>{text}<input name="e"></fieldset></form>',
    ],
    "comment forms": [
        "<div><h6>{name}</h6><p>{text}</p><p>{when}</p></div>",
        "<li><b>{name}</b> ({when})<br>{text}</li>",
        "<article><p>{name}</p><p>{text}</p><footer>{when}</footer></article>",
    ],
    "column tags": [("div", "article"), ("aside", "section"), ("aside", "article"), ("nav", "div")],
    "consent tags": ["form", "footer", "div", "dialog open"],
}  # fmt: skip

CHOICES: Mapping[str, Sequence[Any]] = MappingProxyType(_CHOICES)
"""Choices by the name of the pool."""
