"""`python -m arsip` is `arsip`."""

from arsip.cli.main import main

if __name__ == "__main__":
    main(prog_name="arsip")
