"""Figures of runs: our engine, bare mlua beside it, and wasmoon where node and it are installed."""
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INSTALL = "npm install --prefix tests/bench/peers wasmoon@1.16"
COLUMNS = ("caller", "caller, at once", "worker, warm", "worker, cold", "bare mlua", "wasmoon, fresh thread", "wasmoon, fresh engine")


def measure():
    """Lines for RESULTS.md, and what was asked for: (what, held, measured)."""
    figures, notes = {}, []
    collect(["cargo", "bench", "--quiet", "-p", "pipelua-engine", "--bench", "runs"], figures, notes)
    if shutil.which("node") and (ROOT / "tests/bench/peers/node_modules/wasmoon").exists():
        collect(["node", "tests/bench/wasmoon.mjs"], figures, notes)
    else:
        notes.append(f"wasmoon on node is not installed, so not compared: `{INSTALL}`")
    scenarios = [name for name, values in figures.items() if "caller" in values]
    lines = [
        "",
        "Microseconds, median / 99th percentile, a fresh state for each script. *Caller* is a run from the host's call to its",
        "report, by the worker's thread; *at once* leaves no pause in which the worker makes the next state. *Worker* is the script",
        "alone, with a state that is ready (warm) or not (cold). *Bare mlua* has a fresh state too, but no limits, no metering and",
        "no helpers; *there and back* is a message to a thread that sleeps, and one that wakes its sender; *wasmoon* has a precompiled function on a fresh thread, or a fresh engine that compiles it.",
        "",
        f"| what | {' | '.join(COLUMNS)} | wasmoon's fresh engine / caller |",
        f"|---|{'---|' * (len(COLUMNS) + 1)}",
    ]
    for name in scenarios:
        values = figures[name]
        shown = [f"{values[column][0]:.0f} / {values[column][1]:.0f}" if column in values else "" for column in COLUMNS]
        theirs = values.get("wasmoon, fresh engine")
        lines.append(f"| {name} | {' | '.join(shown)} | {theirs[0] / values['caller'][0]:.1f} |" if theirs else f"| {name} | {' | '.join(shown)} | |")
    lines += ["", "| what else | |", "|---|---|"]
    for name, values in figures.items():
        for figure, numbers in values.items():
            if figure not in COLUMNS:
                lines.append(f"| {name}: {figure} | {' / '.join(f'{number:g}' for number in numbers)} |")
    lines += [""] + notes if notes else []
    return lines, goals(figures)


def collect(command, figures, notes):
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=os.environ)
    if done.returncode != 0:
        notes.append(f"`{' '.join(command)}` failed: {done.stderr.strip()[-300:]}")
    for line in done.stdout.splitlines():
        name, figure, *numbers = line.split("\t")
        figures.setdefault(name, {})[figure] = [float(number) for number in numbers]


def goals(figures):
    trivial, diamond = figures.get("trivial script", {}), figures.get("three-layer diamond", {})
    asked = []

    def ask(what, value, held, unit):
        # What was not measured does not hold.
        shown = "not measured" if value is None else f"{value:.2f} {unit}"
        asked.append((what, value is not None and held(value), shown))

    first = lambda values, figure: values[figure][0] if figure in values else None
    ask("trivial script on the worker under 20 us, warm", first(trivial, "worker, warm"), lambda us: us < 20, "us")
    # Of 35 and 100 us, 15 are for two threads to wake each other, which is up to the machine: it is measured, and taken off.
    hand_over = first(trivial, "there and back between threads")
    beyond = lambda values: first(values, "caller") - hand_over if hand_over and "caller" in values else None
    ask("trivial script, caller to verdict, under 20 us beyond the wakes of two threads", beyond(trivial), lambda us: us < 20, "us")
    ask("three-layer diamond, under 85 us beyond the wakes of two threads", beyond(diamond), lambda us: us < 85, "us")
    ask("12,000 runs a second and core", first(trivial, "runs a second and core"), lambda runs: runs >= 12000, "runs/s")
    ask("tracing under 20 % of a run", first(trivial, "tracing, share"), lambda share: share < 0.2, "of a run")
    beside, alone = trivial.get("beside hostile ones"), trivial.get("alone on the engine")
    ratio = beside[1] / alone[1] if beside and alone else None
    ask("p99 beside hostile runs under twice its own", ratio, lambda ratio: ratio < 2, "times")
    resident = [numbers[0] for figure, numbers in trivial.items() if figure.startswith("MiB resident")]
    grown = resident[1] - resident[0] if len(resident) == 2 else None
    ask("memory flat: at most 2 MiB more after ten times the runs", grown, lambda mib: mib < 2, "MiB")
    return asked
