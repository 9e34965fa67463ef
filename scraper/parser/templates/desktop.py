"""The desktop article page, in both editions.

No page in this markup was at hand. Three other programs select by `frame`, `byline` and `body`; the order of the parts,
the forms of the byline and the two lists are those of some 60 stored texts of www. and desain.beritajakarta.id,
captured 2018 to 2026. How the byline's parts and the lists are marked up nobody says: the byline is read by its words,
the lists by their headings.
"""

from scraper.parser.regions import Template

DESKTOP = Template(
    name="desktop",
    frame=".col-7.read.mb-4, .col-8.read.mb-4",
    headline=":is(.col-7, .col-8).read.mb-4 h1",
    byline="div.text-secondary.font-italic.mb-4",
    photo=":is(.col-7, .col-8).read.mb-4 img",
    credit=None,
    body="div.news-content",
    header=frozenset({"font-italic"}),
    carries_not=frozenset({"category", "category_slug"}),
)
