#!/usr/bin/env bash
# Prints the path of pdfsig for the tests of papers. Where it or a Chinese font is missing, root gets them with apt;
# anybody else is told what to install.
set -eu

has_font() { [ -n "$(find /usr/share/fonts /usr/local/share/fonts "$HOME/.fonts" -iname '*CJK*' -print -quit 2>/dev/null)" ]; }
complete() { command -v pdfsig >/dev/null 2>&1 && command -v pdftotext >/dev/null 2>&1 && has_font; }

if ! complete && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    export DEBIAN_FRONTEND=noninteractive
    {
        flock 9
        complete || { apt-get update -q && apt-get install -y -q --no-install-recommends poppler-utils fonts-noto-cjk; }
    } 9>/tmp/dingdian-browser.lock >&2 || true
fi
complete || {
    printf '%s\n' "tests of papers need poppler's programs and a Chinese font:
  Debian, Ubuntu:  apt-get install poppler-utils fonts-noto-cjk" >&2
    exit 1
}
command -v pdfsig
