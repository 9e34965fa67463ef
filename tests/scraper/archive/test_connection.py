"""Transactions nest, and an error undoes what its block wrote and nothing else."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.archive.connection import Column, Database

Block = tuple[bool, list["int | Block"]]
"""Whether it fails at its end, and what it does: write a number, or another block."""

BLOCKS = st.recursive(
    st.tuples(st.booleans(), st.lists(st.integers(1, 9), max_size=3)),
    lambda inner: st.tuples(st.booleans(), st.lists(st.one_of(st.integers(1, 9), inner), max_size=3)),
    max_leaves=6,
)


@pytest.fixture
def db() -> Iterator[Database]:
    with closing(Database(sqlite3.connect(":memory:", isolation_level=None))) as made:
        made.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT NOT NULL, c)")
        yield made


def do(db: Database, block: Block) -> None:
    fails, steps = block
    with suppress(ArithmeticError), db.atomic():
        for step in steps:
            if isinstance(step, int):
                db.execute("INSERT INTO t (b) VALUES (?)", [step])
            else:
                do(db, step)
        if fails:
            raise ArithmeticError


def kept(block: Block) -> list[str]:
    fails, steps = block
    written = ([str(step)] if isinstance(step, int) else kept(step) for step in steps)
    return [] if fails else [*chain.from_iterable(written)]


@given(BLOCKS)
def test_a_block_that_fails_leaves_nothing_and_others_all(block: Block) -> None:
    with closing(Database(sqlite3.connect(":memory:", isolation_level=None))) as db:
        db.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)")
        do(db, block)
        assert not db.conn.in_transaction
        assert [row["b"] for row in db.query("SELECT b FROM t ORDER BY a")] == kept(block)


def test_an_error_that_ends_the_transaction_is_the_one_that_is_raised(db: Database) -> None:
    rows = "INSERT OR ROLLBACK INTO t (b) VALUES ('x'), (NULL)"
    with pytest.raises(sqlite3.IntegrityError, match="NOT NULL"), db.atomic(), db.atomic():
        db.execute(rows)
    assert not db.conn.in_transaction
    assert not list(db.query("SELECT * FROM t"))


def test_columns_and_primary_keys_are_those_of_the_archive_itself(db: Database) -> None:
    db.execute("CREATE TABLE two (y TEXT, x TEXT, PRIMARY KEY (x, y)) WITHOUT ROWID")
    db.execute("CREATE TEMP TABLE two (z)")
    assert db.columns("t")[1] == Column("b", "TEXT", required=True, key=0)
    assert (db.primary_key("t"), db.primary_key("two"), db.columns("none")) == (["a"], ["x", "y"], [])
