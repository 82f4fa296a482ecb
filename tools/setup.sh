#!/usr/bin/env bash
# Makes or refreshes .venv from requirements/dev.txt, every package checked by its hash.
# PYTHON=/path/to/python3 chooses the interpreter; PYTHON_MIN is the oldest that will do.
set -eu

cd "$(dirname "$0")/.."
venv=.venv
PYTHON_MIN="3, 11"

say() { printf 'setup: %s\n' "$*"; }
die() { printf 'setup: %s\n' "$*" >&2; exit 1; }

new_enough() { "$1" -c "import sys; sys.exit(sys.version_info < ($PYTHON_MIN))" >/dev/null 2>&1; }

# The first interpreter that runs and is new enough. A pyenv shim that points
# at a version which is not installed does not run, so the next one is tried.
find_python() {
    for candidate in ${PYTHON:-} python3 python3.11 python3.12 python3.13 python3.14 /usr/bin/python3; do
        if command -v "$candidate" >/dev/null 2>&1 && new_enough "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    return 1
}

has_venv() { "$1" -c 'import venv, ensurepip' >/dev/null 2>&1; }

# Debian keeps venv and ensurepip in a package of their own.
install_venv_module() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "$python has no venv module; installing python3-venv"
        export DEBIAN_FRONTEND=noninteractive
        { apt-get update -q && apt-get install -y -q --no-install-recommends python3-venv; } >&2 \
            || die "apt-get could not install python3-venv; install it by hand and run make setup again"
    fi
    has_venv "$python" || die "$python cannot make an environment (no venv or ensurepip module).
       Install it and run make setup again:
         Debian, Ubuntu:  apt-get install python3-venv
         elsewhere:       a full CPython 3.11 or newer, then PYTHON=/path/to/python3 make setup"
}

make_venv() {
    python=$(find_python) || die "no Python 3.11 or newer found; install one, or name it: PYTHON=/path/to/python3 make setup"
    has_venv "$python" || install_venv_module
    say "making $venv with $("$python" -V 2>&1)"
    "$python" -m venv --clear "$venv"
}

# uv does not read pip's configuration: hand on a mirror or a certificate that pip was told of.
pip_setting() { "$venv/bin/python" -m pip config get "global.$1" 2>/dev/null || true; }
follow_pip() {
    if [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]; then
        index=${PIP_INDEX_URL:-$(pip_setting index-url)}
        [ -z "$index" ] || export UV_DEFAULT_INDEX="$index"
    fi
    if [ -z "${SSL_CERT_FILE:-}" ]; then
        cert=${PIP_CERT:-$(pip_setting cert)}
        [ -z "$cert" ] || export SSL_CERT_FILE="$cert"
    fi
}

if ! new_enough "$venv/bin/python" || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    make_venv
fi

if ! "$venv/bin/uv" --version >/dev/null 2>&1; then
    say "installing uv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
        -r requirements/bootstrap.txt || die "could not install uv; is a package index within reach?"
fi

follow_pip
export VIRTUAL_ENV="$PWD/$venv"
say "installing the pinned packages"
"$venv/bin/uv" pip sync --quiet --require-hashes requirements/dev.txt \
    || die "could not install requirements/dev.txt; is a package index within reach?"
"$venv/bin/uv" pip install --quiet --no-deps --no-build-isolation -e . || die "could not install dingdian itself"
[ -x "$venv/bin/dingdian" ] || die "$venv/bin/dingdian is missing after the install"

bash tools/fonts.sh || true  # without a typeface all works but the issuing of papers, which says so
touch "$venv/.stamp"
say "ready: $venv/bin/dingdian"
