#!/usr/bin/env bash
# Prints the path of pdfsig for the tests of papers. Where poppler's programs are missing, root gets them with apt;
# anybody else is told what to install. The typeface comes with tools/fonts.sh.
set -eu

complete() { command -v pdfsig >/dev/null 2>&1 && command -v pdftotext >/dev/null 2>&1; }

if ! complete && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    export DEBIAN_FRONTEND=noninteractive
    {
        flock 9
        complete || { apt-get update -q && apt-get install -y -q --no-install-recommends poppler-utils; }
    } 9>/tmp/dingdian-browser.lock >&2 || true
fi
complete || {
    printf '%s\n' "tests of papers need poppler's programs:
  Debian, Ubuntu:  apt-get install poppler-utils" >&2
    exit 1
}
bash "$(dirname "$0")/fonts.sh" >&2
command -v pdfsig
