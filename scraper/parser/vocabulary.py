"""Every label, heading and set phrase that the site prints around an article, in both languages.

All are in lower case and hold letters alone, words separated by one blank, as `text.label_of` makes them: `+Indeks` is
`indeks`, `Jum'at` is `jum at`. A phrase of the live site has a source in SITE.md; the others are the words that
Indonesian and English news pages use in the same places.
"""

PERSON_LABELS = {
    "reporter": "reporter", "penulis": "reporter", "wartawan": "reporter", "pewarta": "reporter",
    "reported by": "reporter", "written by": "reporter", "ditulis oleh": "reporter", "dilaporkan oleh": "reporter",
    "editor": "editor", "redaktur": "editor", "penyunting": "editor",
    "edited by": "editor", "disunting oleh": "editor", "diedit oleh": "editor",
    "translator": "translator", "penerjemah": "translator", "alih bahasa": "translator",
    "translated by": "translator", "diterjemahkan oleh": "translator",
}  # fmt: skip
"""Labels in front of a name, and the field of Article that the name belongs to; a new field is a line here."""

LABEL_TITLES = frozenset(
    {"chief", "managing", "executive", "deputy", "senior", "junior", "associate", "assistant", "asisten", "wakil",
     "kepala", "koordinator", "foto", "photo", "video"}
)  # fmt: skip
"""Words that make another label of one behind them: `Chief Editor`."""

OTHER_PERSON_LABELS = frozenset(
    {"fotografer", "photographer", "foto", "photo", "kameramen", "cameraman", "juru foto", "juru kamera", "videografer",
     "videographer", "grafis", "sumber", "source"}
)  # fmt: skip
"""Labels in front of a name that no field of Article holds; they count only with a colon."""

VIEWS_LABELS = frozenset(
    {"dibaca", "telah dibaca", "dibaca sebanyak", "telah dibaca sebanyak", "dilihat", "telah dilihat", "pembaca",
     "tayang", "tayangan", "views", "view", "hits", "hit"}
)  # fmt: skip
"""What precedes the counter: `Hits 90`, `Dibaca 396 kali`."""

VIEWS_AFTER = frozenset({"x", "kali", "dibaca", "dilihat", "pembaca", "tayangan", "views", "view", "hits", "hit"})
"""What stands behind it, one or two of them: `396 kali`, `396x dibaca`."""

OTHER_COUNT_LABELS = frozenset(
    {"komentar", "comment", "comments", "balasan", "replies", "share", "shares", "bagikan", "dibagikan", "suka",
     "disukai", "like", "likes"}
)  # fmt: skip
"""What precedes a number that counts something else, or follows it: `Komentar 3`, `12 shares`."""

DATE_LABELS = frozenset(
    {"diterbitkan", "dipublikasikan", "ditayangkan", "diunggah", "terbit", "tanggal", "waktu", "published",
     "published on", "posted", "posted on", "date", "diterbitkan pada", "dipublikasikan pada", "ditayangkan pada"}
)  # fmt: skip
"""What precedes the day of publication."""

OTHER_DATE_LABELS = frozenset(
    {"diperbarui", "diperbaharui", "dimutakhirkan", "diubah", "terakhir diperbarui", "terakhir diperbaharui",
     "terakhir diubah", "updated", "updated on", "last updated", "modified", "diakses", "diakses pada"}
)  # fmt: skip
"""What precedes another day, which is no fact about the article."""

ICONS = {
    **dict.fromkeys(
        ("access_time", "schedule", "today", "event", "update", "history", "bi-clock", "bi-clock-fill"), "date"
    ),
    **dict.fromkeys(("remove_red_eye", "visibility", "bi-eye", "bi-eye-fill", "\U0001f440", "\U0001f441"), "views"),
    **dict.fromkeys(
        ("person", "group", "account_circle", "bi-person", "bi-person-fill", "bi-people", "bi-people-fill",
         "\U0001f464", "\U0001f465", "\U0001f9d1"), "person",
    ),
    **dict.fromkeys(
        ("photo", "photo_camera", "camera", "camera_alt", "image", "bi-camera", "bi-camera-fill", "bi-image",
         "\U0001f4f7", "\U0001f4f8"), "photo",
    ),
    **dict.fromkeys(
        ("comment", "chat", "chat_bubble", "chat_bubble_outline", "forum", "share", "reply", "favorite",
         "favorite_border", "thumb_up", "thumb_down", "star", "bookmark", "bi-chat", "bi-chat-fill", "bi-chat-dots",
         "bi-chat-dots-fill", "bi-chat-left", "bi-chat-left-fill", "bi-chat-left-text", "bi-chat-left-text-fill",
         "bi-chat-square", "bi-chat-square-text", "bi-share", "bi-share-fill", "bi-reply", "bi-reply-fill", "bi-heart",
         "bi-heart-fill", "bi-hand-thumbs-up", "bi-hand-thumbs-up-fill", "bi-star", "bi-star-fill", "bi-bookmark",
         "bi-bookmark-fill", "\U0001f4ac", "\U0001f5e8", "\U0001f44d", "\U0001f44e", "\u2764"),
        "other-count",
    ),
    **dict.fromkeys(
        ("edit", "create", "label", "menu", "close", "search", "home", "videocam", "translate"), "other"
    ),
}  # fmt: skip
"""Names of icons, and emoji, and what stands behind each; any other word with an underscore in it is an icon too.

The mobile page prints the names as text, for a font to turn into pictures.
"""

PHOTO_LABELS = frozenset(
    {"foto", "fotografer", "photo", "photographer", "dok", "dokumentasi", "foto oleh", "photo by", "sumber foto"}
)
"""What precedes the photographer's name: `(Foto: X)`."""

COURTESY = "istimewa"
"""What replaces the photographer's name where the photo was given to the site."""

