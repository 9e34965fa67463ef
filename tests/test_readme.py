"""README and docs name every command and option that exists, and no other."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from arsip.cli.main import COMMANDS as TOP_LEVEL
from arsip.cli.main import main

ROOT = Path(__file__).parents[1]
MANUAL = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
PAGES = [*MANUAL, ROOT / "CONTRIBUTING.md"]
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in MANUAL)

FOREIGN = {"--help", "--version"}
"""Options of every command, or of none in particular."""

_BLOCK = re.compile(r"^```(?P<language>\w+)\n(?P<body>.*?)^```", re.MULTILINE | re.DOTALL)


def walk(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """Every command below one, by its full name."""
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=name)
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            assert found is not None
            yield from walk(found, f"{name} {below}")


COMMANDS = dict(walk(main, "arsip"))
OPTIONS = {
    name: {
        text
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.hidden
        for text in (*parameter.opts, *parameter.secondary_opts)
        if text.startswith("--")
    }
    for name, command in COMMANDS.items()
}


def blocks(*languages: str) -> list[str]:
    """The lines of all code blocks in these languages."""
    return [
        line
        for page in PAGES
        for block in _BLOCK.finditer(page.read_text(encoding="utf-8"))
        if block["language"] in languages
        for line in block["body"].splitlines()
    ]


def section(heading: str) -> str:
    """The section of docs/using.md on a command."""
    using = (ROOT / "docs" / "using.md").read_text(encoding="utf-8")
    return using.split(f"## `{heading}`", 1)[1].split("\n## ", 1)[0]


LEAVES = [name for name, command in COMMANDS.items() if not isinstance(command, click.Group)]


def test_there_are_commands_and_options() -> None:
    assert len(LEAVES) >= len(TOP_LEVEL) - 1
    assert {"--since", "--limit"} <= OPTIONS["arsip crawl articles"]


CRAWLS = [name for name in LEAVES if name.startswith("arsip crawl ")]


def options_of_every_crawl() -> set[str]:
    """The options in the table above the crawls' own sections."""
    using = (ROOT / "docs" / "using.md").read_text(encoding="utf-8")
    table = using.split("## Options of every crawl", 1)[1].split("\n\nArchived articles", 1)[0]
    return set(re.findall(r"`(--[a-z-]+)`", table))


@pytest.mark.parametrize("name", LEAVES)
def test_every_command_has_a_section_that_names_its_options_and_no_others(name: str) -> None:
    named = set(re.findall(r"`(--[a-z-]+)`", section(name)))
    shared = options_of_every_crawl() if name in CRAWLS else set()
    assert named - FOREIGN == OPTIONS[name] - shared - FOREIGN


def test_the_options_of_every_crawl_are_those_that_all_crawls_have() -> None:
    assert options_of_every_crawl() == set.intersection(*(OPTIONS[name] for name in CRAWLS))


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_and_option_has_help(name: str) -> None:
    assert COMMANDS[name].help
    assert not [p.name for p in COMMANDS[name].params if isinstance(p, click.Option) and not p.help]


def test_every_named_command_exists() -> None:
    named = set(re.findall(r"`(arsip [a-z][a-z ]*[a-z])", TEXT)) - {"arsip schedule systemd"}
    assert named <= COMMANDS.keys()
    headings = re.findall(r"^## `(.*)`", (ROOT / "docs" / "using.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(headings) == sorted(LEAVES)


def test_every_named_option_exists() -> None:
    everywhere = set().union(*OPTIONS.values()) | FOREIGN
    assert set(re.findall(r"`(--[a-z-]+)", TEXT)) <= everywhere


def arsip_commands() -> list[list[str]]:
    """Each call of arsip in a code block, split as by the shell, without its first word."""
    found = []
    for line in blocks("sh", "cron"):
        words = shlex.split(line, comments=True)
        for at, word in enumerate(words):
            if word == "arsip" or word.endswith("/bin/arsip"):
                rest = words[at + 1 :]
                end = next((index for index, each in enumerate(rest) if each in {"|", "&&", ">"}), len(rest))
                found.append(rest[:end])
    return found


@pytest.mark.parametrize("words", arsip_commands(), ids=" ".join)
def test_every_command_in_a_code_block_is_valid(words: list[str]) -> None:
    command, name, rest = COMMANDS["arsip"], "arsip", list(words)
    while isinstance(command, click.Group):
        name = f"{name} {rest.pop(0)}"
        command = COMMANDS[name]
    command.make_context(name, rest)


def test_the_code_blocks_have_commands() -> None:
    assert len(arsip_commands()) > 10


def test_every_make_target_is_named_and_every_named_one_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert targets == {
        "setup",
        "demo",
        "crawl",
        "test",
        "coverage",
        "fuzz",
        "interop",
        "soak",
        "format",
        "lint",
        "accuracy",
        "bench-read",
        "bench-crawl",
        "bench",
        "web",
        "docs",
        "lock",
        "clean",
        "help",
    }
    everything = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", everything, re.MULTILINE))
    assert named == targets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_link_targets_exist(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    assert not [link for link in links if "://" not in link and not (page.parent / link).exists()]
