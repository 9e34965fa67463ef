"""The mobile article page, in both editions.

Seen in two pages of m.beritajakarta.id, articles of 2022 and 2025, saved in October 2026, so the Indonesian markup is
certain. Of the English edition only texts of pages are known (2014 to 2026): that they are in the same markup is an
inference. Nor was a list page seen: its items are supposed to stand as in Berita Terkait, with a teaser in a `p`.
"""

from scraper.parser.regions import ItemSelectors, ListTemplate, Template

MOBILE = Template(
    name="mobile",
    frame="div.news-read",
    headline="div.news-read h1",
    byline="div.news-read div.content-info",
    photo="div.news-read > img",
    credit="div.news-read div.image-info",
    body="div.news-read div.content-body",
    header=frozenset({"image-info"}),
    read_also="read-also",
    crumbs="ul.breadcrumbs > li",
    lists="div.news-list",
    heading="div.header .title",
    items=ItemSelectors(
        items="ul.list-index > li, ol.slides > li", title="h2 a, h3 a", facts=".list-info, .populer-info"
    ),
)

MOBILE_LIST = ListTemplate(
    name="mobile",
    frame="ul.list-index",
    items=ItemSelectors(
        items="ul.list-index > li",
        title=":is(h1, h2, h3, h4, h5, h6) a",
        facts=".list-info",
        teaser="p",
        loose_title="a",
    ),
)
