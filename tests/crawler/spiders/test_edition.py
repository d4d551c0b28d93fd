"""Index pages that lead on to the front page."""

import pytest

from crawler.spiders.edition import refresh_target

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


def test_issue_file_leads_to_its_first_page() -> None:
    """The JSON of one edition names its pages; the first is the front page."""
    page = '{"paperDate": "2024-02-20", "pages": [{"pageNo": "1", "pageHref": "20240220_001/20240220_001.html"}]}'
    assert refresh_target(page, "http://p.test/20240220/data.json") == (
        "http://p.test/20240220/20240220_001/20240220_001.html"
    )
