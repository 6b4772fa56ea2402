#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Checks that the READMEs quote no code that the tests do not compile. Every block of C++ or CMake follows a comment
# <!-- from FILE -->. Its lines are consecutive lines of that file; indentation and blank lines do not count. A block of
# text may follow such a comment and is then checked in the same way: this is how README shows what a program prints.
# Links lead somewhere, and the first page claims the speed that README's own table has.
#
# usage: check_readme.sh CHECKOUT

set -eu
cd "$1"

awk '
  function bare(line) {
    gsub(/^[ \t]+|[ \t]+$/, "", line)
    return line
  }

  # The lines of a file without indentation, blank lines and the markers of quoted pieces, each ended by a newline.
  function contents(file,    line, text) {
    text = "\n"
    while ((getline line < file) > 0) {
      line = bare(line)
      if (line != "" && line !~ /^\/\/ \[[a-z_]+\]$/) text = text line "\n"
    }
    close(file)
    return text
  }

  function fail(line, what) {
    printf "%s:%d: %s\n", FILENAME, line, what
    failures++
  }

  FNR == 1 {
    if (inside) fail(start, "a block of the file before this one has no end")
    inside = 0
    source = ""
  }
  /@[A-Z]+@/ { fail(FNR, "a placeholder") }
  /^<!-- from .* -->$/ && !inside { source = $3; next }
  /^```/ && !inside {
    inside = 1
    start = FNR
    block = "\n"
    needs_source = /^```(cpp|cmake)$/
    next
  }
  /^```$/ && inside {
    inside = 0
    if (source != "") {
      blocks[FILENAME]++
      if (index(contents(source), block) == 0) fail(start, "a block that is not in " source)
    } else if (needs_source) {
      fail(start, "code that is quoted from no file")
    }
    source = ""
    next
  }
  inside { if (bare($0) != "") block = block bare($0) "\n"; next }
  source != "" && bare($0) != "" { fail(FNR, "text between a comment that names a file and its block"); source = "" }

  END {
    if (inside) fail(start, "a block has no end")
    for (i = 1; i < ARGC; i++) {
      total += blocks[ARGV[i]]
      # The other two have commands rather than code.
      if (blocks[ARGV[i]] == 0 && ARGV[i] !~ /^(benchmarks|tests)/) {
        printf "%s: no code found\n", ARGV[i]
        failures++
      }
    }
    if (failures) exit 1
    printf "%d blocks are in the files that they are quoted from\n", total
  }
' README.md benchmarks/README.md examples/README.md tests/README.md

# Links to files of this repository lead somewhere, and to a heading of theirs. Each README names files relative to its
# own folder.
failed=0
# headings FILE: as links name them.
headings() {
  awk '/^```/ { inside = !inside } !inside && /^#+ / { sub(/^#+ /, ""); print tolower($0) }' "$1" |
    tr -cd 'a-z0-9_ \n-' | tr ' ' -
}
for readme in README.md benchmarks/README.md examples/README.md tests/README.md include/crop_and_resize/detail/README.md; do
  for link in $(awk '/^```/ { inside = !inside } !inside' "$readme" | grep -o '](\([^)]*\)' | sed 's/^](//' | sort -u); do
    case $link in http*) continue ;; esac
    file=${link%%#*}
    path=$readme
    [ -z "$file" ] || path=$(dirname "$readme")/$file
    if [ ! -e "$path" ]; then
      echo "$readme: a link to $link, which does not exist"
      failed=1
    elif [ "$link" != "$file" ] && ! headings "$path" | grep -qx -- "${link#*#}"; then
      echo "$readme: a link to $link, which is no heading"
      failed=1
    fi
  done
done

# "TensorFlow takes MEAN times as long: ... which range from LEAST to MOST times", beside TensorFlow's column.
awk '
  /^- \*\*Fast\.\*\*/ { is_claim = 1 }
  is_claim { claim = claim " " $0 }
  is_claim && /\(\[table\]/ { is_claim = 0 }
  /^\| workload \|/ {
    columns = split($0, title, "|")
    for (i = 1; i <= columns && title[i] != " TensorFlow "; i++);
    column = i <= columns ? i : 0
    next
  }
  /^\|/ && column {
    split($0, cell, "|")
    ratio = cell[column] + 0
    if (cell[2] == " geometric mean ") mean = ratio
    else if (ratio > 0) {
      if (!least || ratio < least) least = ratio
      if (ratio > most) most = ratio
    }
    next
  }
  { column = 0 }
  END {
    gsub(/ +/, " ", claim)
    head = sprintf("TensorFlow takes %.1f times as long", mean)
    range = sprintf("range from %.1f to %.1f times", least, most)
    if (mean && index(claim, head) && index(claim, range)) exit 0
    printf "README.md: the table says: %s; %s. The first page says:%s\n", head, range, claim
    exit 1
  }
' README.md || failed=1
exit "$failed"
