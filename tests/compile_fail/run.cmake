# SPDX-License-Identifier: MIT
#
# Compiles one source twice: cmake -D source=<file> -D compiler=<c++> -D include_dirs=<dirs> -D precompiled=<file> -P
# run.cmake. As it stands, it must compile, or else the second result would say nothing; with CNR_WRONG defined, it must
# be refused in the words that it names itself. A source with a line "// spellings: N" has a first mistake in N spellings,
# CNR_WRONG from 1 to N. Each must be refused in 15 lines at most.
#
# Without a source, it makes the precompiled header with which all sources are compiled but those with a line
# "// not precompiled": the compiler would spend most of its time on reading the same headers again.

cmake_minimum_required(VERSION 3.22)

# Compilers speak the user's language otherwise, and the words are looked for in English.
set(ENV{LC_ALL} C)
list(TRANSFORM include_dirs PREPEND "-I")
set(compile "${compiler}" -std=c++17 -Wall -Wextra -Werror=unused-result ${include_dirs})

if(NOT DEFINED source)
  file(WRITE "${precompiled}" "#include <crop_and_resize/crop_and_resize_grad.hpp>\n#include <vector>\n")
  execute_process(COMMAND ${compile} -x c++-header "${precompiled}" -o "${precompiled}.gch" COMMAND_ERROR_IS_FATAL ANY)
  return()
endif()

file(STRINGS "${source}" expect REGEX "^// expect: ")
list(LENGTH expect count)
if(NOT count EQUAL 1)
  message(FATAL_ERROR "${source} must have one line that begins with \"// expect: \"")
endif()
string(REPLACE "// expect: " "" pattern "${expect}")

list(APPEND compile -fsyntax-only)
file(STRINGS "${source}" line REGEX "^// not precompiled$")
if(NOT line)
  list(APPEND compile -include "${precompiled}")
endif()

execute_process(COMMAND ${compile} "${source}" RESULT_VARIABLE status ERROR_VARIABLE output)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "the correct variant does not compile:\n${output}")
endif()

set(spellings 1)
file(STRINGS "${source}" line REGEX "^// spellings: [0-9]+$")
if(line)
  string(REPLACE "// spellings: " "" spellings "${line}")
endif()
foreach(spelling RANGE 1 ${spellings})
  execute_process(COMMAND ${compile} -DCNR_WRONG=${spelling} "${source}" RESULT_VARIABLE status ERROR_VARIABLE output)
  if(status EQUAL 0)
    message(FATAL_ERROR "the wrong variant compiles (CNR_WRONG=${spelling})")
  endif()
  # Only the line that reports an error counts, not one that quotes the source.
  string(REGEX MATCHALL "error: [^\n]*" errors "${output}")
  if(NOT errors MATCHES "${pattern}")
    message(FATAL_ERROR "refused, but not with \"${pattern}\" (CNR_WRONG=${spelling}):\n${output}")
  endif()
  # Users include headers themselves, and see no lines that name the precompiled one.
  string(REGEX REPLACE "In file included from [^\n]*/precompiled\\.hpp[^\n]*\n" "" output "${output}")
  string(REGEX MATCHALL "\n" lines "${output}")
  list(LENGTH lines lines)
  if(line AND lines GREATER 15)
    message(FATAL_ERROR "refused in ${lines} lines (CNR_WRONG=${spelling}):\n${output}")
  endif()
endforeach()
