#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Runs network_input as its users do: test.sh NETWORK_INPUT PIXEL PHOTOGRAPH PYTHON, where PIXEL is the program of
# shared/pixel.cpp, PHOTOGRAPH the bundled one, and PYTHON has NumPy. Good calls must write what NumPy computes of floats
# that were not normalised. Bad ones must say in one line what is wrong, give exit status 2 and leave no file.
# Reports every check that fails.

set -u
network_input=$1
pixel=$2
photograph=$3
python=$4
check_script=$(cd "$(dirname "$0")" && pwd)/check.py

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1

checks=0
failed=0

fail() {
  failed=$((failed + 1))
  printf 'FAILED: %s\n' "$*"
}

# writes FILE ARGUMENT...: the call succeeds, and its crops are renamed to that.
writes() {
  file=$1
  shift
  checks=$((checks + 1))
  "$network_input" "$@" >out 2>err || fail "network_input $*: status not 0: $(cat err)"
  [ ! -s err ] || fail "network_input $*: wrote to standard error: $(cat err)"
  mv network_input.npy "$file" || fail "network_input $*: wrote no crops"
}

# check ARGUMENT...: of check.py.
check() {
  checks=$((checks + 1))
  "$python" "$check_script" "$@" >out 2>&1 || fail "$(cat out)"
}

# prints LINE ARGUMENT...: the call succeeds and the first line on standard output is that one.
prints() {
  expected=$1
  shift
  checks=$((checks + 1))
  "$network_input" "$@" >out 2>err || fail "network_input $*: status not 0: $(cat err)"
  [ "$(sed -n 1p out)" = "$expected" ] || fail "network_input $*: printed '$(cat out)', not '$expected'"
}

# shows 'HEIGHTxWIDTH COLOUR...' 'Y X...' ARGUMENT...: the picture has that size and those colours at those pixels.
shows() {
  expected=$1
  places=$2
  shift 2
  checks=$((checks + 1))
  "$network_input" "$@" >out 2>err || fail "network_input $*: status not 0: $(cat err)"
  # shellcheck disable=SC2086 # the places are separate arguments
  found=$("$pixel" network_input.png $places 2>&1)
  [ "$found" = "$expected" ] || fail "network_input $*: at '$places' found '$found', not '$expected'"
}

