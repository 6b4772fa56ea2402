# SPDX-FileCopyrightText: 2026 The crop_and_resize authors
# SPDX-License-Identifier: MIT
"""Makes one header of several: `single_header.py INCLUDE_DIR OUTPUT HEADER...` writes OUTPUT, which stands for all
HEADERs and holds what they include of this library. OUTPUT is named like the first of them, so that programs include it
by the same name.

Guards stay, so the result may meet the headers that it was made of. The files of kernels appear once for each target, as
the compiler sees them."""

import pathlib
import re
import sys

DIRECTIVE = re.compile(r"\s*#\s*(if|ifdef|ifndef|else|elif|endif|include|define|undef)\b\s*(.*)")
OWN = re.compile(r"<(crop_and_resize/[^>]+)>")
# The macro that names a file of kernels while targets are gone through. A file that is opened alone lacks it, and begins
# with what it needs then.
ALONE = "CNR_DETAIL_TARGET_INCLUDE"


class Merger:
    def __init__(self, include_dir):
        self.include_dir = include_dir
        self.whole = set()  # headers that are in the output under no condition but their guards
        self.names = {}  # macros that stand for a file's name
        self.lines = []

    def add(self, name, conditional):
        """Appends a file, and the files it includes in their places."""
        if name in self.whole:
            return
        if name.endswith(".hpp") and not conditional:
            self.whole.add(name)
        text = (self.include_dir / name).read_text(encoding="utf-8")
        guard = re.search(r"^#ifndef (CROP_AND_RESIZE_\w+_HPP)$", text, re.MULTILINE)
        depth = 0
        alone_at = None  # the depth outside the lines for a file that is opened alone
        for line in text.splitlines():
            match = DIRECTIVE.match(line)
            word, rest = match.groups() if match else ("", "")
            if word == "ifndef" and rest.split()[0] == ALONE and alone_at is None:
                alone_at = depth
            if word in ("if", "ifdef", "ifndef") and not (guard and rest.split()[0] == guard[1]):
                depth += 1
            if word == "endif":
                depth -= 1
                if depth == alone_at:
                    alone_at = None
                    continue
            if alone_at is None:
                self.add_line(line, word, rest, conditional or depth > 0)

    def add_line(self, line, word, rest, conditional):
        if word == "define" and OWN.search(rest):
            self.names[rest.split()[0]] = OWN.search(rest)[1]
        if word == "undef":
            self.names.pop(rest.split()[0], None)
        name = None
        if word == "include":
            own = OWN.match(rest)
            name = own[1] if own else self.names.get(rest.split()[0])
        if name:
            self.add(name, conditional)
        elif not line.startswith("// SPDX-"):
            self.lines.append(line)


def main():
    include_dir, output, headers = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3:]
    merger = Merger(include_dir)
    for header in headers:
        merger.add(header, False)
    licence = (include_dir / "crop_and_resize" / "LICENSE").read_text(encoding="utf-8").splitlines()
    head = ["// " + line if line else "//" for line in licence]
    text = "\n".join(head + [""] + merger.lines) + "\n"
    # A file that stays as it is keeps its age, so that nothing is compiled again.
    if not output.exists() or output.read_text(encoding="utf-8") != text:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text, encoding="utf-8")


main()
