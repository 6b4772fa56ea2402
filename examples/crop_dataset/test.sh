#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Runs crop_dataset as its users do: test.sh CROP_DATASET PHOTOGRAPHS PHOTOGRAPH PYTHON [MPIRUN], where PHOTOGRAPHS is
# the program of photographs.cpp, PHOTOGRAPH the bundled one, PYTHON has NumPy, and MPIRUN is Open MPI's. Crops must be
# the right ones, made by one process or by several, some of which are killed. Bad calls must say in one line
# what is wrong, and give exit status 2. Reports every check that fails.

set -u
crop_dataset=$1
photographs=$2
photograph=$3
python=$4
mpirun=${5-}
check_script=$(cd "$(dirname "$0")/../network_input" && pwd)/check.py

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1

# Open MPI refuses to run as root, and more ranks than cores, unless told otherwise. It looks for ssh even where all
# ranks are on one machine.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1
export OMPI_MCA_plm_rsh_agent=sh OMPI_MCA_btl_base_warn_component_unused=0

checks=0
failed=0

fail() {
  failed=$((failed + 1))
  printf 'FAILED: %s\n' "$*"
}

# makes LINE FOLDER ARGUMENT...: the call succeeds, writes nothing to standard error, and prints that line.
makes() {
  expected=$1
  output=$2
  shift 2
  checks=$((checks + 1))
  "$crop_dataset" --quiet "$@" "$output" >out 2>err || fail "crop_dataset $*: status not 0: $(cat err)"
  [ ! -s err ] || fail "crop_dataset $*: wrote to standard error: $(cat err)"
  [ "$(cat out)" = "$expected" ] || fail "crop_dataset $*: printed '$(cat out)', not '$expected'"
}

# refuses WORDS ARGUMENT...: status 2, and the words in the one line on standard error.
refuses() {
  words=$1
  shift
  checks=$((checks + 1))
  "$crop_dataset" --quiet "$@" >out 2>err
  status=$?
  [ "$status" -eq 2 ] || fail "crop_dataset $*: status $status, not 2"
  [ ! -s out ] || fail "crop_dataset $*: wrote to standard output: $(cat out)"
  [ "$(wc -l <err)" -eq 1 ] || fail "crop_dataset $*: not one line of error: $(cat err)"
  case $(cat err) in
    "crop_dataset: "*"$words"*) ;;
    *) fail "crop_dataset $*: '$(cat err)' does not say '$words'" ;;
  esac
}

# has FILE TYPE SHAPE NUMBER...: the array has that type and shape, and these elements.
has() {
  checks=$((checks + 1))
  "$python" - "$@" <<'END' || fail "has $*"
import sys
import numpy as np
path, dtype, shape, *numbers = sys.argv[1:]
array = np.load(path)
expected = np.array(numbers, dtype="float64").astype(dtype)
found = str(array.dtype), str(array.shape).replace(" ", "")
if found != (dtype, shape) or not np.array_equal(array.ravel(), expected):
    sys.exit(f"{path}: {array.dtype}, {array.shape}, {array.ravel()[:48]}")
END
}

# refuses_within LIMIT WORDS ARGUMENT...: refuses, with that argument of ulimit in force.
refuses_within() {
  limit=$1
  shift
  whole_program=$crop_dataset
  crop_dataset=limited
  refuses "$@"
  crop_dataset=$whole_program
}

limited() (
  # A file that becomes too large is an error, not the end.
  trap '' XFSZ
  # shellcheck disable=SC2086,SC3045 # an option and its value, which dash, bash and busybox know
  ulimit $limit
  exec "$whole_program" "$@"
)

