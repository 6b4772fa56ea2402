#!/bin/sh
# SPDX-License-Identifier: MIT
#
# usage: test.sh FIT_BOX PIXEL, where PIXEL is the program of shared/pixel.cpp. The loss must fall in every line that is
# printed, by 95 % or more in all, and the picture must have been written: in its right half, the box that was found
# covers the one that was wanted, so that nothing is left of that one's colour.

set -eu
fit_box=$1
pixel=$2

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

"$fit_box" picture.png >out
cat out

awk '
  /^round/ {
    loss = $4
    if (rounds++ && loss >= last) { print "the loss does not fall"; exit failed = 1 }
    if (rounds == 1) first = loss
    last = loss
  }
  END { if (failed || rounds < 5 || last > 0.05 * first) { print "the loss fell too little"; exit 1 } }
' out

# The upper edges of the boxes: on the left the one wanted, green, on the right the one found, yellow.
found=$("$pixel" picture.png 13 150 13 766)
[ "$found" = '384x1208 124,230,92 255,214,64' ] || { echo "the picture has $found"; exit 1; }
