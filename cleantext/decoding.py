"""Bytes to text: which encoding, how sure, and what had to be read otherwise."""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cleantext.legibility import bits, classify

_CHUNK = 4096
"""Bytes of text looked at in one place of a large file to tell its encoding."""

_FIRST_LOOK = 1024
"""Bytes after which encodings that read far worse than the best are dropped."""

_PLACES = 4
"""In how many places."""

_BOMS = (
    # The longer mark first: that of UTF-32 begins with that of UTF-16. Each codec takes the mark away itself.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)

_MULTIBYTE = {"gb18030": 0.0, "big5hkscs": 4.0, "cp932": 6.0, "euc_jp": 8.0, "cp949": 6.0}
"""Encodings always tried, with the bits each has to make up for being rarer than GB 18030 in dumps of Chinese text."""

_SINGLE_BYTE = ("cp1252", "latin-1", "cp1251")  # of equals the first wins: the superset, where it reads all

_SINGLE_BYTE_PRIOR = 6.0

_RARE_PRIOR = 16.0
"""Bits an encoding has to make up that is tried only because chardet names it."""

_CHARDET_BONUS = 6.0
"""Bits in favour of what chardet answers: it knows languages by their letter pairs, our model only classes of letters."""

_WIDE_PRIOR = 16.0
"""Bits UTF-16 and UTF-32 have to make up when no byte order mark announces them."""

_AGAINST_UTF8_PRIOR = 48.0
"""Bits they have to make up besides where all of the input is valid UTF-8 beyond ASCII: a NUL has strayed into it."""

_LOST_BITS = 4.0
"""Bits a byte that does not decode costs beyond the mark that stands for it."""

_LOST_BYTE_BITS = 12.0
"""Bits each byte of a line costs that the main encoding does not read: twice what it would cost in an encoding that does."""

_SET_ASIDE, _EXTRACT, _UNPACK = "set it aside", "extract its text first", "unpack it first"

_MAGIC = (
    (b"\x89PNG", "a PNG image", _SET_ASIDE),
    (b"\xff\xd8\xff", "a JPEG image", _SET_ASIDE),
    (b"GIF8", "a GIF image", _SET_ASIDE),
    (b"%PDF-", "a PDF", _EXTRACT),
    (b"PK\x03\x04", "a ZIP archive or an office document (docx, xlsx, epub)", _EXTRACT),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document (doc, xls, ppt)", _EXTRACT),
    (b"\x1f\x8b\x08", "a gzip file", _UNPACK),
    (b"BZh", "a bzip2 file", _UNPACK),
    (b"\xfd7zXZ\x00", "an xz file", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a zstd file", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (b"\x7fELF", "a program", _SET_ASIDE),
    (b"SQLite format 3\x00", "an SQLite database", "take its text out first"),
    (b"PAR1", "a Parquet file", "take its text out first"),
    (b"VimCrypt~", "a file encrypted by Vim", "decrypt it first"),
)

_HIGH = re.compile(rb"[\x80-\xff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
_THREE_BYTES = re.compile("[\u0800-\uffff]")
_LATIN_LETTER = re.compile("[a-z][\xe0-\xff]|[\xc0-\xff][a-z]")
_ESCAPED = re.compile("[\udc00-\udcff]+")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the input that was not read in the encoding of the whole.

    It stands at ``[start, end)`` of the text (code points) and was `data` in the input, read as `encoding`. When `encoding` is
    None no encoding reads it: a U+FFFD stands for bytes inside the text, nothing for a cut character or padding at its end.
    """

    start: int
    end: int
    encoding: str | None
    data: bytes


@dataclass(frozen=True, slots=True)
class Decoded:
    r"""What `decode` read.

    `encoding` is the name of the Python codec that reads the input, except for the stretches in `replaced`: with none,
    ``data.decode(encoding) == text``. `confidence` is 1.0 where the bytes prove it (ASCII, a byte order mark, valid UTF-8) and
    otherwise says by how much the next best encoding reads worse. Nothing is replaced that does not stand in `replaced`.

    Bytes that are no text have the encoding ``"binary"``: the text is empty, all of them stand in `replaced`, and `problem` says
    what they are and what to do.

    >>> decode("采购合同".encode("gb18030") + b"\xff").replaced
    (Stretch(start=4, end=4, encoding=None, data=b'\xff'),)
    """

    text: str
    encoding: str
    confidence: float
    replaced: tuple[Stretch, ...] = ()
    problem: str | None = None


class _NotTextError(ValueError):
    """The bytes are no text; the message says what they are and what to do."""


def decode(data: bytes) -> Decoded:
    r"""Read bytes as the text they most likely are.

    A byte order mark decides; then UTF-8 if all of it is valid; then the encoding in which the bytes read best, out of GB 18030,
    Big5, Shift-JIS, EUC-JP, EUC-KR, UTF-16 and UTF-32 without mark, Latin-1 kin and what chardet suggests. Large inputs are judged
    by samples and then read whole; lines that only another encoding reads (files pasted together) are read in it, and are
    listed with everything else that is not plain in ``replaced``. Line ends, NFC or NFD, and characters that look wrong are
    left alone: what was written is for the filters.

    Bytes that are no text (images, archives, office files, noise) are set aside whole, with what they are; no input raises.

    >>> decode("关于采购办公用品的通知\r\n".encode("gbk"))
    Decoded(text='关于采购办公用品的通知\r\n', encoding='gb18030', confidence=0.99, replaced=(), problem=None)
    >>> decode("第一行是旧的。\n".encode("gbk") + "第二行是新的。\n".encode("utf-8")).text
    '第一行是旧的。\n第二行是新的。\n'
    >>> decode(bytes(40)).problem
    'the input is 40 NUL bytes, not text; get the file anew from its source'
    """
    data = bytes(data)
    try:
        return _read(data)
    except _NotTextError as error:
        return Decoded("", "binary", 0.0, (Stretch(0, 0, None, data),), str(error))


def _read(data: bytes) -> Decoded:
    for magic, what, todo in _MAGIC:
        if data.startswith(magic) and _is_binary_body(data):
            raise _NotTextError(f"the input is {what}, not text; {todo}")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _read_marked(data, encoding)
    if b"\x00" not in data:
        return _read_unmarked(data)
    wide = _wide_encoding(data)
    if wide is not None:
        return _finish(data, wide, 0.95)
    body = data.rstrip(b"\x00")
    if not body:
        amount = "a single NUL byte" if len(data) == 1 else f"{len(data):,} NUL bytes"
        raise _NotTextError(f"the input is {amount}, not text; get the file anew from its source")
    decoded = _read_unmarked(body)
    return _with_tail(decoded, data[len(body) :])


def _is_binary_body(data: bytes) -> bool:
    """Tell a real file of a known kind from a text that only begins like one, such as this list of magic numbers."""
    head = data[:4096]
    try:
        head.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return b"\x00" in head or head.startswith(b"%PDF-")


def _with_tail(decoded: Decoded, tail: bytes) -> Decoded:
    if not tail:
        return decoded
    end = len(decoded.text)
    rest = list(decoded.replaced)
    if rest and rest[-1].start == rest[-1].end == end:  # a cut character before the padding
        tail = rest.pop().data + tail
    rest.append(Stretch(end, end, None, tail))
    return Decoded(decoded.text, decoded.encoding, decoded.confidence, tuple(rest))


def _read_marked(data: bytes, encoding: str) -> Decoded:
    """Read an input whose byte order mark names the encoding; only a wholly illegible reading is doubted."""
    if encoding == "utf-8-sig":
        try:
            return Decoded(data.decode("utf-8-sig"), encoding, 1.0)
        except UnicodeDecodeError:
            # Pasted-together files: the mark holds for the first part only.
            rest = data[3:]
            body = rest.rstrip(b"\x00")
            return _with_tail(_read_lines(body, "utf-8", 0.95, name=encoding), rest[len(body) :])
    return _finish(data, encoding, 1.0)


def _read_unmarked(data: bytes) -> Decoded:
    if data.isascii():
        return _read_ascii(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        first_bad = error.start
    else:
        other = _short_and_better(data, text)
        return Decoded(text, "utf-8", 1.0) if other is None else other
    variant = _read_variant(data) if _SURROGATE.search(data, max(0, first_bad - 2)) else None
    if variant is not None:
        return variant
    encoding, second, sure = _best_encoding(data, first_bad)
    if encoding.startswith("utf-16"):
        return _finish(data, encoding, sure)
    return _read_lines(data, encoding, sure, second=second)


# UTF-16 surrogates written in UTF-8 each by itself, a pair or one alone, and Java's NUL.
_SURROGATE = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]|\xed[\xa0-\xbf][\x80-\xbf]|\xc0\x80")


def _read_variant(data: bytes) -> Decoded | None:
    """Read UTF-8 with surrogates in it: a pair is its character, one alone is lost. None where the rest is no UTF-8."""
    rest = _SURROGATE.sub(b"", data)
    try:
        rest.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if rest.isascii() and _strictly(data, "gb18030") is not None:
        return None
    import ftfy.bad_codecs  # noqa: PLC0415  (slow to import, and hardly ever needed)

    ftfy.bad_codecs.ok()  # from now on Python knows the codec of such pairs
    parts: list[str] = []
    replaced: list[Stretch] = []
    at = length = 0
    for match in _SURROGATE.finditer(data):
        plain = data[at : match.start()].decode("utf-8")
        raw = match.group()
        codec = None if len(raw) == 3 else "utf-8-variants"
        mark = "\ufffd" if codec is None else raw.decode(codec)
        start = length + len(plain)
        replaced.append(Stretch(start, start + len(mark), codec, raw))
        parts += [plain, mark]
        at, length = match.end(), start + len(mark)
    parts.append(data[at:].decode("utf-8"))
    return _checked(Decoded("".join(parts), "utf-8", _less_sure(0.99, replaced, data), tuple(replaced)), data)


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _read_ascii(data: bytes) -> Decoded:
    """Read seven-bit bytes: ASCII, or an encoding that switches character sets by escapes."""
    for escape, encodings in ((b"\x1b$", ("iso2022_jp_2", "iso2022_kr")), (b"~{", ("hz",))):
        if escape in data:
            for encoding in encodings:
                try:
                    text = data.decode(encoding)
                except UnicodeDecodeError:
                    continue
                if not text.isascii() and bits(text[:_CHUNK]) < bits(data[: len(text.encode(encoding))].decode("ascii")[:_CHUNK]):
                    return Decoded(text, encoding, 0.95)
    return _checked(Decoded(data.decode("ascii"), "utf-8", 1.0), data)


def _short_and_better(data: bytes, text: str) -> Decoded | None:
    """Catch the few short GBK texts that happen to be valid UTF-8: then all of it is two-byte letters of odd scripts."""
    if len(data) > 64 or re.search("[\u0800-\uffff\U00010000-\U0010ffff]", text):
        return None
    try:
        chinese = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    gain = bits(text) - bits(chinese)
    return Decoded(chinese, "gb18030", _sure(gain)) if gain > 8.0 else None


def _wide_encoding(data: bytes) -> str | None:
    """Return UTF-16 or UTF-32 in the byte order in which an input with NUL bytes reads like text, or None."""
    sample = data[: 2 * _CHUNK]
    sample = sample[: len(sample) // 4 * 4] or sample[: len(sample) // 2 * 2]
    best, least = None, _narrow_bits(sample)
    prior = _WIDE_PRIOR + (_AGAINST_UTF8_PRIOR if _proves_utf8(data.rstrip(b"\x00")) else 0.0)
    for encoding in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        text = sample.decode(encoding, "replace").rstrip("\x00")
        if not text:
            continue
        cost = bits(text) + prior
        if cost < least:
            best, least = encoding, cost
    return best


def _narrow_bits(sample: bytes) -> float:
    """Return the bits of the best reading that takes NUL bytes for NUL characters; padding at the end costs nothing."""
    sample = sample.rstrip(b"\x00")
    return min(bits(sample.decode(encoding, "replace")) for encoding in ("utf-8", "gb18030", "cp1252"))


def _samples(data: bytes, first_bad: int) -> list[bytes]:
    """Cut out lines with bytes beyond ASCII from some places of the input, the first place that is no UTF-8 among them."""
    if len(data) <= 2 * _CHUNK:
        return [data]
    samples = []
    reached = 0
    for place in sorted({0, first_bad, *(len(data) * part // _PLACES for part in range(1, _PLACES))}):
        gathered = 0
        at = max(place, reached)
        while gathered < _CHUNK:
            found = _HIGH.search(data, at)
            if found is None:
                break
            start = max(data.rfind(b"\n", max(at - _CHUNK, reached), found.start()) + 1, reached)
            if start == reached and start and data[start - 1 : start] != b"\n" and found.start() - start > _CHUNK // 2:
                start = found.start()  # no line end near; a wrong cut costs one character
            end = data.find(b"\n", found.start(), start + _CHUNK)
            end = start + _CHUNK if end < 0 else end + 1
            samples.append(data[start:end])
            gathered += end - start
            at = reached = end
    return samples


def _best_encoding(data: bytes, first_bad: int) -> tuple[str, str, float]:
    """Return the main encoding, the one for lines the main one does not read, and how sure that is.

    Lines of valid UTF-8 say nothing about the others, so these are judged without them; the main encoding is that of more bytes.
    """
    lines = [line for sample in _samples(data, first_bad) for line in sample.splitlines(keepends=True) if not line.isascii()]
    valid = [line for line in lines if _proves_utf8(line)]
    rest = [line for line in lines if not _proves_utf8(line)] if valid else lines
    second, sure = _best_for(data, b"".join(rest or lines))
    if sum(map(len, valid)) > sum(map(len, rest)):
        return "utf-8", second, max(sure, 0.95)
    return second, "utf-8" if second != "utf-8" else "gb18030", sure


def _proves_utf8(line: bytes) -> bool:
    """Tell a line of UTF-8 that is not one of the few GBK words that happen to be valid UTF-8."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return _THREE_BYTES.search(text) is not None or len(_LATIN_LETTER.findall(text)) > 0


def _best_for(data: bytes, sample: bytes) -> tuple[str, float]:
    """Return the encoding in which a sample of the input reads best, and how sure that is."""
    priors = {"utf-8": 0.0, **_MULTIBYTE, **dict.fromkeys(_SINGLE_BYTE, _SINGLE_BYTE_PRIOR)}
    if len(sample) > 2 * _FIRST_LOOK:
        look = sample[:_FIRST_LOOK]
        first = {encoding: _reading_bits(look, encoding) for encoding in priors}
        hopeful = 1.5 * min(first.values()) + 50.0
        priors = {encoding: prior for encoding, prior in priors.items() if first[encoding] < hopeful}
    costs = {encoding: _reading_bits(sample, encoding) + prior for encoding, prior in priors.items()}
    _consider_wide(data, costs)
    suggested = _chardet(sample)
    if suggested is not None:
        if suggested not in costs:
            costs[suggested] = _reading_bits(sample, suggested) + _RARE_PRIOR
        costs[suggested] -= _CHARDET_BONUS
    ranked = sorted(costs, key=lambda name: costs[name])
    best = ranked[0]
    kin = {"cp1252", "latin-1", "iso8859-1", "iso8859-15", "cp1254"}
    rival = next((name for name in ranked[1:] if not {best, name} <= kin), best)
    return best, _sure(costs[rival] - costs[best])


def _consider_wide(data: bytes, costs: dict[str, float]) -> None:
    """Put UTF-16 among the candidates where the head of the input reads better in it than in the best of the others."""
    head = data[: min(len(data), _CHUNK) // 2 * 2]
    least = min(costs.values())
    narrow = _reading_bits(head, min(costs, key=lambda name: costs[name]))
    for encoding in ("utf-16-le", "utf-16-be"):
        costs[encoding] = least + _reading_bits(head, encoding) + _WIDE_PRIOR - narrow


def _sure(gain: float) -> float:
    """Turn bits of difference into a confidence: each four bits halve the doubt, and bytes alone never prove it."""
    doubt = 0.5 * math.exp2(-gain / 4)
    return round(min(0.99, 1.0 - doubt), 2)


def _chardet(sample: bytes) -> str | None:
    """Ask chardet, and return its answer as a codec name when that codec exists and reads the sample."""
    import chardet  # noqa: PLC0415  (slow to import, and most inputs are UTF-8)

    answer = chardet.detect(sample, prefer_superset=True, compat_names=False)["encoding"]
    if answer is None:
        return None
    try:
        name = codecs.lookup(answer).name
    except LookupError:
        return None
    name = _SUPERSETS.get(name, name)
    if name.startswith("utf") or name in _ODD:
        return None
    return name


_SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "shift_jis": "cp932",
    "shift_jis_2004": "cp932",
    "euc_kr": "cp949",
    "euc_jis_2004": "euc_jp",
    "iso8859-1": "cp1252",
}
_ODD = frozenset({"hz", "cp037", "cp500", "cp875", "cp1026", "cp1140", "johab", "iso2022_jp", "iso2022_kr"})
"""Answers that are not believed: EBCDIC, and encodings handled elsewhere."""


def _reading_bits(sample: bytes, encoding: str) -> float:
    text = sample.decode(encoding, "replace")
    return bits(text) + _LOST_BITS * text.count("\ufffd")


def _keep_bytes(error: UnicodeError) -> tuple[str, int]:
    """Stand in for bytes that do not decode: each becomes the lone surrogate U+DC00 + byte, which no codec used here yields."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error("cleantext-keep-bytes", _keep_bytes)


def _finish(data: bytes, encoding: str, sure: float) -> Decoded:
    """Read all of the input in one encoding, and put on record what it does not read."""
    try:
        text = data.decode(encoding)
        replaced: list[Stretch] = []
    except UnicodeDecodeError:
        text, replaced = _marked(data.decode(encoding, "cleantext-keep-bytes"), 0, cut_end=True)
    decoded = Decoded(text, encoding, _less_sure(sure, replaced, data), tuple(replaced))
    body = text.rstrip("\x00")
    if len(body) < len(text) and body and not replaced:
        padding = "\x00" * (len(text) - len(body))
        codec = encoding if encoding[-2:] in {"le", "be"} else encoding + "-le"
        decoded = Decoded(body, encoding, sure, (Stretch(len(body), len(body), None, padding.encode(codec)),))
    return _checked(decoded, data)


def _marked(kept: str, offset: int, *, cut_end: bool) -> tuple[str, list[Stretch]]:
    """Put one U+FFFD for each run of kept bytes; at the very end of an input (`cut_end`) a cut character leaves nothing."""
    parts: list[str] = []
    stretches = []
    at = length = 0
    for match in _ESCAPED.finditer(kept):
        parts.append(kept[at : match.start()])
        length += match.start() - at
        at = match.end()
        raw = bytes(ord(character) - 0xDC00 for character in match.group())
        cut = cut_end and at == len(kept) and len(raw) <= 3
        parts.append("" if cut else "\ufffd")
        stretches.append(Stretch(offset + length, offset + length + (not cut), None, raw))
        length += not cut
    parts.append(kept[at:])
    return "".join(parts), stretches


def _less_sure(sure: float, replaced: Sequence[Stretch], data: bytes) -> float:
    lost = sum(len(stretch.data) for stretch in replaced if stretch.encoding is None)
    return round(sure * (1.0 - min(1.0, 2.0 * lost / max(1, len(data)))), 2)


def _read_lines(data: bytes, encoding: str, sure: float, *, second: str = "gb18030", name: str | None = None) -> Decoded:
    """Read line by line: each as UTF-8 or in the main encoding or, when neither reads it, in the one that reads it best."""
    parts: list[str] = []
    replaced: list[Stretch] = []
    length = 0
    for block in _blocks(data, encoding, second):
        piece = data[block.start : block.end]
        if block.encoding == encoding:
            text, stretches = piece.decode(encoding), []
        elif block.encoding is not None:
            text = piece.decode(block.encoding)
            stretches = [Stretch(length, length + len(text), block.encoding, piece)]
        else:
            text, stretches = _read_line(piece, encoding, second, length, last=block.end == len(data))
        parts.append(text)
        replaced.extend(stretches)
        length += len(text)
    replaced = _joined(replaced)
    if encoding == "gb18030" and not replaced:
        text, replaced = _other_lines("".join(parts))
        parts = [text]
    return _checked(Decoded("".join(parts), name or encoding, _less_sure(sure, replaced, data), tuple(replaced)), data)


@dataclass(frozen=True, slots=True)
class _Block:
    """Whole lines that `encoding` reads, or one line that has to be looked at."""

    start: int
    end: int
    encoding: str | None


def _blocks(data: bytes, encoding: str, second: str) -> Iterator[_Block]:
    """Split the input into stretches of whole lines that the main or the second encoding reads, and single other lines."""
    stack = [(0, len(data))]
    while stack:
        start, end = stack.pop()
        piece = data[start:end]
        if _reads(piece, encoding):
            yield _Block(start, end, encoding)
            continue
        middle = data.find(b"\n", start + (end - start) // 2, end) + 1
        if not start < middle < end:
            middle = data.rfind(b"\n", start, start + (end - start) // 2) + 1
        if not start < middle < end:
            yield _Block(start, end, None)
        elif second in _MULTIBYTE and not _reads(data[start : data.find(b"\n", start)], encoding) and _reads(piece, second):
            # Files pasted together: a long stretch is all in the second encoding. A few bad lines do not come here, because
            # the others, read in the main encoding, would show as UTF-8 or not decode.
            yield _Block(start, end, second)
        else:
            stack.append((middle, end))
            stack.append((start, middle))


def _reads(piece: bytes, encoding: str) -> bool:
    """Tell whether an encoding reads lines without fault, and without a hint that some are UTF-8."""
    try:
        piece.decode(encoding)
    except UnicodeDecodeError:
        return False
    return encoding == "utf-8" or piece.isascii() or not any(map(_is_utf8, piece.split(b"\n")))


def _is_utf8(line: bytes) -> bool:
    if line.isascii():
        return False
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _read_line(data: bytes, encoding: str, second: str, offset: int, *, last: bool) -> tuple[str, list[Stretch]]:
    """Read one line in the encoding in which it reads best."""
    kept = data.decode(encoding, "cleantext-keep-bytes")
    best_text, main_stretches = _marked(kept, offset, cut_end=last)
    if len(data) > 4 * _CHUNK:
        return best_text, main_stretches  # no line, and too long to be weighed against other readings
    best, least = encoding, _line_bits(best_text, main_stretches)
    main_text = best_text
    for other in dict.fromkeys(("utf-8", second, "gb18030", "big5hkscs", "cp1252")):
        if other == encoding:
            continue
        try:
            text = data.decode(other)
        except UnicodeDecodeError:
            continue
        # Valid UTF-8 of three bytes and more proves itself; anything else must read clearly better than the main encoding.
        proven = _THREE_BYTES.search(text) is not None if other == "utf-8" else other == second
        cost = bits(text) + (0.0 if proven else 10.0)
        if cost < least:
            best, best_text, least = other, text, cost
    if best == encoding and main_stretches:
        spliced = _read_spliced(data, encoding if encoding != "utf-8" else second, offset)
        if spliced is not None and bits(spliced[0]) + 10.0 < least:
            return spliced
    if best == encoding:
        return main_text, main_stretches
    return best_text, [Stretch(offset, offset + len(best_text), best, data)]


_RARE_RUN = re.compile("(?:[45pumKbI?C][^ ]{0,2}){3}")
"""Three characters near each other of classes that hardly ever meet in text (see `cleantext.legibility`)."""

_CLEARLY_BETTER_BITS = 20.0


def _other_lines(text: str) -> tuple[str, list[Stretch]]:
    """Read lines of GB 18030 again that are hardly anything people write, where a kin encoding reads them clearly better."""
    parts: list[str] = []
    stretches: list[Stretch] = []
    at = length = seen = 0
    for match in _RARE_RUN.finditer(classify(text)):
        if match.start() < seen:
            continue
        start = text.rfind("\n", 0, match.start()) + 1
        seen = text.find("\n", match.start())
        end = seen = len(text) if seen < 0 else seen
        line = text[start:end]
        data = line.encode("gb18030")
        readings = [(bits(reading), codec, reading) for codec in _MULTIBYTE if (reading := _strictly(data, codec))]
        cost, codec, reading = min(readings)
        if cost < min(bits(line) - _CLEARLY_BETTER_BITS, 0.8 * bits(line)):
            parts += [text[at:start], reading]
            length += start - at
            stretches.append(Stretch(length, length + len(reading), codec, data))
            length += len(reading)
            at = end
    return "".join([*parts, text[at:]]), stretches


_UTF8_PIECE = re.compile(rb"(?:[\xe2-\xef][\x80-\xbf]{2}){2,}(?:[\x00-\x7f]|[\xe2-\xef][\x80-\xbf]{2})*")


def _read_spliced(data: bytes, other: str, offset: int) -> tuple[str, list[Stretch]] | None:
    """Read a line pasted together of UTF-8 and another encoding; None where its pieces do not fit either."""
    parts: list[str] = []
    stretches: list[Stretch] = []
    at = 0
    for match in [*_UTF8_PIECE.finditer(data), None]:
        start, end = match.span() if match else (len(data), len(data))
        for piece, codec in ((data[at:start], other), (data[start:end], "utf-8")):
            text = _strictly(piece, codec)
            if text is None:
                return None
            if not piece.isascii():
                stretches.append(Stretch(offset, offset + len(text), codec, piece))
            parts.append(text)
            offset += len(text)
        at = end
    return "".join(parts), stretches


def _line_bits(text: str, stretches: Sequence[Stretch]) -> float:
    return bits(text) + sum(_LOST_BYTE_BITS * len(stretch.data) for stretch in stretches if stretch.end > stretch.start)


def _joined(replaced: Sequence[Stretch]) -> list[Stretch]:
    """Join neighbouring lines read in the same other encoding."""
    joined: list[Stretch] = []
    for stretch in replaced:
        last = joined[-1] if joined else None
        if last is not None and last.end == stretch.start and last.encoding == stretch.encoding is not None:
            joined[-1] = Stretch(last.start, stretch.end, stretch.encoding, last.data + stretch.data)
        else:
            joined.append(stretch)
    return joined


def _checked(decoded: Decoded, data: bytes) -> Decoded:
    """Return `decoded` unless what was read is no text at all."""
    text = decoded.text
    if len(text) > 4 * _CHUNK:
        step = len(text) // 4
        text = "".join(text[at : at + _CHUNK] for at in range(0, len(text), step))
    odd = len(_CONTROL.findall(text)) + text.count("\ufffd")
    lost = sum(len(stretch.data.strip(b"\x00")) for stretch in decoded.replaced if stretch.encoding is None)
    if (odd > 1 and odd > len(text) * 0.1) or (lost > len(data) * 0.5 and lost > 3):
        raise _NotTextError(
            f"the input reads like no text in any encoding ({odd} of {len(text)} characters looked at are controls or"
            f" unreadable; the best guess was {decoded.encoding}); set it aside or find out what made it"
        )
    return decoded