# equal FOLDER FOLDER: all files have the same names and bytes, and none is unfinished.
equal() {
  checks=$((checks + 1))
  diff -r "$1" "$2" >differences || fail "$1 and $2 differ: $(head -n 3 differences)"
  for leftover in "$1"/*.part; do
    [ ! -e "$leftover" ] || fail "left $leftover"
  done
}

# indexes FILE: its contents are standard input's.
indexes() {
  checks=$((checks + 1))
  cat >expected
  diff "$1" expected >differences || fail "$1: $(cat differences)"
}

# waits_for DESCRIPTION COMMAND...: until the command succeeds, for at most 20 seconds.
waits_for() {
  what=$1
  shift
  attempts=200
  while ! "$@" 2>/dev/null; do
    attempts=$((attempts - 1))
    if [ "$attempts" -eq 0 ]; then
      fail "waited in vain until $what"
      return 1
    fi
    sleep 0.1
  done
}

mkdir images
# 2x2: (250,0,0) (0,250,0) above (0,0,250) (250,250,0)
echo iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFElEQVR42mP4xcDAAMIMv379YgAAHlQE4zwlzpIAAAAASUVORK5CYII= |
  base64 -d >images/corners.png
# 1x1: (10,20,30)
echo iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mPgEpEDAABoAD1q9XBbAAAAAElFTkSuQmCC |
  base64 -d >images/one.png
head -c 60 images/corners.png >images/truncated.png
echo 'This is no picture, though it is long enough to be one.' >images/text.png
cp images/one.png 'images/ä "b", 図.png'

# Crops are in the order in which images appear first, each of which is decoded once.
cat >images/list.csv <<'END'
image,y1,x1,y2,x2
corners.png,0,0,1,1
one.png,0,0,0,0
corners.png,1,0,0,1
END
makes 'wrote 1 of 1 shard: 3 crops of 2 images' small images/list.csv --crop 2x2 --type uint8
has small/crops-00000-of-00001.npy uint8 '(3,2,2,3)' \
  250 0 0 0 250 0 0 0 250 250 250 0 0 0 250 250 250 0 250 0 0 0 250 0 10 20 30 10 20 30 10 20 30 10 20 30
indexes small/crops-00000-of-00001.csv <<'END'
crop,line,image,y1,x1,y2,x2,status
0,2,corners.png,0,0,1,1,ok
1,4,corners.png,1,0,0,1,ok
2,3,one.png,0,0,0,0,ok
END
makes 'wrote 0 of 1 shard: 0 crops of 0 images' small images/list.csv --crop 2x2 --type uint8

# A manifest that a spreadsheet wrote: a byte order mark, lines that end in CR and LF, other columns, quotes.
printf '\357\273\277label,x2,y2,image,y1,x1\r\n7,0,0,"ä ""b"", 図.png", 0 ,0\r\n\r\n7,1,0,corners.png,0,0' >sheet.csv
makes 'wrote 1 of 1 shard: 2 crops of 2 images' sheet sheet.csv --images images --crop 1x2 --type float16
has sheet/crops-00000-of-00001.npy float16 '(2,1,2,3)' 10 20 30 10 20 30 250 0 0 0 250 0
indexes sheet/crops-00000-of-00001.csv <<'END'
crop,line,image,y1,x1,y2,x2,status
0,2,"ä ""b"", 図.png",0,0,0,0,ok
1,4,corners.png,0,0,0,1,ok
END

# The upper row of the picture, in every format of boxes, with and without names of columns.
for format in 'yxyx y1,x1,y2,x2 0,0,0,1' 'xyxy x1,y1,x2,y2 0,0,1,0' 'yxyx_pixels y1,x1,y2,x2 0,0,0,1' \
  'xyxy_pixels x1,y1,x2,y2 0,0,1,0' 'xywh_pixels x,y,width,height 0,0,1,0'; do
  # shellcheck disable=SC2086 # three words
  set -- $format
  printf 'image,%s\ncorners.png,%s\n' "$2" "$3" >named.csv
  printf 'corners.png,%s\n' "$3" >bare.csv
  makes 'wrote 1 of 1 shard: 1 crop of 1 image' "named-$1" named.csv --images images --crop 1x2 --box-format "$1"
  makes 'wrote 1 of 1 shard: 1 crop of 1 image' "bare-$1" bare.csv --images images --crop 1x2 --box-format "$1" \
    --no-header
  for output in named bare; do
    has "$output-$1/crops-00000-of-00001.npy" float32 '(1,1,2,3)' 250 0 0 0 250 0
  done
done

# Samplers, coordinates and borders: the mean of the picture, and beyond its edges.
printf 'corners.png,0,0,2,2\ncorners.png,-1,0,1,1\n' >pixels.csv
half_pixel='--images images --no-header --box-format xywh_pixels --coordinates half_pixel --crop 1x1'
for sampler in bilinear area triangle cubic lanczos3; do
  # shellcheck disable=SC2086
  makes 'wrote 1 of 1 shard: 2 crops of 1 image' "$sampler" pixels.csv $half_pixel --sampler "$sampler" \
    --border replicate
  "$python" - "$sampler" <<'END' || fail "$sampler"
import sys
import numpy as np
crops = np.load(f"{sys.argv[1]}/crops-00000-of-00001.npy")[:, 0, 0]
sys.exit(0 if np.allclose(crops[0], [125, 125, 62.5], atol=1e-3) else str(crops))
END
done
# shellcheck disable=SC2086
{
  makes 'wrote 1 of 1 shard: 2 crops of 1 image' nearest pixels.csv $half_pixel --sampler nearest --border replicate \
    --type uint8
  has nearest/crops-00000-of-00001.npy uint8 '(2,1,1,3)' 250 250 0 250 0 0
  makes 'wrote 1 of 1 shard: 2 crops of 1 image' extrapolated pixels.csv $half_pixel --sampler nearest \
    --extrapolation 77
  has extrapolated/crops-00000-of-00001.npy float32 '(2,1,1,3)' 250 250 0 77 77 77
}

# Normalised planes, beside NumPy's arithmetic.
mkdir photographs
"$photographs" "$photograph" photographs 24 60x80 3 || fail 'photographs'
makes 'wrote 1 of 1 shard: 72 crops of 24 images' raw photographs/manifest.csv --crop 12x20 --layout nchw
for type in float32 float16; do
  makes 'wrote 1 of 1 shard: 72 crops of 24 images' "$type" photographs/manifest.csv --crop 12x20 --layout nchw \
    --type "$type" \
    --mean 0.5,0.25,0.125 --std 0.3,0.4,0.7
  checks=$((checks + 1))
  "$python" "$check_script" normalised "$type/crops-00000-of-00001.npy" "$type" raw/crops-00000-of-00001.npy \
    0.5,0.25,0.125 0.3,0.4,0.7 >out 2>&1 || fail "$type: $(cat out)"
done
makes 'wrote 1 of 1 shard: 72 crops of 24 images' packed photographs/manifest.csv --crop 12x20 --threads 3
checks=$((checks + 1))
"$python" -c "
import numpy as np
planes, packed = (np.load(f'{name}/crops-00000-of-00001.npy') for name in ('raw', 'packed'))
raise SystemExit(0 if planes.std() > 10 and np.array_equal(planes.transpose(0, 2, 3, 1), packed) else 1)" ||
  fail 'nhwc is not nchw, transposed'

# Shards have whole images, unless one has more boxes than a shard. A crop larger than the buffer goes alone.
for box in 1 2 3 4 5 6 7; do echo "corners.png,0,0,0,0.$box"; done >many.csv
printf 'one.png,0,0,0,0\none.png,0,0,0,0\n./one.png,0,0,0,0\n' >>many.csv
makes 'wrote 4 of 4 shards: 10 crops of 5 images' split many.csv --images images --no-header --crop 1x1 --type uint8 \
  --shard-size 3
checks=$((checks + 1))
[ "$(cut -d , -f 1-3 split/crops-0000[23]-of-00004.csv | tr '\n' ' ')" = \
  'crop,line,image 0,7,corners.png 1,8,one.png 2,9,one.png crop,line,image 0,10,./one.png ' ] ||
  fail "shards: $(cut -d , -f 1-3 split/*.csv)"
printf 'one.png,0,0,0,0\none.png,0,0,0,0\n' >large.csv
makes 'wrote 1 of 1 shard: 2 crops of 1 image' large large.csv --images images --no-header --crop 1200x1200
checks=$((checks + 1))
"$python" -c "
import numpy as np
array = np.load('large/crops-00000-of-00001.npy')
raise SystemExit(0 if array.shape == (2, 1200, 1200, 3) and (array == np.float32([10, 20, 30])).all() else 1)" ||
  fail 'large crops'

# Crops of many sizes, so that writes begin and end anywhere in pages of the file and take several buffers: nearest gives
# the same numbers in every type. The disk is full within the first buffer.
"$python" -c "
for i in range(48):
    print(f'00000.jpg,{i / 100},{i / 200},{1 - i / 300},{1 - i / 400}')" >photographs/pages.csv
pages='photographs/pages.csv --no-header --sampler nearest --crop 251x257'
for type in uint8 float16 float32; do
  # shellcheck disable=SC2086
  makes 'wrote 1 of 1 shard: 48 crops of 1 image' "pages-$type" $pages --type "$type"
done
checks=$((checks + 1))
"$python" -c "
import numpy as np
bytes, halves, floats = (np.load(f'pages-{name}/crops-00000-of-00001.npy') for name in ('uint8', 'float16', 'float32'))
raise SystemExit(0 if bytes.std() > 10 and np.array_equal(bytes, halves) and np.array_equal(bytes, floats) and
                 len({crop.tobytes() for crop in bytes}) == 48 else 1)" || fail 'crops depend on where in the file they are'
# shellcheck disable=SC2086
refuses_within '-f 3000' "cannot write 'no_room/crops-00000-of-00001.npy': File too large" $pages no_room

# Images that cannot be read are zeros, and the index says why. The PNG's header does not have its checksum.
head -c 1000 photographs/00000.jpg >images/truncated.jpg
{ head -c 32 images/one.png && echo && tail -c +34 images/one.png; } >images/corrupt.png
cat >images/damaged.csv <<'END'
image,y1,x1,y2,x2
absent.png,0,0,1,1
one.png,0,0,0,0
truncated.png,0,0,1,1
text.png,0,0,1,1
absent.png,0,0,1,1
truncated.jpg,0,0,1,1
corrupt.png,0,0,1,1
END
checks=$((checks + 1))
"$crop_dataset" images/damaged.csv damaged --crop 1x1 --type uint8 >out 2>err || fail "damaged images: status not 0"
[ "$(cat out)" = 'wrote 1 of 1 shard: 7 crops of 6 images; 5 images cannot be read' ] ||
  fail "damaged images: $(cat out)"
[ "$(sort err)" = "crop_dataset: cannot read 'images/absent.png': No such file or directory
crop_dataset: cannot read 'images/corrupt.png': libpng reports: IHDR: CRC error
crop_dataset: cannot read 'images/text.png': it is neither a PNG nor a JPEG file
crop_dataset: cannot read 'images/truncated.jpg': libjpeg reports: Premature end of JPEG file
crop_dataset: cannot read 'images/truncated.png': not a complete PNG file, it ends too early" ] ||
  fail "damaged images: $(cat err)"
has damaged/crops-00000-of-00001.npy uint8 '(7,1,1,3)' 0 0 0 0 0 0 10 20 30 0 0 0 0 0 0 0 0 0 0 0 0
indexes damaged/crops-00000-of-00001.csv <<'END'
crop,line,image,y1,x1,y2,x2,status
0,2,absent.png,0,0,1,1,No such file or directory
1,6,absent.png,0,0,1,1,No such file or directory
2,3,one.png,0,0,0,0,ok
3,4,truncated.png,0,0,1,1,"not a complete PNG file, it ends too early"
4,5,text.png,0,0,1,1,it is neither a PNG nor a JPEG file
5,7,truncated.jpg,0,0,1,1,libjpeg reports: Premature end of JPEG file
6,8,corrupt.png,0,0,1,1,libpng reports: IHDR: CRC error
END
checks=$((checks + 1))
"$crop_dataset" --check images/damaged.csv >out 2>err || fail "--check: status not 0"
[ "$(cat out)" = 'read 6 images; 5 images cannot be read' ] || fail "--check: $(cat out)"
[ "$(wc -l <err)" -eq 5 ] || fail "--check: $(cat err)"

# Boxes in pixels that pass for normalised ones.
printf 'image,y1,x1,y2,x2\ncorners.png,10,10,20,20\n' >images/outside.csv
checks=$((checks + 1))
"$crop_dataset" images/outside.csv outside >out 2>err || fail 'boxes outside: status not 0'
[ "$(cat err)" = 'crop_dataset: hint: 1 box is wholly outside; is --box-format right?' ] ||
  fail "boxes outside: $(cat err)"

# Manifests that are wrong.
refuses "'absent.csv': No such file or directory" absent.csv never
refuses "'images': it is a directory" images never
: >empty.csv
refuses 'Header missing' empty.csv never
echo image,y1,x1,y2,x2 >empty.csv
refuses "'empty.csv' has no boxes" empty.csv never
refuses 'Missing column "x"' images/list.csv never --box-format xywh_pixels
for line in ',0,0,1,1#line 3: the image has no name' "a.png,0,0,1,one#line 3: x2 is 'one', not a finite number" \
  "a.png,0,nan,1,1#line 3: x1 is 'nan'" "a.png,0,0,1e40,1#line 3: y2 is '1e40'" "a.png,0,0,1,#line 3: x2 is ''" \
  'a.png,0,0,1#Too few columns in line 3' 'a.png,0,0,1,1,1#Too many columns in line 3' '"a.png,0,0,1,1#line 3'; do
  printf 'image,y1,x1,y2,x2\none.png,0,0,1,1\n%s\n' "${line%%#*}" >wrong.csv
  refuses "${line#*#}" wrong.csv never
done
{ cat images/list.csv && head -c 5000 /dev/zero && cat images/list.csv; } >wrong.csv
refuses "'wrong.csv': it has a NUL byte" wrong.csv never
[ ! -e never ] || fail 'a wrong manifest made a folder'
refuses 'OUTPUT is required' images/list.csv
refuses 'MANIFEST is required'
refuses 'excludes' --check images/list.csv never
refuses '--mean requires --std' images/list.csv never --mean 1,1,1
refuses "--type: 'int8' is none of" images/list.csv never --type int8
refuses "--sampler: 'roi_align' is none of" images/list.csv never --sampler roi_align
refuses "--threads: '0' is not a whole number" images/list.csv never --threads 0
refuses "--shard-size: '0' is not a whole number" images/list.csv never --shard-size 0
refuses "'images/one.png/deeper': Not a directory" images/list.csv images/one.png/deeper
refuses "--images: 'absent' is no folder" images/list.csv never --images absent
mkdir -p blocked/dataset.lock unreadable/dataset.txt taken/crops-00000-of-00001.npy
refuses "cannot write 'blocked/dataset.lock': Is a directory" images/list.csv blocked
refuses "cannot read 'unreadable/dataset.txt': Is a directory" images/list.csv unreadable
refuses "cannot write 'taken/crops-00000-of-00001.npy': Is a directory" images/list.csv taken
checks=$((checks + 1))
[ "$(find taken -type f | sort | tr '\n' ' ')" = 'taken/dataset.lock taken/dataset.txt ' ] || fail "left $(find taken)"
refuses 'holds a dataset of another manifest or of other options' images/list.csv small --crop 2x2 --type float16
refuses 'holds a dataset of another manifest or of other options' images/damaged.csv small --crop 2x2 --type uint8

# Threads and memory that the system does not have. Only the header of an image of 15000x15000 is needed.
refuses_within '-v 400000' 'cannot start thread ' images/list.csv never --threads 500
"$python" - images/huge.png <<'END'
import struct
import sys
import zlib
header = b"IHDR" + struct.pack(">2I5B", 15000, 15000, 8, 2, 0, 0, 0)
with open(sys.argv[1], "wb") as file:
    file.write(b"\x89PNG\r\n\x1a\n")
    for chunk in (header, b"IDAT" + zlib.compress(b"")):
        file.write(struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)))
END
echo huge.png,0,0,1,1 >images/huge.csv
refuses_within '-v 400000' "not enough memory to decode 'images/huge.png'" images/huge.csv unfinished --no-header \
  --threads 1
checks=$((checks + 1))
[ "$(find unfinished -name 'crops*')" = '' ] || fail "left $(ls unfinished)"

# A disk that has room for crops, but not for their index. Here it is a limit on the size of files, in blocks of 512 or
# 1024 bytes.
yes one.png,0,0,0,0 | head -n 1000 >images/thousand.csv
refuses_within '-f 14' "cannot write 'little_room/crops-00000-of-00001.csv': File too large" images/thousand.csv \
  little_room --no-header --crop 1x1 --type uint8
checks=$((checks + 1))
[ "$(find little_room -name 'crops*')" = '' ] || fail "left $(ls little_room)"

# A million lines, in order, and with a mistake in the last one.
awk 'BEGIN { print "image,y1,x1,y2,x2"; 
  for (i = 0; i < 1000000; ++i) print "one.png,0.1234567,0.2345678,0.345,0.456" }' \
  >images/million.csv
checks=$((checks + 1))
"$crop_dataset" --check images/million.csv >out 2>err || fail "a million lines: $(cat err)"
[ "$(cat out)" = 'read 1 image' ] || fail "a million lines: $(cat out)"
echo one.png,0,0,1,y >>images/million.csv
refuses 'line 1000002: x2' images/million.csv never

# From here on one dataset of 12 shards, which many make in many ways. To be slow for as long as a test needs, it has an
# image that is a pipe: a process that opens it waits. It is in shard 1, which is the first one of rank 1.
mkdir held
cp photographs/* held
arguments='--crop 12x20 --shard-size 7 --quiet'
# shellcheck disable=SC2086
makes 'wrote 12 of 12 shards: 72 crops of 24 images' whole photographs/manifest.csv $arguments
checks=$((checks + 1))
[ "$(find whole -name '*.npy' | wc -l)" -eq 12 ] || fail "shards: $(ls whole)"

hold() {
  rm held/00002.jpg
  mkfifo held/00002.jpg
}

release() {
  cp photographs/00002.jpg released
  mv released held/00002.jpg
}

done_but() { [ "$(find "$1" -name '*.csv' | wc -l)" -eq $((12 - $2)) ]; }

# A process that is killed leaves what it has finished to the next one.
hold
# shellcheck disable=SC2086
"$crop_dataset" held/manifest.csv killed $arguments --threads 2 >/dev/null 2>&1 &
process=$!
waits_for 'all shards but one are done' done_but killed 1
checks=$((checks + 1))
[ -e killed/crops-00001-of-00012.npy.part ] || fail 'the shard at work has no file'
kill -9 "$process"
wait "$process" 2>/dev/null
release
# shellcheck disable=SC2086
makes 'wrote 1 of 12 shards: 6 crops of 2 images' killed held/manifest.csv $arguments
equal killed whole

# Two processes in one folder share the work, with nothing to tell them of one another. The second one waits for the
# shard that the first one is at, and makes it when that one dies.
hold
# shellcheck disable=SC2086
{
  "$crop_dataset" held/manifest.csv shared $arguments --threads 2 >/dev/null 2>&1 &
  first=$!
  waits_for 'all shards but one are done' done_but shared 1
  timeout 30 "$crop_dataset" held/manifest.csv shared $arguments >out 2>err &
  second=$!
}
sleep 0.3
checks=$((checks + 1))
kill -0 "$second" || fail 'the second process did not wait'
release
kill -9 "$first"
wait "$first" 2>/dev/null
wait "$second" || fail "the second process: $(cat err)"
[ "$(cat out)" = 'wrote 1 of 12 shards: 6 crops of 2 images' ] || fail "the second process: $(cat out)"
equal shared whole

# A disk that fills up, here a limit on the size of files, costs the shard at work.
checks=$((checks + 1))
(
  trap '' XFSZ
  ulimit -f 8
  # shellcheck disable=SC2086
  exec "$crop_dataset" photographs/manifest.csv full $arguments >out 2>err
)
[ $? -eq 2 ] || fail 'a full disk: status not 2'
case $(cat err) in
  "crop_dataset: cannot write 'full/crops-00000-of-00012.npy': "*) ;;
  *) fail "a full disk: '$(cat err)' does not say so" ;;
esac
[ "$(find full -name 'crops*' | wc -l)" -eq 0 ] || fail "a full disk: left $(ls full)"
# shellcheck disable=SC2086
makes 'wrote 12 of 12 shards: 72 crops of 24 images' full photographs/manifest.csv $arguments
equal full whole

if [ -n "$mpirun" ]; then
  for count in 1 2 7; do
    checks=$((checks + 1))
    # shellcheck disable=SC2086
    "$mpirun" -np "$count" "$crop_dataset" photographs/manifest.csv "ranks-$count" $arguments >out 2>err ||
      fail "$count ranks: status not 0: $(cat err)"
    [ "$(wc -l <out)" -eq "$count" ] || fail "$count ranks: $(cat out)"
    [ "$(sed 's/.*wrote \([0-9]*\) of 12 shards.*/\1/' out | awk '{ sum += $1 } END { print sum }')" = 12 ] ||
      fail "$count ranks: $(cat out)"
    equal "ranks-$count" whole
  done

  # usage: with_ranks OUTPUT COMMAND [OPTION...]: starts three ranks, and kills the one that waits at the pipe, when that
  # is all that is left to do, after the command. Sets `killed`, and `status` to mpirun's.
  with_ranks() {
    output=$1
    before=$2
    shift 2
    rm -f process.*
    # shellcheck disable=SC2016,SC2086
    timeout 60 "$mpirun" "$@" -np 3 sh -c 'echo $$ >process.$OMPI_COMM_WORLD_RANK; exec "$@"' sh \
      "$crop_dataset" held/manifest.csv "$output" $arguments --threads 2 >out 2>err &
    ranks=$!
    waits_for 'all shards but one are done' done_but "$output" 1
    killed=none
    for rank in 0 1 2; do
      process=$(cat process.$rank)
      # shellcheck disable=SC2010 # links are listed, not files
      if ls -l "/proc/$process/fd" | grep -q crops-00001-of-00012.npy.part; then
        killed=$rank
        "$before"
        kill -9 "$process"
        break
      fi
    done
    [ "$killed" != none ] || fail 'no rank waits at the pipe'
    wait "$ranks"
    status=$?
  }

  # Where mpirun lets the other ranks live, they do what the dead one has not.
  hold
  with_ranks survived release --enable-recovery
  checks=$((checks + 1))
  [ "$status" -ne 124 ] || fail 'the survivors wait for the dead rank'
  for rank in 0 1 2; do
    [ "$rank" = "$killed" ] || grep -q "^rank $rank wrote" out || fail "rank $rank did not survive: $(cat out err)"
  done
  equal survived whole

  # Where it does not, the next run goes on.
  hold
  with_ranks aborted true
  release
  checks=$((checks + 1))
  { [ "$status" -ne 0 ] && [ "$status" -ne 124 ]; } || fail "mpirun did not notice that a rank died: $status"
  done_but aborted 1 || fail "lost shards: $(ls aborted)"
  # shellcheck disable=SC2086
  makes 'wrote 1 of 12 shards: 6 crops of 2 images' aborted held/manifest.csv $arguments
  equal aborted whole
fi

echo "$checks checks, $failed failed"
[ "$failed" -eq 0 ]
