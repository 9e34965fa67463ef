"""`make bench`: makes a large archive, and times and weighs on it what those who look wait for.

Each part is a program of its own and prints tables in Markdown; `docs/speed.md` says what came of it where.
"""

import argparse
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory


def main() -> None:
    """Run the parts one after the other."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=int, default=155_000, help="Articles of the archive.")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        archive = Path(folder) / "archive.db"
        _part("large", str(archive), "--articles", str(options.articles))
        _part("finding")
        _part("searching", str(archive))
        _part("exporting")


def _part(name: str, *arguments: str) -> None:
    """Run one part, and end where it fails."""
    print(f"\n## python -m bench.{name}\n", flush=True)
    done = subprocess.run([sys.executable, "-m", f"bench.{name}", *arguments], check=False)  # noqa: S603 - our own programs
    if done.returncode:
        sys.exit(done.returncode)


if __name__ == "__main__":
    main()
