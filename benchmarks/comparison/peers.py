# SPDX-License-Identifier: MIT
"""The peers that are installed."""

from comparison import peer_onnxruntime, peer_opencv, peer_pillow, peer_pytorch, peer_tensorflow

PACKAGES = ("TensorFlow", "ONNX Runtime", "OpenCV", "PyTorch")
BLOBS = "OpenCV's blobs"


def find_for_filters(torch_python, seed):
    """The peers of the filters, by the names of their packages: an empty list where one is absent."""
    makers = {"Pillow": peer_pillow.peers, "OpenCV": peer_opencv.area_peers,
              "PyTorch": lambda: peer_pytorch.filter_peers(torch_python, seed)}
    return {package: attempt(package, maker) for package, maker in makers.items()}


def attempt(package, maker):
    """What a maker makes. Says in one line where its package is absent and why."""
    try:
        return maker()
    except ImportError as error:
        print(f"{package} is left out: {error}", flush=True)
        return []


def find(packages, torch_python, seed, threads=1):
    """Those of `packages`, in the order in which they run. Says in one line each which is absent and why.

    All have one thread; TensorFlow can have more.
    """
    makers = {
        "TensorFlow": lambda: peer_tensorflow.peers(threads),
        "ONNX Runtime": peer_onnxruntime.peers,
        "OpenCV": peer_opencv.peers,
        BLOBS: peer_opencv.blob_peers,
        "PyTorch": lambda: peer_pytorch.peers(torch_python, seed),
    }
    return [peer for package in packages for peer in attempt(package, makers[package])]
