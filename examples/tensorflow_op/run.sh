#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Builds the TensorFlow operations in build/tensorflow_op and, from any directory:
#
#   sh examples/tensorflow_op/run.sh          tests them beside TensorFlow's own ones
#   sh examples/tensorflow_op/run.sh speed    times them beside TensorFlow's own ones; arguments go to speed.py
#   sh examples/tensorflow_op/run.sh build    does no more
#
# It installs the packages of requirements.txt into a virtual environment in that folder, unless PYTHON names an
# interpreter that has TensorFlow. Where a compiler or Python's venv is missing, it installs them on Debian and Ubuntu
# if run as root. CXX names another compiler than g++, and may hold options. Where pip cannot install TensorFlow,
# because there is no network or no package for this Python or processor, it says that the operations are skipped, and
# its exit status is 77.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
build=$(CDPATH='' cd -- "$here/../.." && pwd -P)/build/tensorflow_op
log=$build/log.txt
what=${1-test}
[ $# -eq 0 ] || shift

say() {
  printf 'run.sh: %s\n' "$*" >&2
}

fail() {
  cat "$log" >&2
  say "$1"
  exit "${2-1}"
}

# Prints the Debian packages that would provide what is not there.
missing_packages() {
  compiler=${CXX:-g++}
  command -v "${compiler%% *}" >/dev/null || echo g++
  # venv is there without ensurepip, which it needs, where Debian's package is missing.
  [ -n "${PYTHON-}" ] || python3 -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
}

install_packages() {
  if ! command -v apt-get >/dev/null || [ "$(id -u)" -ne 0 ]; then
    say "missing: $*. Please install them (on Debian or Ubuntu, as root: apt-get install $*) and run this again."
    exit 1
  fi
  say "installing $*"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update && apt-get install --yes --no-install-recommends "$@"; } >"$log" 2>&1 || fail 'installing failed'
}

# The environment is complete where it has the list that it was made from.
make_environment() {
  if ! cmp -s "$here/requirements.txt" "$build/venv/requirements.txt"; then
    say "installing TensorFlow in $build/venv"
    rm -rf "$build/venv"
    python3 -m venv "$build/venv" >"$log" 2>&1 || fail 'no virtual environment could be made'
    "$build/venv/bin/python" -m pip install --quiet -r "$here/requirements.txt" >"$log" 2>&1 ||
      fail 'SKIPPED: pip cannot install TensorFlow, see above; the operations are neither built nor tested' 77
    cp "$here/requirements.txt" "$build/venv/"
  fi
  PYTHON=$build/venv/bin/python
}

case $what in
  build | test | speed) ;;
  *)
    say "unknown command '$what': expected test, speed or build"
    exit 1
    ;;
esac
mkdir -p "$build"
missing=$(missing_packages | tr '\n' ' ')
# shellcheck disable=SC2086 # one argument a package
[ -z "$missing" ] || install_packages ${missing% }
[ -n "${PYTHON-}" ] || make_environment
"$PYTHON" "$here/build.py"
case $what in
  test) exec "$PYTHON" "$here/test_op.py" "$@" ;;
  speed) exec "$PYTHON" "$here/speed.py" "$@" ;;
esac
