#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Checks that a program prints what a file holds, to the byte.
#
# usage: check_output.sh PROGRAM FILE

set -eu
printed=$("$1" && echo end)
[ "$printed" = "$(cat "$2" && echo end)" ] || {
  printf 'printed:\n%s\nexpected, of %s:\n' "${printed%end}" "$2"
  cat "$2"
  exit 1
}
