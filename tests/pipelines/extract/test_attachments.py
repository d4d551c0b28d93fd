"""Documents linked in an article."""

from pipelines.extract.attachments import MOST, find_attachments
from pipelines.extract.tree import parse

PAGE = "http://x.test/gov/202603/t1.shtml"


def found(body: str) -> list[tuple[str, str, str]]:
    """Address, name and kind of the documents on a page."""
    root = parse(f"<html><body>{body}</body></html>")
    assert root is not None
    return [(one.url, one.name, one.kind) for one in find_attachments(root, PAGE)]


def test_documents_in_the_text_are_found_once() -> None:
    """Links to documents inside the text count, each once, by the name that the page gives them."""
    body = (
        "<div id='zoom'><p>正文。</p><a href='./P0.PDF'>附件1：方案</a><a href='P0.PDF#page=2'>再看</a>"
        "<a href='/a.html'>别的页面</a><a href='表 格.xlsx'></a></div>"
    )

    assert found(body) == [
        ("http://x.test/gov/202603/P0.PDF", "附件1：方案", "pdf"),
        ("http://x.test/gov/202603/表 格.xlsx", "表 格.xlsx", "xlsx"),
    ]


def test_a_script_that_hands_out_files_is_known_by_its_argument() -> None:
    """The name of the file may stand in the query, or only in the words of the link."""
    body = (
        "<div class='fujian'><a href='/module/download/downfile.jsp?classid=0&filename=ab.docx'>表</a>"
        "<a href='/down?id=7'>申报书.wps</a></div>"
    )

    assert [kind for _, _, kind in found(body)] == ["docx", "wps"]


def test_documents_of_the_site_are_not_the_articles() -> None:
    """Links in menus and footers are left out, those beside the word 附件 outside the text are not."""
    body = (
        "<div class='nav'><ul><li><a href='/help.pdf'>使用帮助</a></li></ul></div><div id='zoom'>正文。</div>"
        "<div><p>附 件：<a href='b.doc'>名单</a></p></div><div class='foot'><p><a href='/guide.pdf'>指南</a></p></div>"
    )

    assert [url for url, _, _ in found(body)] == ["http://x.test/gov/202603/b.doc"]


def test_hostile_links_are_passed_over() -> None:
    """Addresses that are none, other schemes and floods of links do no harm."""
    flood = "".join(f"<a href='{n}.pdf'>{n}</a>" for n in range(MOST + 20))
    body = f"<div id='zoom'><a href='http://[bad/x.pdf'>a</a><a href='file:///etc/x.pdf'>b</a>{flood}</div>"

    assert len(found(body)) == MOST
