#!/bin/sh
# SPDX-License-Identifier: MIT
#
# usage: documentation.sh CMAKE BUILD_DIR INCLUDE_DIR
# What Doxygen makes of the headers: everything public is in namespace cnr, under the name that programs use, and no word
# of it is a macro of the library's own.
set -eu

cmake=$1 build_dir=$2 include_dir=$3
xml=$build_dir/documentation/xml

rm -rf "$build_dir/documentation"
"$cmake" --build "$build_dir" --target documentation

failed=0
fail() {
  echo "$1"
  failed=1
}

# The names of functions, types and enumerations, and how they are declared.
grep -ho '<\(name\|compoundname\|definition\|argsstring\)>[^<]*' "$xml"/namespacecnr.xml "$xml"/structcnr*.xml \
  "$xml"/classcnr*.xml >"$build_dir/documentation/names.txt"
if grep -E '\bv0\b|CNR_|cnr::detail' "$build_dir/documentation/names.txt"; then
  fail 'these names are not for readers'
fi

# Every class and enumeration of a public header that is in cnr itself, and the calls.
public_names() {
  sed -e '/^namespace detail {/,/^}  \/\/ namespace detail/d' -e '/^CNR_DETAIL_NAMESPACE_BEGIN/,/^CNR_DETAIL_NAMESPACE_END/d' \
    "$include_dir"/crop_and_resize/*.hpp | sed -n 's/^\(class\|struct\|enum class\) \([a-z_0-9]*\) .*{$/\2/p' | sort -u
  echo crop_and_resize crop_and_resize_grad_image crop_and_resize_grad_boxes make_letterbox as_image image_view
}
for name in $(public_names); do
  grep -qx "<\(name\|compoundname\)>\(cnr::\)\{0,1\}$name" "$build_dir/documentation/names.txt" ||
    fail "$name is not documented"
done
exit "$failed"
