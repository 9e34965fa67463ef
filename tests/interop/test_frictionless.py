"""Data packages are what the Data Package standard asks for: the real `frictionless` validates them."""

import json
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from export.request import Records
from export.writer import write
from scraper.archive.database import open_to_read
from scraper.archive.records import Selection
from tests.interop.conftest import environment
from tests.scraper.maintenance.keeping import everything

pytestmark = pytest.mark.interop


@pytest.fixture(scope="session")
def frictionless() -> Path:
    return environment("frictionless", ("frictionless==5.21.0",)) / "frictionless"


def validated(frictionless: Path, package: Path) -> dict[str, Any]:
    done = subprocess.run(
        [str(frictionless), "validate", str(package), "--json"], capture_output=True, text=True, check=False
    )
    report: dict[str, Any] = json.loads(done.stdout)
    assert report["valid"] == (done.returncode == 0), done.stderr
    return report


@pytest.mark.parametrize("selection", [Selection(), Selection(lang="en"), Selection(category="tidak-ada")])
def test_every_package_is_valid_with_its_keys_hashes_and_types(
    selection: Selection, frictionless: Path, tmp_path: Path
) -> None:
    db = open_to_read(everything(tmp_path / "site"))
    write(db, tmp_path / "a.zip", Records(selection=selection))
    db.close()
    report = validated(frictionless, tmp_path / "a.zip")
    assert report["valid"], report
    assert len(report["tasks"]) == 7


def spoil(package: Path, name: str, before: bytes, after: bytes, *, hidden: bool) -> Path:
    """Change a file in a package; hidden, with its new size and hash in the description."""
    target = package.with_name("spoiled.zip")
    with ZipFile(package) as whole, ZipFile(target, "w") as spoiled:
        files = {each: whole.read(each) for each in whole.namelist()}
        files[name] = files[name].replace(before, after, 1)
        if hidden:
            described = json.loads(files["datapackage.json"])
            (resource,) = (each for each in described["resources"] if each["path"] == name)
            resource |= {"bytes": len(files[name]), "hash": f"sha256:{sha256(files[name]).hexdigest()}"}
            files["datapackage.json"] = json.dumps(described).encode()
        for each, data in files.items():
            spoiled.writestr(each, data)
    return target


@pytest.mark.parametrize(
    ("name", "before", "after", "hidden", "error"),
    [
        ("articles.csv", b"live", b"gone", False, "hash-count"),
        ("articles.csv", b"live", b"dead", True, "constraint-error"),
        ("bylines.csv", b"\r\n1", b"\r\n991", True, "foreign-key"),
        ("bylines.csv", b'"editor",1', b'"reporter",1', True, "primary-key"),
        ("articles.csv", b'Z"', b'X"', True, "type-error"),
    ],
)
def test_what_is_spoiled_is_found(
    name: str, before: bytes, after: bytes, *, hidden: bool, error: str, frictionless: Path, tmp_path: Path
) -> None:
    """Else the test above would show nothing."""
    db = open_to_read(everything(tmp_path / "site"))
    write(db, tmp_path / "a.zip", Records())
    db.close()
    report = validated(frictionless, spoil(tmp_path / "a.zip", name, before, after, hidden=hidden))
    assert error in {found["type"] for task in report["tasks"] for found in task["errors"]}
