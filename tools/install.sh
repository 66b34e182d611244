#!/bin/sh
# Install the pinned packages and this checkout into a virtual environment, with Python and pip alone.
#
#   tools/install.sh app [FOLDER]    what runs
#   tools/install.sh dev [FOLDER]    what runs, and what tests it
#
# Both read scans of certificates too, which takes 260 MB and is not to be had for every machine: with OCR=no it is left out.
#
# FOLDER is .venv by default. PYTHON names the interpreter to use. The Makefile, the Dockerfile and CI all call this script,
# so that there is one way to install.
set -eu
cd "$(dirname "$0")/.."

kind=${1:?usage: tools/install.sh app|dev [FOLDER]}
venv=${2:-.venv}
requirements=requirements/$kind.txt
[ -f "$requirements" ] || { echo "There is no $requirements; say app or dev." >&2; exit 2; }

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

if [ ! -x "$venv/bin/python" ]; then
    found=
    for python in ${PYTHON:-python3.11 python3.12 python3.13 python3}; do
        if is_new_enough "$python"; then found=$python; break; fi
    done
    if [ -z "$found" ]; then
        echo "Countersign needs Python 3.11 or newer; looked for: ${PYTHON:-python3.11 python3.12 python3.13 python3}." >&2
        echo "Install one, or name it: make PYTHON=/path/to/python3.11 run" >&2
        exit 1
    fi
    echo "Creating $venv with $("$found" --version)"
    if ! "$found" -m venv "$venv"; then
        rm -rf "$venv"
        echo "$found cannot create a virtual environment; on Debian and Ubuntu: apt install python3-venv" >&2
        exit 1
    fi
fi

pip() {
    "$venv/bin/python" -m pip --disable-pip-version-check "$@"
}

echo "Installing $requirements (a minute or two the first time)"
pip install --quiet --require-hashes --no-deps --only-binary :all: -r "$requirements"
if [ "${OCR:-yes}" != no ]; then
    if ! pip install --quiet --require-hashes --no-deps --only-binary :all: -r requirements/ocr.txt; then
        echo "What reads scans could not be installed. OCR=no leaves it out: OCR=no tools/install.sh $kind $venv" >&2
        exit 1
    fi
fi
pip install --quiet --no-deps --no-build-isolation --no-index --editable .
# Commands start faster, and those who run the service need not be those who may write here.
"$venv/bin/python" -m compileall -q app
pip check
