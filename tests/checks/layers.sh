#!/bin/sh
# SPDX-License-Identifier: MIT
#
# usage: layers.sh COMPILER INCLUDE_DIR SCRATCH_DIR
# The folders of the library are layers: files include what is in their own layer or below it. The #include lines of all
# files must follow the two tables here. The compiler must find no kernels in target.hpp, and none of the gradients in
# crop_and_resize.hpp.
set -eu

compiler=$1 include_dir=$2 scratch_dir=$3

# The rooms from bottom to top, and which rooms the files of each may include. A file belongs to the row whose pattern
# for it is the longest.
rooms='
  base      detail/base/              base
  targets   detail/simd/targets.hpp   base
  leaf      *.hpp                     base targets leaf
  simd      detail/simd/              base targets leaf simd
  geometry  detail/geometry/          base leaf geometry
  tables    detail/geometry/vector/   base leaf simd geometry tables
  validate  detail/validate/          base leaf geometry validate
  parallel  detail/parallel/          base leaf geometry parallel
  forward   detail/forward/           base targets leaf simd geometry tables validate parallel forward
  gradient  detail/gradient/          base targets leaf simd geometry tables validate parallel forward gradient
  preprocess        detail/preprocess/  base leaf preprocess
  preprocess_entry  preprocess.hpp      base leaf preprocess
  describe_entry  describe.hpp              base leaf validate
  forward_entry   crop_and_resize.hpp       base leaf validate forward
  gradient_entry  crop_and_resize_grad.hpp  base leaf validate forward forward_entry gradient
  forward_kernels   kernels.hpp       forward_entry
  gradient_kernels  kernels_grad.hpp  gradient_entry
  adaptor   adaptor/                  leaf parallel forward_entry gradient_entry adaptor
'

# Kernels are no headers: they are compiled once for each instruction set, in its namespace. So only these files include
# them. (That kernels include those before them is for editors, see editors.sh.)
kernels='
  detail/simd/vectors.inl           detail/simd/
  detail/simd/formats.inl           detail/simd/
  detail/simd/editor.inl            detail/geometry/vector/ detail/forward/vector/
  detail/simd/for_each_target.inl   detail/forward/vector.hpp detail/gradient/vector.hpp
  detail/simd/for_each_unfused_target.inl   detail/forward/blocks.hpp
  detail/geometry/vector/           detail/geometry/vector/ detail/forward/vector/
  detail/forward/vector/            detail/forward/vector.hpp detail/forward/vector/ detail/gradient/vector/
  detail/forward/vector/blocks.inl  detail/forward/blocks.hpp
  detail/gradient/vector/           detail/gradient/vector.hpp detail/gradient/vector/
'

