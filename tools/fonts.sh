#!/usr/bin/env bash
# Sees that there is a Chinese typeface for papers. Where none is found, root gets one with apt; anybody else is told.
set -eu

has_font() { [ -n "$(find /usr/share/fonts /usr/local/share/fonts "$HOME/.fonts" "$HOME/.local/share/fonts" \
    \( -iname '*CJK*' -o -iname 'SourceHan*' \) -print -quit 2>/dev/null)" ]; }

has_font && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    export DEBIAN_FRONTEND=noninteractive
    printf '%s\n' "fonts: no Chinese typeface for papers; installing fonts-noto-cjk"
    {
        flock 9
        has_font || { apt-get update -q && apt-get install -y -q --no-install-recommends fonts-noto-cjk; }
    } 9>/tmp/dingdian-browser.lock >&2 || true
fi
has_font || {
    printf '%s\n' "fonts: no Chinese typeface was found, so papers cannot be issued; all else works.
  Debian, Ubuntu:  apt-get install fonts-noto-cjk
  elsewhere:       install Noto Serif CJK SC and Noto Sans CJK SC, or name a folder: DINGDIAN_FONT_FOLDER=/path" >&2
    exit 1
}
