"""Writes small Word files as bytes, from Markdown's headings, paragraphs and tables."""

import io
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MADE = (1980, 1, 1, 0, 0, 0)
TYPES = f"""<Types xmlns="{PACKAGE}/content-types">
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
</Types>"""  # noqa: E501 - a name that cannot be broken
STYLES = f"""<w:styles xmlns:w="{MAIN}">
<w:style w:type="paragraph" w:styleId="Tittel"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="Overskrift1"><w:name w:val="heading 1"/></w:style>
</w:styles>"""
CORE = """<cp:coreProperties
 xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">
<dc:title>{title}</dc:title><dcterms:created>{day}T09:00:00Z</dcterms:created>
</cp:coreProperties>"""


def docx(text: str, *, title: str = "", day: str = "2024-01-15") -> bytes:
    """A Word file of a text whose paragraphs are parted by empty lines.

    A paragraph that begins with "# " is a title, with "## " a heading; with "|" it is a table of
    rows on lines of their own.
    """
    body = "".join(_parts(text))
    return archive(
        {
            "[Content_Types].xml": TYPES,
            "word/document.xml": document(body),
            "word/styles.xml": STYLES,
            "docProps/core.xml": CORE.format(title=escape(title), day=day),
        }
    )


def document(body: str, before: str = "") -> str:
    """The XML of a body, with something before its root."""
    return f'{before}<w:document xmlns:w="{MAIN}"><w:body>{body}</w:body></w:document>'


def archive(members: dict[str, str | bytes]) -> bytes:
    """A zip archive; the same members give the same bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in members.items():
            written.writestr(zipfile.ZipInfo(name, MADE), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _parts(text: str) -> Iterator[str]:
    for part in filter(None, map(str.strip, text.split("\n\n"))):
        if part.startswith("|"):
            yield f"<w:tbl>{''.join(map(_row, part.splitlines()))}</w:tbl>"
        elif part.startswith("## "):
            yield paragraph(part[3:], "Overskrift1")
        else:
            yield paragraph(part.removeprefix("# "), "Tittel" if part.startswith("# ") else "")


def _row(line: str) -> str:
    cells = (paragraph(cell.strip()) for cell in line.strip("| ").split("|"))
    return f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"


def paragraph(text: str, style: str = "") -> str:
    """A paragraph in a style."""
    styled = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{styled}<w:r><w:t>{escape(' '.join(text.split()))}</w:t></w:r></w:p>"
