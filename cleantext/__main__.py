"""The entry: load the command line, and end quietly when Ctrl-C comes before it can say anything itself."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Run the command line and return its exit code, 130 when it is interrupted while it loads."""
    # What pyarrow takes its memory from otherwise keeps up to a megabyte for each file that was read.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    try:
        from cleantext.cli import main as run  # noqa: PLC0415 - it takes half a second, in which one may press Ctrl-C

        return run()
    except KeyboardInterrupt:
        sys.stderr.write("cleantext: interrupted.\n")
        return 130


if __name__ == "__main__":
    sys.exit(main())
