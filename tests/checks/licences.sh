#!/bin/sh
# SPDX-FileCopyrightText: 2026 The crop_and_resize authors
# SPDX-License-Identifier: MIT
#
# usage: sh tests/checks/licences.sh, from any directory
# Whether each file says who wrote it and which licence it has, by `reuse lint`; the tool is a package of PyPI's, and REUSE
# may name it. It reads the texts of licences from a folder LICENSES at the top, and from nowhere else. This repository
# has a file LICENSE there, and a second one with the headers, which travels with them. So the tool checks copies that
# have such a folder.
set -eu

cd "$(dirname "$0")/../.."
reuse=${REUSE:-reuse}
scratch_dir=$(mktemp -d)
trap 'rm -rf "$scratch_dir"' EXIT

if ! cmp LICENSE include/crop_and_resize/LICENSE; then
  echo "the headers' folder has another licence than the repository"
  exit 1
fi

# copy_of NAME PATH...: copies the tracked and the new files of these paths, and makes the folder.
copy_of() {
  copy=$scratch_dir/$1
  shift
  mkdir -p "$copy/LICENSES"
  git ls-files -z --cached --others --exclude-standard "$@" | tar --null --files-from=- -c | tar -x -C "$copy"
  cp LICENSE "$copy/LICENSES/MIT.txt"
}

# The headers need nothing from outside their folder: other repositories have copies of it.
copy_of headers include
"$reuse" --root "$scratch_dir/headers" lint

copy_of repository .
cp examples/data/README.md "$scratch_dir/repository/LICENSES/LicenseRef-public-domain.md"
"$reuse" --root "$scratch_dir/repository" lint
