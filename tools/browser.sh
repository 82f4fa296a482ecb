#!/usr/bin/env bash
# Prints the path of Chromium for the browser tests. Where it or a Chinese font is missing, root gets them with apt;
# anybody else is told what to install.
set -eu

find_chromium() {
    for candidate in ${CHROMIUM:-} /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
        if [ -x "$candidate" ]; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    return 1
}

has_font() { [ -n "$(find /usr/share/fonts /usr/local/share/fonts "$HOME/.fonts" -iname '*CJK*' -print -quit 2>/dev/null)" ]; }

# What drives the browser (Node.js inside a Python package) needs it, and a minimal Debian lacks it.
has_atomic() { ! command -v ldconfig >/dev/null 2>&1 || ldconfig -p | grep -q 'libatomic\.so\.1'; }

complete() { find_chromium >/dev/null && has_font && has_atomic; }

if ! complete; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        export DEBIAN_FRONTEND=noninteractive
        {
            flock 9
            complete ||
                { apt-get update -q && apt-get install -y -q --no-install-recommends chromium fonts-noto-cjk libatomic1; }
        } 9>/tmp/dingdian-browser.lock >&2 || true
    fi
fi
find_chromium || {
    printf '%s\n' "browser tests need Chromium and a Chinese font:
  Debian, Ubuntu:  apt-get install chromium fonts-noto-cjk libatomic1
  elsewhere:       install Chromium and name it: CHROMIUM=/path/to/chromium make test" >&2
    exit 1
}
