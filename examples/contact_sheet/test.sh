#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Runs contact_sheet as its users do: test.sh CONTACT_SHEET PIXEL PHOTOGRAPH, where PIXEL is the program of shared/pixel.cpp
# and PHOTOGRAPH the bundled one. Good calls must draw the right pixels, bad ones must say in one line what is wrong,
# give exit status 2 and leave no file behind. Reports every check that fails.

set -u
contact_sheet=$1
pixel=$2
photograph=$3

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1

checks=0
failed=0

fail() {
  failed=$((failed + 1))
  printf 'FAILED: %s\n' "$*"
}

# draws 'HEIGHTxWIDTH COLOUR...' 'Y X...' ARGUMENT...: the call succeeds, and the sheet has that size and those colours
# at those pixels.
draws() {
  expected=$1
  places=$2
  shift 2
  checks=$((checks + 1))
  rm -f contact_sheet.png
  if ! "$contact_sheet" "$@" >out 2>err; then
    fail "contact_sheet $*: status not 0: $(cat err)"
  elif [ -s err ]; then
    fail "contact_sheet $*: wrote to standard error: $(cat err)"
  else
    # shellcheck disable=SC2086 # the places are separate arguments
    found=$("$pixel" contact_sheet.png $places 2>&1)
    [ "$found" = "$expected" ] || fail "contact_sheet $*: at '$places' found '$found', not '$expected'"
  fi
}

# hints WORDS 'HEIGHTxWIDTH COLOUR...' 'Y X...' ARGUMENT...: as draws, and the words are in one line on standard error.
hints() {
  words=$1
  expected=$2
  places=$3
  shift 3
  checks=$((checks + 1))
  rm -f contact_sheet.png
  "$contact_sheet" "$@" >out 2>err || fail "contact_sheet $*: status not 0: $(cat err)"
  [ "$(wc -l <err)" -eq 1 ] || fail "contact_sheet $*: not one line of hints: $(cat err)"
  case $(cat err) in
    "contact_sheet: hint: $words wholly outside"*--box-format*) ;;
    *) fail "contact_sheet $*: '$(cat err)' does not hint at '$words'" ;;
  esac
  # shellcheck disable=SC2086 # the places are separate arguments
  found=$("$pixel" contact_sheet.png $places 2>&1)
  [ "$found" = "$expected" ] || fail "contact_sheet $*: at '$places' found '$found', not '$expected'"
}

# prints LINE ARGUMENT...: the call succeeds and the first line on standard output is that one.
prints() {
  expected=$1
  shift
  checks=$((checks + 1))
  "$contact_sheet" "$@" >out 2>err || fail "contact_sheet $*: status not 0: $(cat err)"
  [ "$(sed -n 1p out)" = "$expected" ] || fail "contact_sheet $*: printed '$(cat out)', not '$expected'"
}

# refuses WORDS ARGUMENT...: status 2, the words in the one line on standard error, nothing else written.
refuses() {
  words=$1
  shift
  checks=$((checks + 1))
  rm -f contact_sheet.png
  "$contact_sheet" "$@" >out 2>err
  status=$?
  [ "$status" -eq 2 ] || fail "contact_sheet $*: status $status, not 2"
  [ ! -s out ] || fail "contact_sheet $*: wrote to standard output: $(cat out)"
  [ "$(wc -l <err)" -eq 1 ] || fail "contact_sheet $*: not one line of error: $(cat err)"
  case $(cat err) in
    "contact_sheet: "*"$words"*) ;;
    *) fail "contact_sheet $*: '$(cat err)' does not say '$words'" ;;
  esac
  [ ! -e contact_sheet.png ] || fail "contact_sheet $*: wrote a sheet"
  leaves_nothing_unfinished "$*"
}

