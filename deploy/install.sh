#!/bin/sh
# Makes a virtual environment and installs what a lock pins, each file checked by its hash, then this project itself.
#
#   deploy/install.sh .venv requirements.lock
#
# Needs python3 (or the one that PYTHON names) and nothing else: uv is brought along where there is none, and pip does
# where uv cannot be had. What an interruption left half installed is made anew.
set -eu

venv=$1
lock=$2
python=${PYTHON:-python3}
begun=$venv/install-begun

stop() {
    echo "setup: $1" >&2
    rm -f "$begun"
    exit 1
}

command -v "$python" >/dev/null || stop "there is no $python; on Debian and Ubuntu: apt install python3 python3-venv"
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])') || stop "$python does not run"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    stop "Python 3.11 or newer is needed, and $python is $version; name another one, as in: make setup PYTHON=python3.12"

if [ -e "$begun" ] || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        stop "$python cannot make virtual environments yet; on Debian and Ubuntu: apt install python$version-venv"
    echo "Making $venv with Python $version …"
    "$python" -m venv --clear "$venv" || stop "$venv could not be made"
fi

touch "$begun"

pip() {
    "$venv/bin/python" -m pip --disable-pip-version-check --quiet "$@"
}

uv=$(command -v uv) || uv=$venv/bin/uv
if [ ! -x "$uv" ]; then
    pip install --require-hashes --requirement requirements-setup.lock || uv=
fi

echo "Installing what $lock pins …"
install() {
    if [ -n "$uv" ]; then
        UV_LINK_MODE=copy "$uv" pip install --quiet --compile-bytecode --python "$venv/bin/python" "$@" && return
        echo "setup: uv could not install it; trying pip, which takes longer" >&2
    fi
    pip install "$@"
}
install --require-hashes --no-deps --requirement "$lock" || stop "what $lock pins could not be installed"
install --no-deps --no-build-isolation --editable . || stop "the project itself could not be installed"
rm "$begun"
