#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Checks that README quotes no code that the tests do not compile. Every block of C++ or CMake stands behind a comment
# <!-- from FILE -->, and its lines, indentation aside, stand one after the other in that file.
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
    printf "README.md:%d: %s\n", line, what
    failures++
  }

  /@[A-Z]+@/ { fail(NR, "a placeholder") }
  /^<!-- from .* -->$/ { source = $3; next }
  /^```(cpp|cmake)$/ && !inside { inside = 1; start = NR; block = "\n"; next }
  /^```$/ && inside {
    inside = 0
    blocks++
    if (source == "") fail(start, "code that is quoted from no file")
    else if (index(contents(source), block) == 0) fail(start, "code that does not stand in " source)
    source = ""
    next
  }
  inside && bare($0) != "" { block = block bare($0) "\n" }

  END {
    if (blocks == 0) fail(0, "no code found")
    if (failures) exit 1
    printf "%d blocks of code stand in the files that they are quoted from\n", blocks
  }
' README.md
