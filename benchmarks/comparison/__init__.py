# SPDX-License-Identifier: MIT
"""What compare.py is made of.

    environment     virtual environments with pinned packages; this machine in words
    workloads       what is measured, in numbers
    walks           what is measured in search of cliffs
    inputs          workloads and points of walks as arrays, and how outputs are compared
    timing          jobs, and the rounds in which they are timed
    library         this library, behind shim.cpp
    peers           the other implementations that are installed
    peer_*          one of them a file
    worker          processes that time something; *_worker is what runs in them, PyTorch or the library
    bench           what the studies have in common
    beside_peers    a study: the table of everybody
    alone           studies of the library beside itself
    layouts         a study: every layout of images, crops and gradients
    cliffs          a study: where a small change makes a call much slower
    gradients       a study: both gradients beside TensorFlow's
    outputs         a study: other destinations, coordinates and borders; outputs_shim.cpp
    filters         a study: filters and roi_align; filters_shim.cpp
    report, plot    Markdown and a picture

A peer is a class with a name, a package (its name and version), a layout (NHWC or NCHW), takes(workload), and
prepare(workload, inputs), which returns a job. The library is timed in each peer's layout. To add a peer, copy a peer_*
file and name it in peers.py.
"""
