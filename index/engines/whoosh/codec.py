"""A codec of Whoosh's that keeps postings as memory-mapped arrays.

Whoosh's writer hands on each field of a document as numbers of terms, a pool keeps them in files,
and the field writer inverts them with numpy. Whoosh's readers, matchers and searchers work over the
same arrays that our scorer reads whole. Nothing is pickled: the schema is code, and what a segment
knows of itself lies in the arrays.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec import base
from whoosh.fields import FieldType, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.formats import Frequency, Positions
from whoosh.matching.mcore import LeafMatcher, ReadTooFar
from whoosh.reading import SegmentReader, TermInfo, TermNotFound
from whoosh.writing import SegmentWriter

from index.engines.whoosh.arrays import FieldArrays
from index.engines.whoosh.invert import BOUND, invert
from index.ragged import RaggedWriter
from index.table import map_array

LENGTHS = "lengths.npy"
Numbers = NDArray[np.uint32]


class Layer(FieldType):  # type: ignore[misc]
    """A field whose values are the numbers of terms; BOUND takes a position and is no term."""

    def __init__(self, *, positions: bool = False, scorable: bool = False) -> None:
        super().__init__(Positions() if positions else Frequency(), None, scorable=scorable)

    def index(self, value: Numbers, **_: Any) -> Iterator[tuple[bytes, int, float, Numbers]]:
        """All tokens of a document at once: no text, their number, a weight, the numbers."""
        yield b"", int(np.count_nonzero(value != BOUND)), 1.0, value


class ArrayCodec(base.Codec):  # type: ignore[misc]
    """Reads and writes one segment in a folder."""

    length_stats = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def writer(self, schema: Schema, terms: Mapping[str, Collection[str]]) -> "ArrayWriter":
        """A writer of the segment; `terms` are the terms that a field's numbers stand for."""
        return ArrayWriter(RamStorage().create_index(schema), self, terms)

    def reader(self, schema: Schema) -> SegmentReader:
        """Whoosh's reader of the segment."""
        return SegmentReader(None, schema, _Segment(self, "arrays"), codec=self)

    def per_document_writer(self, storage: Any, segment: Any) -> "_LengthWriter":
        """What keeps the lengths of documents."""
        return _LengthWriter(self.folder)

    def field_writer(self, storage: Any, segment: Any) -> "_FieldWriter":
        """What inverts the fields."""
        return _FieldWriter(self.folder)

    def terms_reader(self, storage: Any, segment: Any) -> "_TermsReader":
        """What reads terms and postings."""
        return _TermsReader(self.folder)

    def per_document_reader(self, storage: Any, segment: Any) -> "_LengthReader":
        """What reads the lengths of documents."""
        return _LengthReader(self.folder)

    def new_segment(self, storage: Any, indexname: str) -> "_Segment":
        """The one segment."""
        return _Segment(self, indexname)


class ArrayWriter(SegmentWriter):  # type: ignore[misc]
    """Whoosh's writer, with a pool of numbers; there is no table of contents to commit."""

    def __init__(self, index: Any, codec: ArrayCodec, terms: Mapping[str, Collection[str]]) -> None:
        super().__init__(index, codec=codec, _lk=False, compound=False)
        self.pool = _Pool(codec.folder, terms)

    def commit(self, **_: Any) -> None:
        """Invert, and close the files."""
        self._finalize_segment()
        self.is_closed = True


class _Pool:
    """Keeps the numbers of each field in a file until all documents are there."""

    def __init__(self, folder: Path, terms: Mapping[str, Collection[str]]) -> None:
        self.terms = terms
        self.rows = {field: RaggedWriter(folder / f"{field}.u32") for field in terms}

    def add(self, posting: tuple[str, bytes, int, float, Numbers]) -> None:
        field, _, _, _, numbers = posting
        self.rows[field].add(numbers)

    def iter_postings(self) -> "_Pool":
        return self

    def cleanup(self) -> None:
        for rows in self.rows.values():
            rows.remove()


class _FieldWriter(base.FieldWriter):  # type: ignore[misc]
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.is_closed = False

    def add_postings(self, schema: Schema, lengths: Any, items: _Pool) -> None:
        for field, rows in items.rows.items():
            positions = schema[field].format.supports("positions")
            invert(rows.finish(), items.terms[field], self._folder, field, positions=positions)

    def close(self) -> None:
        self.is_closed = True


class _LengthWriter(base.PerDocumentWriter):  # type: ignore[misc]
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lengths: list[int] = []
        self.is_closed = False

    def start_doc(self, docnum: int) -> None:
        self._lengths.append(0)

    def add_field(self, fieldname: str, fieldobj: Layer, value: None, length: int) -> None:
        if fieldobj.scorable:
            self._lengths[-1] += length

    def cancel_doc(self) -> None:
        self._lengths.pop()

    def close(self) -> None:
        np.save(self._folder / LENGTHS, np.array(self._lengths, dtype=np.uint32))
        self.is_closed = True


