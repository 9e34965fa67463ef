"""`python -m bench`: makes a large archive, and measures how fast it is searched and exported, and how well.

Each part is a program of its own and prints tables in Markdown; `docs/speed.md` says what came of it where.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click


@click.command()
@click.option("--articles", type=int, default=155_000, show_default=True, help="Articles of the archive.")
def main(articles: int) -> None:
    """Run the parts one after the other, and end where one fails."""
    with TemporaryDirectory() as folder:
        archive = str(Path(folder) / "archive.db")
        large = ["large", archive, "--articles", str(articles)]
        for name, *arguments in (large, ["finding", archive], ["exporting"]):
            click.echo(f"\n## python -m bench.{name}\n")
            done = subprocess.run([sys.executable, "-m", f"bench.{name}", *arguments], check=False)  # noqa: S603 - ours
            if done.returncode:
                sys.exit(done.returncode)


if __name__ == "__main__":
    main()
