#!/bin/sh
# SPDX-FileCopyrightText: 2026 The crop_and_resize authors
# SPDX-License-Identifier: MIT
#
# Whether it is clear for each file who wrote it and under which licence it may be used, by `reuse lint`, a package of
# PyPI's: sh tests/checks/licences.sh, from any directory. The tool wants the licences' texts in a folder LICENSES at the
# top. Here LICENSE is at the top, and a second one is in the folder of the headers, so that it travels with them. So the
# tool looks at a copy in which that folder is made of them.
set -eu

cd "$(dirname "$0")/../.."
reuse=${REUSE:-reuse}
scratch_dir=$(mktemp -d)
trap 'rm -rf "$scratch_dir"' EXIT

if ! cmp LICENSE include/crop_and_resize/LICENSE; then
  echo "the headers' folder has another licence than the repository"
  exit 1
fi

# usage: copy_of NAME PATH...: the tracked and the new files at these paths.
copy_of() {
  copy=$scratch_dir/$1
  shift
  mkdir -p "$copy/LICENSES"
  git ls-files -z --cached --others --exclude-standard "$@" | tar --null --files-from=- -c | tar -x -C "$copy"
  cp LICENSE "$copy/LICENSES/MIT.txt"
}

# The headers alone say all that must be known of them, as do copies in other repositories.
copy_of headers include
"$reuse" --root "$scratch_dir/headers" lint

copy_of repository .
cp examples/data/README.md "$scratch_dir/repository/LICENSES/LicenseRef-public-domain.md"
"$reuse" --root "$scratch_dir/repository" lint