class _LengthReader(base.PerDocumentReader):  # type: ignore[misc]
    def __init__(self, folder: Path) -> None:
        self._lengths = map_array(folder / LENGTHS)

    def doc_count(self) -> int:
        return len(self._lengths)

    doc_count_all = doc_count

    def has_deletions(self) -> bool:
        return False

    def is_deleted(self, docnum: int) -> bool:
        return False

    def deleted_docs(self) -> Sequence[int]:
        return ()

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return int(self._lengths[docnum])

    def field_length(self, fieldname: str) -> int:
        return int(self._lengths.sum(dtype=np.int64))

    def min_field_length(self, fieldname: str) -> int:
        return int(self._lengths.min(initial=0))

    def max_field_length(self, fieldname: str) -> int:
        return int(self._lengths.max(initial=0))

    def stored_fields(self, docnum: int) -> dict[str, str]:
        return {}


class _TermsReader(base.TermsReader):  # type: ignore[misc]
    def __init__(self, folder: Path) -> None:
        names = sorted(path.name.removesuffix("-docs.npy") for path in folder.glob("*-docs.npy"))
        self._fields = {name: FieldArrays(folder, name) for name in names}
        self._lengths = map_array(folder / LENGTHS)

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        field, text = term
        return field in self._fields and self._fields[field].terms.find(text) is not None

    def terms(self) -> Iterator[tuple[str, bytes]]:
        for field in self._fields:
            yield from self.terms_from(field, b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        terms = self._fields[fieldname].terms
        for number in range(terms.first_from(prefix), len(terms)):
            yield fieldname, terms.bytes_at(number)

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        field = self._fields[fieldname]
        docs, counts = field.postings(self._number(fieldname, text))
        lengths = self._lengths[docs]
        return TermInfo(
            weight=float(counts.sum(dtype=np.int64)),
            df=len(docs),
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=float(counts.max()),
            minid=int(docs[0]),
            maxid=int(docs[-1]),
        )

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        return int(super().doc_frequency(fieldname, text)) if (fieldname, text) in self else 0

    def matcher(
        self, fieldname: str, text: bytes, format_: Any, scorer: Any = None
    ) -> "ArrayMatcher":
        number = self._number(fieldname, text)
        return ArrayMatcher(self._fields[fieldname], number, (fieldname, text), format_, scorer)

    def indexed_field_names(self) -> Iterator[str]:
        return iter(self._fields)

    def _number(self, fieldname: str, text: bytes) -> int:
        number = self._fields[fieldname].terms.find(text)
        if number is None:
            raise TermNotFound(f"{fieldname}:{text!r}")
        return number


class ArrayMatcher(LeafMatcher):  # type: ignore[misc]
    """Whoosh's matcher over the postings of one term."""

    def __init__(
        self, field: FieldArrays, number: int, term: tuple[str, bytes], format_: Any, scorer: Any
    ) -> None:
        self._field, self._number, self._term = field, number, term
        self.format, self.scorer = format_, scorer
        self._docs, self._counts = field.postings(number)
        self._ends = np.cumsum(self._counts, dtype=np.int64)
        self._at = 0

    def is_active(self) -> bool:
        return self._at < len(self._docs)

    def reset(self) -> None:
        self._at = 0

    def copy(self) -> "ArrayMatcher":
        other = ArrayMatcher(self._field, self._number, self._term, self.format, self.scorer)
        other._at = self._at
        return other

    def id(self) -> int:
        return int(self._docs[self._at])

    def weight(self) -> float:
        return float(self._counts[self._at])

    def next(self) -> None:
        if not self.is_active():
            raise ReadTooFar
        self._at += 1

    def skip_to(self, id: int) -> None:  # noqa: A002 - Whoosh's name
        if not self.is_active():
            raise ReadTooFar
        self._at = max(self._at, int(np.searchsorted(self._docs, id)))

    def value_as(self, astype: str) -> Any:
        """The positions, or the frequency, in the current document."""
        count = int(self._counts[self._at])
        if astype != "positions":
            return count
        end = int(self._ends[self._at])
        return self._field.positions_of(self._number)[end - count : end].tolist()

    def supports_block_quality(self) -> bool:
        return False


class _Segment(base.Segment):  # type: ignore[misc]
    def __init__(self, codec: ArrayCodec, indexname: str) -> None:
        super().__init__(indexname)
        self._codec = codec
        self._count = 0

    def codec(self) -> ArrayCodec:
        return self._codec

    def set_doc_count(self, doccount: int) -> None:
        self._count = doccount

    def doc_count_all(self) -> int:
        return self._count

    def deleted_count(self) -> int:
        return 0

    def should_assemble(self) -> bool:
        return False