leaves_nothing_unfinished() {
  for leftover in ./*.part; do
    [ ! -e "$leftover" ] || fail "contact_sheet $1: left $leftover"
  done
}

# 2x2: (250,0,0) (0,250,0) above (0,0,250) (250,250,0)
echo iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFElEQVR42mP4xcDAAMIMv379YgAAHlQE4zwlzpIAAAAASUVORK5CYII= |
  base64 -d >corners.png
# 1x1: (10,20,30)
echo iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mPgEpEDAABoAD1q9XBbAAAAAElFTkSuQmCC |
  base64 -d >one.png
# 1x2, gray of 16 bits: 0x8080 0xFFFF
echo iVBORw0KGgoAAAANSUhEUgAAAAIAAAABEAAAAACB2fwVAAAADUlEQVR42mNoaPj/HwAGggL/bOBDIwAAAABJRU5ErkJggg== |
  base64 -d >gray16.png
# 1x2, palette: opaque (200,10,20), then fully transparent blue
echo iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAMAAADD/I+4AAAABlBMVEXIChQAAP/gFRLyAAAAAnRSTlP/AOW3MEoAAAALSURBVHjaY2BgBAAABAACLN5IrQAAAABJRU5ErkJggg== |
  base64 -d >palette.png
# JPEG files of one pixel: (200,100,50); gray 77; inks, which Adobe's programs store inverted, for about (204,102,0)
base64 -d >jpeg.png <<'END'
/9j/2wBDAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQH/2wBDAQEBAQEBAQEBAQEBAQ
EBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQH/wAARCAABAAEDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAA
AAAAAAb/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAACf/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/AJ8AV5
sH/9k=
END
base64 -d >gray.jpg <<'END'
/9j/2wBDAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQH/wAALCAABAAEBAREA/8QAFA
ABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AGd//2Q==
END
base64 -d >cmyk.jpg <<'END'
/9j/7gAOQWRvYmUAZAAAAAAC/9sAQwABAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB/9
sAQwEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB/8AAFAgAAQABBAEiAAIRAQMRAQQi
AP/EABYAAQEBAAAAAAAAAAAAAAAAAAAICv/EABQQAQAAAAAAAAAAAAAAAAAAAAD/xAAUAQEAAAAAAAAAAAAAAAAAAAAK/8QAFBEBAAAAAAAAAAAAAAAAAA
AAAP/aAA4EAQACEQMRBAAAPwCPwCqBr2mAB//Z
END
head -c 260 jpeg.png >truncated.jpg
head -c 100 jpeg.png >headless.jpg
# Two bytes that belong to no segment, before the end. Some cameras write them, and no pixel is lost.
{ head -c 267 jpeg.png && printf 'ab\377\331'; } >extraneous.jpg
# A header that promises 60000x60000 pixels, and no pixels
echo iVBORw0KGgoAAAANSUhEUgAA6mAAAOpgCAIAAAAPsOIVAAAACUlEQVR42mMAAAABAAGxDbaTAAAAAElFTkSuQmCC |
  base64 -d >enormous.png
echo 'This is no picture, though it is long enough to be one.' >text.png
: >empty.png
head -c 20 "$photograph" >headless.png
head -c 400000 "$photograph" >truncated.png
mkdir folder.png
mkfifo pipe.png

# The photograph as it is, a frame and the background; the sheet's size as printed.
prints 'wrote contact_sheet.png: 1088x568 pixels, 9 crops'
prints 'wrote contact_sheet.png: 485x456 pixels, 1 crop' --box 0,0,1,1 --crop 1x1
draws "568x1088 34,38,46 $("$pixel" "$photograph" 300 250 | cut -d' ' -f2) 255,214,64" '0 0 328 278 100 566'
draws "568x1088 $("$pixel" "$photograph" 511 0 | cut -d' ' -f2)" '539 28' "$photograph"

# The picture is shown 400 pixels high, so that a lone crop of 2x2 begins at row 227, column 456.
crop='227 456 227 457 228 456 228 457'
red=250,0,0 green=0,250,0 blue=0,0,250 yellow=250,250,0
draws "456x486 $red $green $blue $yellow" "$crop" --crop 2x2 --box 0,0,1,1 corners.png
draws "456x486 $blue $yellow $red $green" "$crop" --crop 2x2 --box 1,0,0,1 corners.png
draws "456x486 $green $red $yellow $blue" "$crop" --crop 2x2 --box 0,1,1,0 corners.png
draws "456x486 $yellow $blue $green $red" "$crop" --crop=2x2 --box=1,1,0,0 --method=bilinear corners.png
draws "456x486 77,77,77 77,77,77 77,77,77 $red" "$crop" --crop 2x2 --box -1,-1,0,0 --extrapolation 77 corners.png
draws '456x486 77,77,77' '227 456' --crop 2x2 --box -1,-1,0,0 --extrapolation 76.5 corners.png
draws "456x486 128,128,128 128,128,128 128,128,128 $red" "$crop" --crop 2x2 --box -1,-1,0,0 corners.png
hints '1 box is' '456x486 255,255,255' '227 456' --crop 2x2 --box 3e38,-3e38,3e38,3e38 --extrapolation 1e9 corners.png
hints '1 box is' '456x486 0,0,0' '227 456' --crop 2x2 --box 3e38,-3e38,3e38,3e38 --extrapolation -1 corners.png
draws '456x487 125,125,0' '227 457' --crop 1x3 --box 0,0,0,1 corners.png
draws "456x487 $green" '227 457' --crop 1x3 --box 0,0,0,1 --method nearest corners.png

# Enlarged to 400x400, the picture reaches to its own last row and column.
hints '1 box is' "456x486 $red $yellow" '28 28 427 427' --crop 2x2 --box 2,-1,3,-0.5 corners.png
hints '2 boxes are' "456x504 $yellow 128,128,128 128,128,128" '213 456 213 475 242 456' --crop 1x1 --box 1,1,1,1 \
  --box 2,2,3,3 --box 9,9,9,9 corners.png

# The same boxes in every format; 0 and 1 are the centres of the first and the last pixel of two.
for box in 'yxyx 0,0,0.5,1' 'xyxy 0,0,1,0.5' 'yxyx_pixels 0,0,0.5,1' 'xyxy_pixels 0,0,1,0.5' 'xywh_pixels 0,0,1,0.5'; do
  draws "456x486 $red $green 125,0,125 125,250,0 255,214,64 255,214,64" "$crop 229 100 231 300" --crop 2x2 \
    --box-format "${box% *}" --box "${box#* }" corners.png
done
pixels=$("$pixel" "$photograph" 110 100 110 139 139 100 139 139)
draws "456x524 ${pixels#* }" '213 456 213 495 242 456 242 495' --crop 30x40 --box-format xyxy_pixels \
  --box 100,110,139,139 "$photograph"

# The box is outlined on the picture, its number stands outside of the first corner, both end at the picture's edge.
outline=255,214,64
outside=34,38,46
draws "456x486 $outline $outline $outside $outside $outline" '226 100 329 300 226 27 226 428 210 29' \
  --crop 2x2 --box 0.5,-1,0.75,2 corners.png
draws "456x486 $outline $outline" '329 300 345 329' --crop 2x2 --box 0.75,0.75,0.5,0.5 corners.png

# Every kind of PNG.
draws '456x486 10,20,30 10,20,30 10,20,30 10,20,30' "$crop" --crop 2x2 --box 0,0,1,1 one.png
draws '456x886 128,128,128 255,255,255' '227 856 228 857' --crop 2x2 --box 0,0,0,1 gray16.png
draws '456x886 200,10,20 255,255,255' '227 856 228 857' --crop 2x2 --box 0,0,0,1 palette.png

# JPEG files, whatever their names.
draws '456x486 200,100,50' '227 456' --crop 2x2 --box 0,0,1,1 jpeg.png
draws '456x486 77,77,77' '227 456' --crop 2x2 --box 0,0,1,1 gray.jpg
draws '456x486 200,100,50' '227 456' --crop 2x2 --box 0,0,1,1 extraneous.jpg
draws '456x486 204,101,0' '227 456' --crop 2x2 --box 0,0,1,1 cmyk.jpg

prints 'Cuts boxes out of a photograph, resizes each to one size, and writes a PNG that shows the photograph with' --help

refuses "'absent.png': No such file or directory" absent.png
refuses "'folder.png': it is a directory" folder.png
refuses "'text.png': it is neither a PNG nor a JPEG file" text.png
refuses "'empty.png': it is empty" empty.png
refuses "'headless.png': not a complete PNG file, it ends too early" headless.png
refuses "'truncated.png': not a complete PNG file, it ends too early" truncated.png
refuses "'headless.jpg': libjpeg reports: Premature end of JPEG file" headless.jpg
refuses "'truncated.jpg': libjpeg reports: Premature end of JPEG file" truncated.jpg
refuses "'enormous.png': 60000x60000 pixels are more than" enormous.png
refuses "INPUT: '' is no name of a file" ''
refuses 'not expected: corners.png' one.png corners.png

refuses "'absent/sheet.png': No such file or directory" --output absent/sheet.png
refuses "'folder.png': it is a directory" --output folder.png
refuses "'pipe.png': it is not a regular file" --output pipe.png
refuses "--output: '' is no name of a file" --output ''
refuses "would overwrite the photograph 'one.png'" --output ./one.png one.png

refuses 'not expected: --crops' --crops 3x3
refuses 'not expected: -x' -x
refuses '--box: 4 required' --box
refuses "--method: 'cubic' is none of bilinear, nearest" --method cubic
for crop_text in '' 12 x 12x x12 12X12; do
  refuses '--crop: 2 required' --crop "$crop_text"
done
refuses '--crop: At Most 2 required but received 3' --crop 1x2x3
for side in +1 ' 1' 1.5 0 -1 010 0x 32769 99999999999999999999; do
  refuses "--crop: '${side%x}' is not a whole number in [1, 32768]" --crop "${side}x5"
  refuses "--crop: '${side%x}' is not a whole number in [1, 32768]" --crop "5x${side}"
done
refuses 'more than 50 megapixels' --crop 32768x32768
refuses 'more than 50 megapixels' --crop 4000x4000
for box in '' 0 0,0,1 0,0,1,; do
  refuses '--box: 4 required' --box "$box"
done
refuses '--box: At Most 4 required but received 5' --box 0,0,1,1,1
refuses "--box: 'zero' is not a number" --box 0,zero,1,1
refuses "--box: ' 1' is not a number" --box '0,0,1, 1'
refuses "--box: '1px' is not a number" --box 0,0,1,1px
refuses "--box-format: 'pixels' is none of" --box-format pixels --box 0,0,1,1
refuses '--box-format requires --box' --box-format xyxy
refuses 'box 1 (nan,0,1,1): box coordinates must be finite' --box nan,0,1,1
refuses 'box 2 (0,0,1,-inf): box coordinates must be finite' --box 0,0,1,1 --box 0,0,1,-inf
refuses 'box 1 (0,inf,1,1): box coordinates must be finite' --box 0,1e40,1,1
for value in '' white nan inf 1e40 ' 1' 1px; do
  refuses "--extrapolation: '$value' is not a finite number" --extrapolation "$value"
done

# A file that is there is replaced, through a symbolic link too.
checks=$((checks + 1))
echo old >target.png
ln -s target.png link.png
"$contact_sheet" --crop 2x2 --output link.png corners.png >out 2>err || fail "writing through a link: $(cat err)"
[ -L link.png ] || fail 'writing through a link replaced the link'
[ "$("$pixel" target.png | cut -dx -f1)" = 456 ] || fail 'writing through a link missed its target'

# A disk that fills up, here a limit on the size of files, leaves the old file as it was. A small sheet stays in the
# buffer of the stream until that is closed, a large one does not.
for input in one.png "$photograph"; do
  checks=$((checks + 1))
  echo old >kept.png
  (
    trap '' XFSZ
    ulimit -f 1
    exec "$contact_sheet" --crop 2x2 --output kept.png "$input" >out 2>err
  )
  [ $? -eq 2 ] || fail "a full disk, $input: status not 2"
  [ "$(cat kept.png)" = old ] || fail "a full disk, $input: the old file is gone"
  case $(cat err) in
    "contact_sheet: cannot write 'kept.png': "*) ;;
    *) fail "a full disk, $input: '$(cat err)' does not say so" ;;
  esac
  leaves_nothing_unfinished "on a full disk, $input"
done

echo "$checks checks, $failed failed"
[ "$failed" -eq 0 ]
