#!/bin/sh
# SPDX-License-Identifier: MIT
#
# usage: test.sh SHRINK PIXEL PHOTOGRAPH, where PIXEL is the program of shared/pixel.cpp. The picture has five results.

set -eu
shrink=$1
pixel=$2
photograph=$3

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

"$shrink" "$photograph" picture.png
[ "$("$pixel" picture.png 0 0)" = '248x1192 34,38,46' ] || { "$pixel" picture.png 0 0; exit 1; }

# Without a photograph, the bundled one is taken.
"$shrink" | grep 'wrote shrink.png'
cmp picture.png shrink.png

# It overwrites no photograph.
cp "$photograph" mine.png
if "$shrink" mine.png mine.png 2>errors; then
  echo 'it overwrote the photograph'
  exit 1
fi
grep 'would overwrite' errors
cmp mine.png "$photograph"
