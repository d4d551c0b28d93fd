"""Documents made by hand, as small as they get: DOCX, XLSX, OFD and PDF."""

import zipfile
from io import BytesIO


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
    font = b"/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
    return pdf_of(f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode(), resources=font)


def pdf_of(content: bytes, *further: bytes, resources: bytes = b"", filters: bytes = b"") -> bytes:
    """A PDF of one page with this content, and further objects numbered from 5 on."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << %s >> >>" % resources,
        b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), filters, content),
        *further,
    ]
    made, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    tail = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(made))
    return made + head + tail
