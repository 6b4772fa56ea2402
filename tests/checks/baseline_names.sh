#!/bin/sh
# SPDX-License-Identifier: MIT
#
# usage: baseline_names.sh COMPILER INCLUDE_DIR FLAG...
# Functions that the linker may merge are named after the flags that they were built with (config.hpp). So each flag
# must change that name.
set -eu

compiler=$1 include_dir=$2
shift 2

# The name with these flags.
name_with() {
  printf '#include <crop_and_resize/detail/base/config.hpp>\nCNR_DETAIL_BASELINE\n' |
    "$compiler" -std=c++17 "$@" -I "$include_dir" -E -P -x c++ - | tail -n 1
}

plain=$(name_with -O2)
case $plain in
  baseline_*) ;;
  *)
    echo "no name without any flag, but: $plain"
    exit 1
    ;;
esac
for flag; do
  if [ "$(name_with "$flag")" = "$plain" ]; then
    echo "the same name with $flag: $plain"
    exit 1
  fi
done
