"""`make bench`: makes a large archive, and measures how fast it is searched and exported, and how well it is searched.

Each part is a program of its own and prints tables in Markdown; `docs/speed.md` says what came of it where.
"""

import argparse
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory


def main() -> None:
    """Run the parts one after the other, and end where one fails."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=int, default=155_000, help="Articles of the archive.")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        archive = str(Path(folder) / "archive.db")
        large = ["large", archive, "--articles", str(options.articles)]
        for name, *arguments in (large, ["finding"], ["searching", archive], ["exporting"]):
            print(f"\n## python -m bench.{name}\n", flush=True)
            done = subprocess.run([sys.executable, "-m", f"bench.{name}", *arguments], check=False)  # noqa: S603 - ours
            if done.returncode:
                sys.exit(done.returncode)


if __name__ == "__main__":
    main()
