"""Compare what `import cleantext` costs with what `import regex, ftfy` costs; run it by hand: ``python tests/benchmarks/import_cost.py``.

The bound is twice. It is printed and not asserted, because a busy machine is no fault of the code.
"""

import subprocess
import sys
import time

ROUNDS = 9


def seconds(statement: str) -> float:
    """Return how long a fresh interpreter takes for `statement`."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return time.perf_counter() - start


def main() -> None:
    """Print the ratio of the two, each less the bare interpreter, the least of several rounds taken in turn."""
    statements = {"nothing": "pass", "regex, ftfy": "import regex, ftfy", "cleantext": "import cleantext"}
    best = dict.fromkeys(statements, float("inf"))
    for _ in range(ROUNDS):
        for name, statement in statements.items():
            best[name] = min(best[name], seconds(statement))
    theirs, ours = (best[name] - best["nothing"] for name in ("regex, ftfy", "cleantext"))
    sys.stdout.write(
        f"import regex, ftfy: {theirs * 1000:.0f} ms; import cleantext: {ours * 1000:.0f} ms; ratio {ours / theirs:.2f} (bound 2)\n"
    )


if __name__ == "__main__":
    main()
