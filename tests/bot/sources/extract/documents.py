"""Documents as people send them, made for the tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

_FONT = "HYSMyeongJo-Medium"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HP = "http://www.hancom.co.kr/hwpml/2011/paragraph"


def pdf(
    pages: Sequence[Sequence[str]], *, title: str = "", wrap: str = "CJK", password: str = ""
) -> bytes:
    """A PDF of pages of paragraphs; wrap "CJK" cuts words where lines end, "LTR" does not."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    style = ParagraphStyle("body", fontName=_FONT, fontSize=11, leading=16, wordWrap=wrap)
    story: list[Paragraph | PageBreak] = []
    for page in pages:
        story += [Paragraph(paragraph, style) for paragraph in page]
        story.append(PageBreak())
    buffer = io.BytesIO()
    encryption = StandardEncryption(password) if password else None
    SimpleDocTemplate(buffer, title=title, pagesize=A4, encrypt=encryption).build(story)
    return buffer.getvalue()


def outlined_pdf(chapters: Sequence[tuple[str, str]]) -> bytes:
    """A PDF of chapters, a page each, with an outline."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for title, text in chapters:
        canvas.bookmarkPage(title)
        canvas.addOutlineEntry(title, title)
        canvas.setFont(_FONT, 11)
        canvas.drawString(72, 700, title)
        canvas.drawString(72, 650, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def set_pdf(pages: Sequence[Sequence[tuple[float, float, str]]], size: float = 10) -> bytes:
    """A PDF of lines at their places: from the left, from the bottom, text."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for page in pages:
        canvas.setFont("Helvetica", size)
        for left, bottom, text in page:
            canvas.drawString(left, bottom, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def filled_pdf() -> bytes:
    """A form with its values, a box that is ticked, and a note."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(72, 700, "Name:")
    canvas.acroForm.textfield(name="name", value="Ada Lind", x=130, y=694, width=200, height=20)
    canvas.drawString(100, 650, "Vegetarian")
    canvas.acroForm.checkbox(name="diet", checked=True, x=72, y=646, size=16)
    canvas.drawString(72, 600, "Remarks are read by nobody but the host.")
    canvas.freeTextAnnotation(
        "Bring boots", "/Helv 10 Tf 0 g", Rect=[72, 500, 200, 520], relative=0
    )
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def scanned_pdf() -> bytes:
    """A PDF of a picture."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawImage(ImageReader(Image.new("L", (600, 800), 200)), 0, 0, 595, 842)
    canvas.drawString(500, 20, "1")
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def scan_of(pages: Sequence[str]) -> bytes:
    """A PDF of pictures of pages of text."""
    pictures = []
    for text in pages:
        pictures.append(Image.new("L", (1654, 2339), 255))
        font = ImageFont.truetype(_vera(), 34)
        ImageDraw.Draw(pictures[-1]).multiline_text((150, 200), text, fill=0, font=font, spacing=24)
    return of_picture(*pictures)


def of_picture(*pictures: Image.Image) -> bytes:
    """A PDF of pictures, a page each."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for picture in pictures:
        size = (A4[0], A4[0] * picture.height / picture.width)
        canvas.setPageSize(size)
        canvas.drawImage(ImageReader(picture), 0, 0, *size)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _vera() -> str:
    return str(TTFont("scan", "Vera.ttf").face.filename)


def unmapped_pdf() -> bytes:
    """A PDF whose letters are numbers of shapes, and nothing says which letters these are."""
    font = TTFont("unmapped", "Vera.ttf", asciiReadable=False)
    pdfmetrics.registerFont(font)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pageCompression=0)
    canvas.setFont("unmapped", 12)
    canvas.drawString(72, 700, "The library opens at nine and closes at six on weekdays.")
    canvas.save()
    return buffer.getvalue().replace(b"/ToUnicode", b"/NoUnicode")


def docx(heading: str, paragraph: str, table: Sequence[Sequence[str]]) -> bytes:
    """A Word document: a heading, a paragraph, a table whose first row is its header."""
    rows = "".join(
        f"<w:tr>{'<w:trPr><w:tblHeader/></w:trPr>' if index == 0 else ''}"
        + "".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in row)
        + "</w:tr>"
        for index, row in enumerate(table)
    )
    return word(
        f'<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>{heading}</w:t></w:r></w:p>'
        f"<w:p><w:r><w:t>{paragraph}</w:t></w:r></w:p><w:tbl>{rows}</w:tbl>",
        {
            "styles": '<w:style w:type="paragraph" w:styleId="Heading1">'
            '<w:name w:val="heading 1"/></w:style>'
        },
    )


def word(body: str, parts: Mapping[str, str] | None = None, main: str = "document.xml") -> bytes:
    """A Word document in WordprocessingML.

    Args:
        body: What is in its body; w, m, r, mc are prefixes.
        parts: What is in its other parts, by their kind of relationship; r:id is the kind.
        main: The name of its main part.
    """
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = parts or {}
    names = (
        f'xmlns:w="{_W}" xmlns:r="{_TYPES}" xmlns:m="http://schemas.openxmlformats.org/'
        'officeDocument/2006/math" xmlns:mc="http://schemas.openxmlformats.org/markup-'
        'compatibility/2006"'
    )
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r1" '
        f'Type="{_TYPES}/officeDocument" Target="word/{main}"/></Relationships>',
        f"word/_rels/{main}.rels": f'<Relationships xmlns="{relations}">'
        + "".join(
            f'<Relationship Id="{kind}" Type="{_TYPES}/{kind}" Target="{kind}.xml"/>'
            for kind in parts
        )
        + "</Relationships>",
        f"word/{main}": f"<w:document {names}><w:body>{body}</w:body></w:document>",
    }
    for kind, part in parts.items():
        files[f"word/{kind}.xml"] = f"<w:{kind} {names}>{part}</w:{kind}>"
    return archive(files)


def hwpx(sections: Sequence[str], *, head: str = "", encrypted: bool = False) -> bytes:
    """A Hangul document of sections and a head, which are OWPML with the prefix hp."""
    files = {"mimetype": "application/hwp+zip"}
    if head:
        files["Contents/header.xml"] = f'<hp:head xmlns:hp="{_HP}">{head}</hp:head>'
    if encrypted:
        files["META-INF/manifest.xml"] = (
            '<m:manifest xmlns:m="urn:m"><m:file-entry><m:encryption-data/></m:file-entry>'
            "</m:manifest>"
        )
    for number, part in enumerate(sections):
        section = f'<hs:sec xmlns:hs="urn:s" xmlns:hp="{_HP}">{part}</hs:sec>'
        files[f"Contents/section{number}.xml"] = section
    return archive(files)


def archive(files: dict[str, str]) -> bytes:
    """A ZIP of text files, in order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as made:
        for name, text in files.items():
            made.writestr(name, text)
    return buffer.getvalue()


def bomb(name: str, size: int) -> bytes:
    """A ZIP with one file that unpacks to `size` zeros."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made, made.open(name, "w") as file:
        for _ in range(size // 1_000_000):
            file.write(bytes(1_000_000))
    return buffer.getvalue()
