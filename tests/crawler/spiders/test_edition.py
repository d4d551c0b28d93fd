"""Index pages that lead on to the front page."""

import pytest

from crawler.spiders.edition import line_of, refresh_target

URL = "http://paper.test/yjwb/paperindex.htm"


@pytest.mark.parametrize(
    "page",
    [
        '<META HTTP-EQUIV="REFRESH" CONTENT="0; URL=html/2024-02/20/node_1.htm">',
        "<meta http-equiv=refresh content='1;url=html/2024-02/20/node_1.htm'>",
        '<script>window.location.href="html/2024-02/20/node_1.htm";</script>',
        "<script>location = 'html/2024-02/20/node_1.htm'</script>",
    ],
)
def test_index_page_leads_on(page: str) -> None:
    """Meta refresh and a literal location are followed."""
    assert refresh_target(page, URL) == "http://paper.test/yjwb/html/2024-02/20/node_1.htm"


@pytest.mark.parametrize("page", ["", "<script>location.href = base + path</script>", "<meta name=refresh>"])
def test_other_pages_lead_nowhere(page: str) -> None:
    """An address that a script computes is not guessed."""
    assert refresh_target(page, URL) is None


def test_line_is_told_by_the_address() -> None:
    """Layout folders belong to the newer line, html folders to the older."""
    assert line_of("http://p.test/YJRB/PC/layout/202402/20/node_01.html") == "founder-new"
    assert line_of("http://p.test/html/2024-02/20/node_1.htm") == "founder-old"
