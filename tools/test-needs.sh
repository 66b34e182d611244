#!/bin/sh
# What the browser tests need besides Python: Chromium, and npm for axe-core. Installs them on Debian and Ubuntu when
# root asks, and otherwise says what is missing.
set -eu

missing=
if [ -z "${COUNTERSIGN_CHROMIUM:-}" ] && ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null &&
    ! command -v google-chrome >/dev/null; then
    missing=chromium
fi
command -v npm >/dev/null || missing="$missing npm"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing:" $missing
    apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
    exit 0
fi

echo "The browser tests need:" $missing >&2
echo "Install it (Debian and Ubuntu: sudo apt install$(printf ' %s' $missing)), or name the browser: COUNTERSIGN_CHROMIUM=/path/to/chromium" >&2
echo "Everything but the browser tests: make test-fast" >&2
exit 1