# refuses WORDS ARGUMENT...: status 2, the words in the one line on standard error, nothing else written.
refuses() {
  words=$1
  shift
  checks=$((checks + 1))
  rm -f network_input.npy network_input.png
  "$network_input" "$@" >out 2>err
  status=$?
  [ "$status" -eq 2 ] || fail "network_input $*: status $status, not 2"
  [ ! -s out ] || fail "network_input $*: wrote to standard output: $(cat out)"
  [ "$(wc -l <err)" -eq 1 ] || fail "network_input $*: not one line of error: $(cat err)"
  case $(cat err) in
    "network_input: "*"$words"*) ;;
    *) fail "network_input $*: '$(cat err)' does not say '$words'" ;;
  esac
  [ ! -e network_input.npy ] || fail "network_input $*: wrote crops"
  for leftover in ./*.part; do
    [ ! -e "$leftover" ] || fail "network_input $*: left $leftover"
  done
}

# 2x2: (250,0,0) (0,250,0) above (0,0,250) (250,250,0)
echo iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFElEQVR42mP4xcDAAMIMv379YgAAHlQE4zwlzpIAAAAASUVORK5CYII= |
  base64 -d >corners.png
mkdir folder.npy

prints 'wrote network_input.npy: 3x3x224x224 float32, and network_input.png'
prints 'wrote in.npy: 1x3x32x48 float16, and in.png' --box 0,0,9,9 --crop 32x48 --type float16 --output in.npy --picture in.png

# Pixels as they are, with the channels in planes; half-way between two pixels; outside the photograph.
writes row.npy --raw --box 0,0,2,1 --crop 1x2 corners.png
check elements row.npy float32 250 0 0 250 0 0
writes row.npy --raw --box 0,1,2,1 --crop 1x2 --type float16 corners.png
check elements row.npy float16 0 250 0 250 250 0
writes row.npy --raw --box 0.5,0,1,1 --crop 1x1 corners.png
check elements row.npy float32 125 125 0
writes row.npy --raw --box -1,0,3,1 --crop 1x3 --fill 7 corners.png
check elements row.npy float32 7 250 0 7 0 250 7 0 0
# White minus the mean of red is what is left of one deviation, and so on.
writes row.npy --mean 0,0.5,-1 --std 1,0.25,2 --box 5,5,1,1 --crop 1x1 --fill 255 corners.png
check elements row.npy float32 1 2 1

# Everything at once, beside the floats that were not normalised.
writes raw.npy --raw
writes float32.npy
check normalised float32.npy float32 raw.npy 0.485,0.456,0.406 0.229,0.224,0.225
writes float16.npy --type float16
check normalised float16.npy float16 raw.npy 0.485,0.456,0.406 0.229,0.224,0.225
writes own.npy --mean=0.5,0.25,0.125 --std=0.3,0.4,0.7 "$photograph"
check normalised own.npy float32 raw.npy 0.5,0.25,0.125 0.3,0.4,0.7

# Letterboxed, beside the same boxes in the sizes that they have then.
boxes='125x160 89x89 640x31'
set -- --box 166,16,125,160 --box 127,342,89,89 --box -50,300,640,31
writes letterboxed.npy --raw --letterbox --fill 33.5 --crop 223x160 "$@"
number=0
# shellcheck disable=SC2086 # the boxes are separate arguments
for size in $("$python" "$check_script" sizes 223x160 $boxes); do
  writes "raw.npy.$number" --raw --fill 33.5 --crop "$size" "$1" "$2"
  number=$((number + 1))
  shift 2
done
# shellcheck disable=SC2086
check letterboxed letterboxed.npy raw.npy 33.5 $boxes
writes raw.npy --raw --letterbox
writes float16.npy --type float16 --letterbox
check normalised float16.npy float16 raw.npy 0.485,0.456,0.406 0.229,0.224,0.225

# The picture shows the bytes again.
red=250,0,0 green=0,250,0 blue=0,0,250 yellow=250,250,0
shows "2x4 $red $yellow $green $green" '0 0 1 1 0 2 1 3' --box 0,0,2,2 --box 1,0,1,1 --crop 2x2 corners.png
shows "4x2 114,114,114 $red $blue 114,114,114" '0 0 1 0 2 0 3 1' --letterbox --box 0,0,2,2 --crop 4x2 corners.png
shows "4x2 114,114,114 $red" '0 0 1 0' --letterbox --box 0,0,2,2 --crop 4x2 --raw corners.png

prints 'Cuts boxes out of a photograph, resizes and normalises them, and writes them as a NumPy file of shape' --help

refuses "'absent.png': No such file or directory" absent.png
refuses "INPUT: '' is no name of a file" ''
refuses 'not expected: b.png' a.png b.png
refuses "'folder.npy': it is a directory" --output folder.npy
refuses "'absent/in.npy': No such file or directory" --output absent/in.npy
refuses "--output: '' is no name of a file" --output ''
refuses "--picture: '' is no name of a file" --picture ''
refuses "the output would overwrite the photograph 'corners.png'" --output ./corners.png corners.png
refuses "the picture would overwrite the photograph 'corners.png'" --picture ./corners.png corners.png
refuses 'not expected: --boxes' --boxes 1
refuses 'raw was given a disallowed flag override' --raw=1
refuses 'letterbox was given a disallowed flag override' --letterbox=no
refuses '--box: 4 required' --box
refuses '--box: 4 required' --box 1,2,3
refuses "--box: 'x' is not a number" --box 1,2,3,x
refuses "--box: 'nan' is not a finite number" --box nan,2,3,4
refuses '--box: width and height must be above 0' --box 1,2,0,4
refuses '--box: width and height must be above 0' --box 1,2,3,-4
refuses '--crop: 2 required' --crop 12
refuses "--fill: 'grey' is not a finite number" --fill grey
refuses '--mean: 3 required' --mean 1,2
refuses "--mean: 'inf' is not a finite number" --mean 1,2,inf
refuses "--std: '0' is not above 0" --std 1,2,0
refuses "--type: 'int8' is none of float16, float32" --type int8
refuses 'more than 268 million elements' --crop 32768x32768

# A disk that fills up, here a limit on the size of files, leaves the old file as it was.
checks=$((checks + 1))
echo old >kept.npy
(
  trap '' XFSZ
  ulimit -f 1
  exec "$network_input" --output kept.npy >out 2>err
)
[ $? -eq 2 ] || fail "a full disk: status not 2"
[ "$(cat kept.npy)" = old ] || fail "a full disk: the old file is gone"
case $(cat err) in
  "network_input: cannot write 'kept.npy': "*) ;;
  *) fail "a full disk: '$(cat err)' does not say so" ;;
esac

echo "$checks checks, $failed failed"
[ "$failed" -eq 0 ]
