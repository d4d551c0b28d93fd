"""Invented documents of Yunjiang (云江) and their files: DOCX, XLSX, OFD and PDF made by hand, as small as they get."""

import zipfile
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO

FIRST_DAY = date(2024, 2, 19)
KINDS = ("static", "index", "jpaas", "truecms", "ewb", "dataproxy", "xxgk", "lists-do", "gi-class", "cpage", "channel")
BUREAUS = dict(
    zip(
        KINDS,
        ("城管局", "财政局", "水利局", "教育局", "发改委", "科技局", "民政局", "农业局", "商务局", "规划局", "文旅局"),
        strict=True,
    )
)
MATTERS = (
    "公园夜间照明",
    "老旧管网更新",
    "技能人才补贴",
    "汛期巡堤值守",
    "社区食堂运营",
    "旧书回收驿站",
    "共享单车停放",
)
GONE, FORBIDDEN = 5, 6
"""Numbers of the documents that are not there, and that robots.txt forbids."""
OF_PAGE = (0, 1, 2, 3), (4, GONE, FORBIDDEN)
"""Numbers of the documents on the first and the second page of a list."""
POLICY = 0
"""Number of the document with the policy table and the attachments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One document of one bureau."""

    kind: str
    number: int

    @property
    def title(self) -> str:
        """As the list and the page name it."""
        return f"云江市{BUREAUS[self.kind]}关于做好{MATTERS[self.number]}工作的通知"

    @property
    def day(self) -> date:
        """When it was made public."""
        return FIRST_DAY - timedelta(days=self.number)

    @property
    def path(self) -> str:
        """Its address on the site."""
        folder = "private" if self.number == FORBIDDEN else "doc"
        return f"/{folder}/{self.kind}/{self.day:%Y%m}/t{2000 + self.number}.shtml"


def papers(kind: str, page: int) -> tuple[Paper, ...]:
    """The documents on a page of a bureau's list, counted from 1."""
    return tuple(Paper(kind=kind, number=number) for number in OF_PAGE[page - 1])


def readable(kind: str) -> set[str]:
    """Titles of all documents of a bureau that can be read."""
    return {Paper(kind=kind, number=number).title for number in range(GONE)}


def page(paper: Paper) -> str:
    """The page of a document: prescribed tags in any case, for one of them the policy table and five files."""
    files = (
        "<p>附件：<a href='files/plan.docx'>1.实施方案.docx</a></p><p><a href='files/plan.pdf'>2.Plan.pdf</a></p>"
        "<p><a href='files/table.xlsx'>3.任务清单</a></p><p><a href='files/gone.doc'>4.申报表.doc</a></p>"
        "<p><a href='files/huge.pdf'>5.图册.pdf</a></p><p><a href='files/page.wps'>6.说明.wps</a></p>"
    )
    table = (
        "<table class='xxgk'><tr><td>索 引 号：</td><td>014/2024-00031</td>"
        "<td>主题分类：</td><td>科技、教育\\科技</td></tr>"
        f"<tr><td>发文机关</td><td>云江市{BUREAUS[paper.kind]}</td><td>成文日期</td><td>2024年2月9日</td></tr>"
        f"<tr><td>标　　题</td><td colspan='3'>{paper.title}</td></tr>"
        f"<tr><td>发文字号</td><td>云政发〔2024〕3号</td><td>公开日期</td><td>{paper.day}</td></tr>"
        "<tr><td>体　　裁</td><td>通知</td><td>有 效 性</td><td>有效</td></tr>"
        "<tr><td>主 题 词</td><td>－</td><td></td><td></td></tr></table>"
    )
    policy = paper.number == POLICY
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{paper.title}</title>"
        f"<meta name='ARTICLETITLE' content='{paper.title}'><meta name='articletitle' content=''>"
        f"<meta name='PubDate' content='{paper.day}——17:30'><meta name='contentSource' content='云江发布'>"
        f"<meta name='Url' content='./t{2000 + paper.number}.shtml'></head>"
        f"<body><div class='nav'><a href='/'>首页</a></div>"
        f"{table if policy else ''}<h1>{paper.title}</h1><div class='article-content' id='zoomcon'>"
        f"<p>　　各县（市、区）人民政府，市各有关部门：</p>"
        f"<p>　　为做好{MATTERS[paper.number]}工作，市{BUREAUS[paper.kind]}决定成立专班，"
        f"明确责任，限期完成，定期通报进展。</p>"
        f"<p>　　请各地结合实际抓好落实，遇到的问题及时报市{BUREAUS[paper.kind]}。</p>"
        f"{files if policy else ''}</div></body></html>"
    )


def docx(*paragraphs: str) -> bytes:
    """A Word document."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    return zipped({"word/document.xml": f"<w:document {space}><w:body>{body}</w:body></w:document>"})


def xlsx(rows: tuple[tuple[str, ...], ...]) -> bytes:
    """A table with shared and inline strings and numbers."""
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    words = [cell for row in rows for cell in row]
    shared = "".join(f"<si><t>{word}</t></si>" for word in words)
    cells = iter(range(len(words)))
    lines = "".join("<row>" + "".join(f'<c t="s"><v>{next(cells)}</v></c>' for _ in row) + "</row>" for row in rows)
    lines += '<row><c t="inlineStr"><is><t>合计</t></is></c><c><v>42</v></c></row>'
    return zipped(
        {
            "xl/workbook.xml": f"<workbook {space}/>",
            "xl/sharedStrings.xml": f"<sst {space}>{shared}</sst>",
            "xl/worksheets/sheet1.xml": f"<worksheet {space}><sheetData>{lines}</sheetData></worksheet>",
        }
    )


def ofd(*lines: str) -> bytes:
    """A page in the national format for fixed layout (GB/T 33190), each line of two text objects."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    objects = "".join(
        f'<ofd:TextObject Boundary="{x} {10 * n} 50 8"><ofd:TextCode>{half}</ofd:TextCode></ofd:TextObject>'
        for n, line in enumerate(lines, start=1)
        for x, half in ((5, line[:3]), (60, line[3:]))
    )
    content = f"<ofd:Page {space}><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>"
    return zipped({"OFD.xml": f"<ofd:OFD {space}/>", "Doc_0/Pages/Page_0/Content.xml": content})


def zipped(parts: dict[str, str]) -> bytes:
    """A zip file of text parts."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return made.getvalue()


def pdf(text: str) -> bytes:
    """A PDF of one page with one line of Latin text."""
    content = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    ]
    made, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    tail = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(made))
    return made + head + tail