# violations DIRECTORY: prints what is wrong with the files in DIRECTORY/crop_and_resize.
violations() (
  cd "$1/crop_and_resize"
  # Unquoted: names without spaces.
  rooms=$rooms kernels=$kernels awk '
    # Whether a file is what a pattern names: a folder by its slash at the end, files of one folder by an asterisk.
    function matches(file, pattern) {
      gsub(/\./, "[.]", pattern)
      gsub(/\*/, "[^/]*", pattern)
      return file ~ ("^" pattern (pattern ~ /\/$/ ? "" : "$"))
    }
    # The number of the first row with the longest pattern that a file matches, or 0.
    function row_of(file, patterns, count,    row, best) {
      best = 0
      for (row = 1; row <= count; ++row) {
        if (matches(file, patterns[row]) && (!best || length(patterns[row]) > length(patterns[best]))) best = row
      }
      return best
    }
    function report(what) { print FILENAME ": " what }
    # A file is open while its includes are followed: to meet it then closes a cycle.
    function follow(file, path,    all, count, i) {
      if (state[file] == "done") return
      if (state[file] == "open") {
        print file ": includes itself:" path
        return
      }
      state[file] = "open"
      count = split(includes[file], all, " ")
      for (i = 1; i <= count; ++i) follow(all[i], path " " all[i])
      state[file] = "done"
    }

    BEGIN {
      lines = split(ENVIRON["rooms"], line, "\n")
      for (i = 1; i <= lines; ++i) {
        words_in_line = split(line[i], word, " ")
        if (words_in_line == 0) continue
        room[++room_count] = word[1]
        room_files[room_count] = word[2]
        for (j = 3; j <= words_in_line; ++j) may[word[1], word[j]] = 1
      }
      lines = split(ENVIRON["kernels"], line, "\n")
      for (i = 1; i <= lines; ++i) {
        words_in_line = split(line[i], word, " ")
        if (words_in_line == 0) continue
        kernel_files[++kernel_count] = word[1]
        kernel_users[kernel_count] = line[i]
        sub(/^ *[^ ]+ +/, "", kernel_users[kernel_count])
      }
      for (i = 1; i < ARGC; ++i) exists[ARGV[i]] = 1
    }

    FNR == 1 {
      here = row_of(FILENAME, room_files, room_count)
      if (!here) report("belongs to no room")
    }

    # Kernels are also included by the name that a macro gives them.
    /^[ \t]*#[ \t]*include/ || /^[ \t]*#[ \t]*define[ \t]+[A-Z0-9_]+_INCLUDE[ \t]/ {
      if ($0 ~ /"/) report("has a name in quotes: " $0)
      if ($0 !~ /<crop_and_resize\//) next
      file = $0
      sub(/^[^<]*<crop_and_resize\//, "", file)
      sub(/>.*/, "", file)
      if (!(file in exists)) {
        report("includes " file ", which does not exist")
        next
      }
      includes[FILENAME] = includes[FILENAME] " " file
      used[file] = 1
      there = row_of(file, room_files, room_count)
      if (here && there && !((room[here], room[there]) in may)) {
        report("of " room[here] " includes " file " of " room[there])
      }
      if (file ~ /[.]inl$/) {
        kernel = row_of(file, kernel_files, kernel_count)
        allowed = 0
        users = split(kernel ? kernel_users[kernel] : "", user, " ")
        for (i = 1; i <= users; ++i) allowed = allowed || matches(FILENAME, user[i])
        if (!allowed) report("includes the kernels " file)
      }
    }

    # What makes the compiler use instructions that the command line does not allow.
    /pragma.*(target|attribute|push_options)|__attribute__.*target|CNR_DETAIL_BEGIN_[^U]/ {
      if (FILENAME !~ /^detail\/simd\// && !/^ *\/\//) report("has a region for an instruction set: " $0)
    }

    END {
      for (i = 1; i < ARGC; ++i) {
        if (ARGV[i] ~ /[.]inl$/ && !(ARGV[i] in used)) print ARGV[i] ": is included by no file"
        follow(ARGV[i], " " ARGV[i])
      }
    }
  ' $(find . -name '*.hpp' -o -name '*.inl' | sed 's/^\.\///' | sort)
)

# parsed HEADER: prints the files of the library that come with a header.
parsed() {
  echo "#include <crop_and_resize/$1>" |
    "$compiler" -std=c++17 -I"$include_dir" -E -x c++ - | sed -n 's/^# [0-9]* ".*\/\(crop_and_resize\/[^"]*\)".*/\1/p' |
    sort -u
}

# The check must see what it looks for: a file for each fault.
control=$scratch_dir/control
rm -rf "$control"
add() {
  mkdir -p "$(dirname "$control/crop_and_resize/$1")"
  printf "$2\n" >"$control/crop_and_resize/$1"
}
add sampler.hpp ''
add detail/base/upwards.hpp '#include <crop_and_resize/sampler.hpp>'
add detail/forward/vector/kernels.inl ''
add detail/forward/run.hpp '  #  include <crop_and_resize/detail/gradient/run.hpp>'
add detail/gradient/run.hpp '#define CNR_DETAIL_TARGET_INCLUDE <crop_and_resize/detail/forward/vector/kernels.inl>'
add detail/gradient/vector/sums.inl ''
add detail/geometry/axis.hpp '#include <crop_and_resize/detail/geometry/taps.hpp>  // a cycle'
add detail/geometry/taps.hpp '#include <crop_and_resize/detail/geometry/axis.hpp>'
add detail/parallel/cost.hpp '#include "partition.hpp"\n#include <crop_and_resize/detail/parallel/gone.hpp>'
add detail/validate/fast.hpp '#pragma GCC target("avx2")\nCNR_DETAIL_BEGIN_TARGET("avx2")'
add other/place.hpp '#include <crop_and_resize/sampler.hpp>'
expected='detail/base/upwards.hpp: of base includes sampler.hpp of leaf
detail/forward/run.hpp: of forward includes detail/gradient/run.hpp of gradient
detail/geometry/axis.hpp: includes itself: detail/geometry/axis.hpp detail/geometry/taps.hpp detail/geometry/axis.hpp
detail/gradient/run.hpp: includes the kernels detail/forward/vector/kernels.inl
detail/gradient/vector/sums.inl: is included by no file
detail/parallel/cost.hpp: has a name in quotes: #include "partition.hpp"
detail/parallel/cost.hpp: includes detail/parallel/gone.hpp, which does not exist
detail/validate/fast.hpp: has a region for an instruction set: #pragma GCC target("avx2")
detail/validate/fast.hpp: has a region for an instruction set: CNR_DETAIL_BEGIN_TARGET("avx2")
other/place.hpp: belongs to no room'
found=$(violations "$control" | sort)
if [ "$found" != "$expected" ]; then
  printf 'the check is blind: it should have found\n%s\nand found\n%s\n' "$expected" "$found"
  exit 1
fi
if ! parsed crop_and_resize_grad.hpp | grep -q /detail/gradient/vector/; then
  echo 'the check is blind: it sees no kernels of gradients in crop_and_resize_grad.hpp'
  exit 1
fi

found=$(
  violations "$include_dir"
  parsed crop_and_resize.hpp | sed -n 's/.*\/detail\/gradient\//crop_and_resize.hpp: brings along &/p'
  parsed target.hpp | sed -n 's/.*\/detail\/\(forward\|gradient\)\//target.hpp: brings along &/p'
)
if [ -n "$found" ]; then
  printf 'these files include what they may not:\n%s\n' "$found"
  exit 1
fi
