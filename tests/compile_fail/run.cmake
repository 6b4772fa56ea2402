# SPDX-License-Identifier: MIT
#
# Compiles one source twice: cmake -D source=<file> -D compiler=<c++> -D include_dirs=<dirs> -P run.cmake. As it stands,
# it must compile, or else the second result would say nothing; with CNR_WRONG defined, it must be refused in the words
# that it names itself.

cmake_minimum_required(VERSION 3.22)

file(STRINGS "${source}" expect REGEX "^// expect: ")
list(LENGTH expect count)
if(NOT count EQUAL 1)
  message(FATAL_ERROR "${source} must have one line that begins with \"// expect: \"")
endif()
string(REPLACE "// expect: " "" pattern "${expect}")

# Compilers speak the user's language otherwise, and the words are looked for in English.
set(ENV{LC_ALL} C)
list(TRANSFORM include_dirs PREPEND "-I")
set(compile "${compiler}" -std=c++17 -fsyntax-only -Wall -Wextra -Werror=unused-result ${include_dirs})

execute_process(COMMAND ${compile} "${source}" RESULT_VARIABLE status ERROR_VARIABLE output)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "the correct variant does not compile:\n${output}")
endif()

execute_process(COMMAND ${compile} -DCNR_WRONG "${source}" RESULT_VARIABLE status ERROR_VARIABLE output)
if(status EQUAL 0)
  message(FATAL_ERROR "the wrong variant compiles")
endif()
# Only the line that reports an error counts, not one that quotes the source.
string(REGEX MATCHALL "error: [^\n]*" errors "${output}")
if(NOT errors MATCHES "${pattern}")
  message(FATAL_ERROR "refused, but not with \"${pattern}\":\n${output}")
endif()
