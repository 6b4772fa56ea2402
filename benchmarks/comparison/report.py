# SPDX-License-Identifier: MIT
"""Markdown: printed as it comes, and kept for a file."""


class Report:
    def __init__(self):
        self.lines = []

    def add(self, line=""):
        print(line, flush=True)
        self.lines.append(line)

    def section(self, title, *paragraphs):
        for text in (f"## {title}", *paragraphs):
            self.add(text)
            self.add()

    def header(self, *cells, texts=1):
        """Begins a table, whose first columns are text and whose others are numbers."""
        self.row(*cells)
        self.add("|---" * texts + "|---:" * (len(cells) - texts) + "|")

    def row(self, *cells):
        self.add("| " + " | ".join(cells) + " |")

    def save(self, path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(self.lines).rstrip() + "\n", encoding="utf-8")


def milliseconds(seconds):
    return f"{seconds * 1e3:.2f}"


def ratio(value):
    return f"{value:.2f}"
