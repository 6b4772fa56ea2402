# SPDX-License-Identifier: MIT
"""A picture of the table: how many times as long as ours everybody takes, as bars."""

from comparison.library import NAMES

# Okabe and Ito's palette, which people with any kind of colour vision can tell apart; the fourth is a light third.
COLOURS = ["#D55E00", "#E69F00", "#009E73", "#8FD3BE", "#0072B2", "#56B4E9", "#CC79A7", "#F0E442"]
GAP = 0.9  # between workloads, in bars
INCHES_A_BAR = 0.135


def lay_out(results, peers):
    """Where each bar is, counted from the top: {name: [(height, ratio)]}, each workload's middle, and the end."""
    bars, middles, y = {peer.name: [] for peer in peers}, {}, 0.0
    for workload, seconds in results.items():
        present = [peer for peer in peers if peer.name in seconds]
        for place, peer in enumerate(present):
            bars[peer.name].append((y + place, seconds[peer.name] / seconds[NAMES[peer.layout]]))
        middles[workload] = y + (len(present) - 1) / 2
        y += max(len(present), 1) + GAP
    return bars, middles, y - GAP


def draw_bars(axes, bars, colour, name):
    """Bars from 1, where ours is, with their ratios written at their ends."""
    axes.barh([y for y, _ in bars], [value - 1 for _, value in bars], left=1, height=0.9, color=colour, label=name)
    for y, value in bars:
        is_slower = value >= 1
        axes.annotate(f"{value:.1f}" if value < 9.95 else f"{value:.0f}", (max(value, 1), y), (3, 0), fontsize=6,
                      textcoords="offset points", va="center", color="black" if is_slower else "#B00000")


def draw(path, results, peers, note):
    """Writes the picture in the format that the path's ending names. The same results give the same bytes."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot, ticker

    pyplot.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "crop_and_resize", "font.size": 8})
    bars, middles, end = lay_out(results, peers)
    figure, axes = pyplot.subplots(figsize=(8, 1.2 + INCHES_A_BAR * end), layout="constrained")
    for peer, colour in zip(peers, COLOURS):
        draw_bars(axes, bars[peer.name], colour, peer.name)
    axes.axvline(1, color="black", linewidth=1)
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(ticker.LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter("{x:g}")
    axes.xaxis.set_minor_locator(ticker.NullLocator())
    axes.set_ylim(end, -1)
    axes.set_yticks(list(middles.values()), list(middles))
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color="#dddddd", linewidth=0.5)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.set_xlabel(f"how many times as long as crop_and_resize in the same layout\n{note}")
    figure.legend(loc="outside upper center", ncols=3, frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    metadata = {".svg": {"Date": None, "Creator": None}, ".png": {"Software": None}}
    figure.savefig(path, metadata=metadata.get(path.suffix), dpi=100)
    pyplot.close(figure)
