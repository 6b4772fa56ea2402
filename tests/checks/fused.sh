#!/bin/sh
# SPDX-License-Identifier: MIT
#
# usage: fused.sh OBJDUMP OBJECT CONTROL
# No multiplication may be fused with an addition, as that rounds once where TensorFlow rounds twice. OBJECT, fused.cpp
# built without -mfma, must hold no such instruction, in the kernels for processors that have it neither. CONTROL, an
# object that holds one, shows that the check sees them.
set -eu

objdump=$1 object=$2 control=$3

# Prints each function with a fused instruction, and one of them. vfixupimm and the like begin with vf, too.
offenders() {
  "$objdump" -d --no-show-raw-insn "$1" |
    awk '/^[0-9a-f]+ <.*>:$/ { name = $2 }
         $1 ~ /^[0-9a-f]+:$/ && $2 ~ /^vfn?m(add|sub)/ && !(name in seen) { seen[name] = 1; print name, $2 }'
}

if [ -z "$(offenders "$control")" ]; then
  echo "the check is blind: it missed an instruction that it should have found"
  exit 1
fi

found=$(offenders "$object")
if [ -n "$found" ]; then
  echo "these functions fuse multiplications with additions:"
  echo "$found" | c++filt 2>/dev/null || echo "$found"
  exit 1
fi
