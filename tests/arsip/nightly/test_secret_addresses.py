"""What is shown of an address: neither login nor query, whatever characters they have."""

import pytest

from arsip.nightly.secret_addresses import host_alone, without_secrets, without_secrets_in_text


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("ftp://me:secret@host/a", "ftp://…@host/a"),
        ("ftp://u:SECRET/1@h/x", "ftp://…@h/x"),
        ("s3://KEY:SEC/RET@bucket", "s3://…@bucket"),
        ("sftp://u:SEC@RET@h", "sftp://…@h"),
        ("s3://b/x?token=SECRET", "s3://b/x?…"),
        ("sftp://u:SEC?RET@h/x", "sftp://…"),
        ("simplecache::s3://KEY:SECRET@b", "simplecache::s3://…@b"),
        ("/a folder/with@sign?", "/a folder/with@sign?"),
    ],
)
def test_a_place_is_shown_without_its_secrets(address: str, shown: str) -> None:
    assert without_secrets(address) == shown


def test_addresses_in_a_message_are_shown_so_too() -> None:
    said = without_secrets_in_text("invalid ['a://u:SEC/RET@h/t', 'b'] and 'http://h?t=SECRET': expected https://…")
    assert said == "invalid ['a://…@h/t', 'b'] and 'http://h?…': expected https://…"


def test_of_a_ping_the_host_alone_is_shown() -> None:
    assert host_alone("https://hc-ping.com/SECRET") == "https://hc-ping.com/…"
    for url in ("hc-ping.com/SECRET", "https://u:SECRET@h", "https://[SECRET", "ntfy://SECRET"):
        assert host_alone(url) == "…"
