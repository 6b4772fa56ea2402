# SPDX-License-Identifier: MIT
"""Processes that are told what to time: JSON requests to their standard input, and JSON answers, one a line."""

import atexit
import json
import os
import subprocess

from comparison.environment import BENCHMARKS


class Worker:
    """A module of this package in a process of its own. Its first line is in `hello`."""

    def __init__(self, python, module, **environment):
        self.module = module
        self.process = subprocess.Popen([python, "-m", f"comparison.{module}"], cwd=BENCHMARKS, text=True,
                                        env=os.environ | environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        atexit.register(self.stop)
        self.hello = self.receive()

    def receive(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the process of {self.module} has ended")
        return json.loads(line)

    def ask(self, **request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return self.receive()

    def stop(self):
        self.process.stdin.close()
        self.process.wait()