SITE_NAMES = frozenset({"beritajakarta", "beritajakarta id", "beritajakarta com", "berita jakarta"})
"""What the site calls itself."""

NAME_PARTICLES = frozenset({"dan", "and", "bin", "binti", "de", "van", "al", "el", "di", "da", "von"})
"""Words in lower case that are in a name or between two."""

RELATED_HEADINGS = frozenset(
    {"berita terkait", "artikel terkait", "terkait", "linked news", "related news", "related articles", "related"}
)
"""Headings of the list of related articles."""

POPULAR_HEADINGS = frozenset(
    {"berita terpopuler", "berita populer", "terpopuler", "populer", "popular news", "most popular", "most read",
     "popular"}
)  # fmt: skip
"""Headings of the list of popular articles."""

LIST_HEADINGS = RELATED_HEADINGS | POPULAR_HEADINGS
"""Headings of either list."""

MORE_LABELS = frozenset(
    {"indeks", "index", "selengkapnya", "lihat semua", "lihat lainnya", "see all", "more", "lainnya", "semua"}
)
"""What a link to the whole of a list says; the desktop page prints `+indeks`."""

READ_ALSO_LABELS = frozenset(
    {"baca juga", "simak juga", "lihat juga", "read also", "see also", "also read", "read more"}
)
"""What precedes the headline of another article within the text."""

BOX_LABELS = frozenset(
    {"bagikan", "bagikan ke", "share", "sebarkan", "salin", "copy", "tag", "tags", "tagar", "topik", "kata kunci",
     "komentar", "comment", "comments", "tulis", "berlangganan", "newsletter", "ikuti", "follow", "iklan",
     "advertisement", "artikel lain", "artikel lainnya", "berita lain", "berita lainnya", "rekomendasi", "pilihan",
     "terkini", "terbaru", "unduh", "download", "cetak", "print"}
)  # fmt: skip
"""What a box within or below the text begins with: to share, to tag, to comment, to subscribe, to read on."""

COMMENT_LABELS = frozenset({"komentar", "comment", "comments", "tanggapan"})
"""Words in the heading above what readers say."""

READER_WORDS = COMMENT_LABELS | {
    "suara", "kata", "pendapat", "pembaca", "warganet", "netizen", "diskusi", "balasan", "respons", "ulasan", "opini",
    "readers", "responses", "replies", "discussion", "feedback", "say", "voices",
}  # fmt: skip
"""Words in such a heading that are in others, too: they count only where names and times follow."""

TIME_WORDS = frozenset(
    {"wib", "pukul", "jam", "tanggal", "pada", "at", "on", "am", "pm", "st", "nd", "rd", "th", "yang", "lalu", "ago",
     "detik", "menit", "hari", "minggu", "pekan", "bulan", "tahun", "sejam", "sehari", "seminggu", "sepekan", "sebulan",
     "setahun", "ini", "kemarin", "baru", "saja", "second", "seconds", "minute", "minutes", "hour", "hours", "day",
     "days", "week", "weeks", "month", "months", "year", "years", "today", "yesterday", "just", "now"}
)  # fmt: skip
"""What occurs in a time beside numbers and the names of days and months."""

END_BOX_HEADINGS = frozenset(
    {"bagikan ke", "bang jaki", "potret jakarta", "potret wilayah", "video", "video terkait", "video lainnya",
     "infografis", "info pangan", "agenda kegiatan", "hitung mundur"}
)  # fmt: skip
"""What ends a list and heads none: what asks to share, and boxes of albums, videos, a countdown."""

COUNTDOWN_HEADINGS = frozenset({"hitung mundur"})
"""Headings above a day to come."""

BUTTON_LABELS = frozenset(
    {"bagikan", "share", "salin", "simpan", "komentar", "foto", "dengarkan", "cetak", "print", "tag", "tags", "topik",
     "ikuti", "baca", "lihat", "beranda", "home", "pencarian", "search"}
)  # fmt: skip
"""First words of what a button or a label says, and of no name."""

HOME_LABELS = frozenset({"beranda", "home"})
"""What the breadcrumb begins with."""

CATEGORIES = frozenset(
    {"ekonomi", "pembangunan", "pemerintahan", "kesra", "pendidikan", "fokus", "lintas kota", "wisata", "kesehatan",
     "pemberdayaan perempuan", "jakarta hari ini", "olahraga", "transportasi", "bumd", "legislatif", "dprd",
     "jakarta pusat", "jakarta utara", "jakarta barat", "jakarta selatan", "jakarta timur", "kepulauan seribu",
     "siaran pers"}
)  # fmt: skip
"""The site's categories and regions."""

SECTIONS = CATEGORIES | {
    "english", "berita", "foto", "video", "infografis", "indeks", "terbaru", "terkini", "populer", "news", "latest news"
}  # fmt: skip
"""What stands where a name might: these, lists of all of them, and kinds of pieces."""

NETWORKS = frozenset({"facebook", "twitter", "whatsapp", "telegram", "instagram", "youtube", "tiktok", "threads"})
"""Where a reader may share a page."""

ENGLISH_REGIONS = frozenset(
    {"central jakarta", "north jakarta", "west jakarta", "south jakarta", "east jakarta", "thousand islands"}
)
"""The regions in English."""

NO_NAMES = (
    SECTIONS | HOME_LABELS | MORE_LABELS | LIST_HEADINGS | END_BOX_HEADINGS | BOX_LABELS
    | COMMENT_LABELS | READ_ALSO_LABELS | SITE_NAMES | NETWORKS | ENGLISH_REGIONS
    | {COURTESY, "jum at", "wib", "am", "pm"}
)  # fmt: skip
"""What begins with a capital as a name does, and is none; so are the names of days and months."""
