# SPDX-License-Identifier: MIT
"""The library in a process of its own, where CNR_TARGET caps its target: python -m comparison.library_worker.

Reads requests and answers each, both JSON, one a line; its first line is {}. What the last two points need is kept, so
that two can take turns.

    {"do": "load", "path": FILE}                                 {"target": NAME}; FILE is what library.build returned
    {"do": "time", "point": {...}, "seed": N}                    {"seconds": S}
"""

import functools
import json
import sys

from comparison.inputs import make_point_crops, make_point_grads, make_point_image, make_point_inputs
from comparison.library import Library
from comparison.timing import WORKED
from comparison.walks import Point


def answer(message):
    print(json.dumps(message), flush=True)


@functools.lru_cache(maxsize=2)
def prepare(library, point, seed):
    inputs = make_point_inputs(point, seed)
    if point.kind == "forward":
        return library.prepare(point, inputs, make_point_crops(point))
    output = make_point_image(point, seed) if point.kind == "grad_image" else inputs.boxes.copy()
    return library.prepare_gradient(point.kind, point, inputs, make_point_grads(point, seed), output)


def main():
    answer({})
    library = None
    for line in sys.stdin:
        request = json.loads(line)
        if request["do"] == "load":
            library = Library(request["path"])
            answer({"target": library.target})
            continue
        point = Point(**request["point"] | {"side": tuple(request["point"]["side"])})
        answer({"seconds": prepare(library, point, request["seed"]).seconds(WORKED)})


if __name__ == "__main__":
    main()
