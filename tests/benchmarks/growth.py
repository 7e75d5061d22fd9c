"""Measure how the cost of the default pipeline grows with size on hostile input: ``python tests/benchmarks/growth.py``.

Each input is one piece repeated. Four times the text should take four times as long; a factor near sixteen is a quadratic step.
Growth is printed and not asserted, because a busy machine is no fault of the code.
"""

import sys
import time

import cleantext

SIZES = (20_000, 80_000)
PIECES = {
    "address": "http://(a",
    "one ideograph": "甲",
    "contacts": "QQ1234567 ",
    "disguise": "加*微*信*",
    "hashes": "#",
    "blanks": " ",
    "wide blanks": "\N{IDEOGRAPHIC SPACE}",
    "digits": "1-",
    "open brackets": "【",
    "open quotes": "“好",
    "empty lines": "\n",
    "carriage returns": "\r",
    "one line, again": "这是一行文字\n",
    "short lines": "中\n",
    "hyphened lines": "ab-\n",
    "page numbers": "第1页\n",
    "words": "ab ",
    "spaced ideographs": "中 ",
    "placeholders": "xx年",
    "points": "x.",
    "crosses": "×",
    "stars": "*",
    "boxes": "□",
    "some": "某",
    "open tags": "<a",
    "references": "&amp",
    "broken references": "#xff0c;",
    "zero width": "\N{ZERO WIDTH SPACE}",
    "private use": "\ue010",
    "lost characters": "\N{REPLACEMENT CHARACTER}",
    "mojibake": "浣犲ソ",
}


def seconds(pipeline: cleantext.Pipeline, raw: str) -> float:
    """Return how long one document takes."""
    start = time.perf_counter()
    pipeline.scrub(raw)
    return time.perf_counter() - start


def main() -> None:
    """Print time and growth for each piece, the worst growth first."""
    pipeline = cleantext.default_pipeline()
    pipeline.scrub("全市新建xx个社区。")  # compiles what is compiled at first use
    rows = []
    for name, piece in PIECES.items():
        small, large = (seconds(pipeline, f"正文开始。\n{piece * (size // len(piece))}\n正文结束。\n") for size in SIZES)
        rows.append((large / max(small, 0.002), small, large, name))  # below two milliseconds it is all noise
    for growth, small, large, name in sorted(rows, reverse=True):
        sys.stdout.write(f"{name:18} {small * 1000:8.0f} ms {large * 1000:8.0f} ms   x{growth:.1f}\n")


if __name__ == "__main__":
    main()
