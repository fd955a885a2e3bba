#!/usr/bin/env python3
"""Times `pipelua check` on generated workspaces, beside its peers where they are installed, and writes RESULTS.md.

usage: run.py PIPELUA [--sizes 1000,10000] [--rounds 7] [--no-write]
       run.py --runs     only what runs cost, put into RESULTS.md in the place of what stands there
       run.py PIPELUA --probes     only what the peers make of the same small scripts, likewise

Peers are looked for in tests/bench/peers/bin and on PATH. Times are medians of wall time; ratios are to pipelua.
"""
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import lsp_perf
import names
import probes
import runs

RUNS, PROBES = "## Runs", "## Probes"
ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / "tests/bench/peers/bin"
INSTALL = "cargo install selene emmylua_check emmylua_ls --locked --root tests/bench/peers"
SINGLE = """---@hook before_signup

if #context.email > 80 then
  return { allowed = false, error = "too long" }
end

return { allowed = true }
"""
LIMIT_START_MS, LIMIT_MEMORY_MIB, LIMIT_RATIO = 15, 200, 0.5
LIMIT_COLD_MS, LIMIT_EDIT_MS, LIMIT_HOVER_MS, LIMIT_COMPLETION_MS, LIMIT_SERVER_MIB, LIMIT_CANCEL_MS = 100, 1.5, 0.5, 1, 48, 10
LIMIT_RENAME_MS, LIMIT_SYMBOLS_MS = 20, 10


def once(command, cwd):
    """Wall seconds, peak resident MiB and exit code of one run."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    return seconds, usage.ru_maxrss / 1024, process.returncode


def measure(commands, cwd, rounds):
    """Median seconds and peak MiB of each command. They take turns, so that a busy machine is busy for all."""
    runs = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, (command, allowed) in commands.items():
            seconds, memory, code = once(command, cwd)
            if code not in allowed:
                sys.exit(f"{name} ended with {code} in {cwd}")
            if turn > 0:  # the first one warms the disk's cache
                runs[name].append((seconds, memory))
    median = lambda values: statistics.median(values)
    return {name: (median(s for s, _ in all), max(m for _, m in all)) for name, all in runs.items()}


def peer(name):
    local = PEERS / name
    return str(local) if local.exists() else shutil.which(name)


def corpus(folder, count):
    command = [sys.executable, ROOT / "tests/tools/corpus.py", folder, str(count)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    # selene is told the names of the sandbox, so that both look for the same faults.
    (folder / "selene.toml").write_text('std = "sandbox"\n')
    names = "".join(f"  {name}:\n    any: true\n" for name in ("context", "helpers", "await", "utf8"))
    (folder / "sandbox.yml").write_text(f"---\nbase: lua51\nglobals:\n{names}")
    return sum(path.stat().st_size for path in (folder / "scripts").iterdir())


def in_process(crate, bench, folder):
    """What a bench of a crate prints for the workspace in `folder`."""
    command = ["cargo", "bench", "--quiet", "-p", crate, "--bench", bench]
    environment = {**os.environ, "PIPELUA_BENCH": str(folder)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    return done.stdout.strip("\n") if done.returncode == 0 else f"not measured: {done.stderr.strip()[-200:]}"


def editor(workspaces, pipelua):
    """Figures of the language server for each workspace, beside emmylua_ls where it is installed, and those of `pipelua`."""
    servers = {"pipelua": f"{pipelua} lsp"}
    theirs = peer("emmylua_ls")
    if theirs:
        servers["emmylua_ls"] = theirs
    rows, ours = [], {}
    at = lambda times, part: sorted(times)[min(len(times) - 1, int(len(times) * part))]
    shown = lambda times: f"{at(times, .5):.2f} / {at(times, .95):.2f}" if times else "-"
    for what, folder in workspaces.items():
        for name, command in servers.items():
            file = sorted(path.name for path in (folder / "scripts").glob("*.lua"))[0]
            try:
                cold, times, memory, _ = lsp_perf.measure(command, folder, f"scripts/{file}", 60, ["diag", "hover", "compl"])
            except (ConnectionError, TimeoutError, BrokenPipeError) as error:
                rows.append((what, name, f"died: {error!r}", "", "", "", "", "", ""))
                continue
            whole = "-" if name != "pipelua" else f"{lsp_perf.swept(command, folder):.0f} MiB"
            figures = (f"{cold * 1e3:.0f} ms", *(shown(times[kind]) for kind in ("diag", "hover", "compl", "tokens")), f"{memory:.0f} MiB", whole)
            rows.append((what, name, *figures))
            if name == "pipelua":
                cancelled = lsp_perf.cancels(command, folder, f"scripts/{file}")
                named = {what: names.at(rest, .95) for what, (_, rest) in names.measure(command, folder).items()}
                ours = {**named, "cancel": max(cancelled), "cold": cold * 1e3, "diag": at(times["diag"], .95), "hover": at(times["hover"], .95), "compl": at(times["compl"], .95), "memory": memory}
    return rows, ours


def option(name, default):
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else default


def part_of_runs():
    """The part of RESULTS.md about runs, and whether all that was asked for is reached."""
    lines, asked = runs.measure()
    table = [f"| {what} | {'yes' if good else 'NO'} | {figure} |" for what, good, figure in asked]
    load = f"Load of the machine when it began: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, on {date.today()}."
    return ["", RUNS, "", load, *lines, "", "| asked for | held | measured |", "|---|---|---|", *table], all(good for _, good, _ in asked)


def part_of_probes(pipelua):
    """The part of RESULTS.md about what is known and found, and whether ours is as asked for."""
    lines, good = probes.measure(pipelua, peer("emmylua_ls"))
    words = "The same small scripts in each server (`tests/bench/probes/`): `yes` where types or findings are as they should be."
    return ["", PROBES, "", words, *lines], good


def put(part):
    """Puts a part into RESULTS.md in the place of the one with its title, or in front of what runs cost."""
    results = ROOT / "tests/bench/RESULTS.md"
    parts = results.read_text().rstrip().split("\n## ")
    title, text = part[1].removeprefix("## "), "\n".join(part[1:]).removeprefix("## ") + "\n"
    titles = [each.split("\n", 1)[0] for each in parts]
    if title in titles:
        parts[titles.index(title)] = text
    else:
        at = titles.index(RUNS.removeprefix("## ")) if RUNS.removeprefix("## ") in titles else len(parts)
        parts.insert(at, text)
    results.write_text("\n## ".join(each.rstrip("\n") + "\n" for each in parts))
    print("\n".join(part))


def main():
    if len(sys.argv) < 2 or "--help" in sys.argv:
        sys.exit(__doc__)
    if "--runs" in sys.argv:
        part, good = part_of_runs()
        put(part)
        sys.exit(0 if good else "a figure that was asked for is not reached")
    pipelua = str(Path(sys.argv[1]).resolve())
    if "--probes" in sys.argv:
        part, good = part_of_probes(pipelua)
        put(part)
        sys.exit(0 if good else "ours is not as asked for")
    sizes = [int(size) for size in option("--sizes", "1000,10000").split(",")]
    rounds = int(option("--rounds", "7"))
    peers = {name: peer(name) for name in ("selene", "emmylua_check")}
    missing = [name for name, path in peers.items() if path is None]
    if missing:
        print(f"not installed, so not compared: {', '.join(missing)} (about 9 minutes on 2 cores)\n  {INSTALL}\n")

    rows, verdicts = [], []
    with tempfile.TemporaryDirectory(prefix="pipelua-bench-") as temp:
        temp = Path(temp)
        single = temp / "single"
        (single / "scripts").mkdir(parents=True)
        (single / "pipelua.toml").write_text('schema = 1\nname = "single"\n')
        (single / "scripts/only.lua").write_text(SINGLE)
        ours = {"pipelua": ([pipelua, "check"], (0, 1))}
        seconds, memory = measure(ours, single, 40)["pipelua"]
        shown = f"{seconds * 1e3:.1f} ms"
        rows.append(("`pipelua check`, 1 script, start to end", shown, f"{memory:.0f} MiB", ""))
        verdicts.append((f"one script under {LIMIT_START_MS} ms", seconds * 1e3 < LIMIT_START_MS, shown))

        for count in sizes:
            folder = temp / f"corpus{count}"
            size = corpus(folder, count)
            arguments = {"selene": ["--quiet", "scripts"], "emmylua_check": ["."]}
            theirs = {name: ([path, *arguments[name]], range(2)) for name, path in peers.items() if path}
            measured = measure({**ours, **theirs}, folder, rounds)
            seconds, memory = measured.pop("pipelua")
            what = f"`pipelua check`, {count:,} scripts ({size / 1e6:.1f} MB)"
            rows.append((what, f"{seconds:.3f} s ({size / 1e6 / seconds:.0f} MB/s)", f"{memory:.0f} MiB", "1"))
            if count >= 10000:
                good = memory < LIMIT_MEMORY_MIB
                verdicts.append((f"{count:,} scripts under {LIMIT_MEMORY_MIB} MiB", good, f"{memory:.0f} MiB"))
            for name, (their_seconds, their_memory) in measured.items():
                ratio = their_seconds / seconds
                rows.append((f"{name}, the same", f"{their_seconds:.3f} s", f"{their_memory:.0f} MiB", f"{ratio:.2f}"))
                if name == "selene" and count == 1000:
                    what = f"at most {LIMIT_RATIO} of selene's time, {count:,} scripts"
                    verdicts.append((what, 1 / ratio <= LIMIT_RATIO, f"{1 / ratio:.2f}"))
        parts = in_process("pipelua-analysis", "stages", temp / f"corpus{sizes[0]}")
        corpus(temp / "one", 1)
        workspaces = {"1 script": temp / "one", f"{sizes[0]:,} scripts": temp / f"corpus{sizes[0]}"}
        latency, ours = editor(workspaces, pipelua)
        inside = {what: in_process("pipelua-ide", "editor", folder) for what, folder in workspaces.items()}
        for what, figure, limit, unit in (
            ("first findings of an opened script", ours["cold"], LIMIT_COLD_MS, "ms"),
            ("right findings after an edit, p95", ours["diag"], LIMIT_EDIT_MS, "ms"),
            ("right hover after an edit, p95", ours["hover"], LIMIT_HOVER_MS, "ms"),
            ("right completion behind a typed dot, p95", ours["compl"], LIMIT_COMPLETION_MS, "ms"),
            ("a key of data renamed in 11 scripts, p95", ours["rename"], LIMIT_RENAME_MS, "ms"),
            ("workspace symbols after an edit, p95", ours["symbols"], LIMIT_SYMBOLS_MS, "ms"),
            ("memory of the language server", ours["memory"], LIMIT_SERVER_MIB, "MiB"),
            ("a cancel answered while 100 requests wait, slowest of 20", ours["cancel"], LIMIT_CANCEL_MS, "ms"),
        ):
            shown = f"{figure:.2f} {unit}"
            verdicts.append((f"{what} under {limit} {unit}, {sizes[0]:,} scripts", figure < limit, shown))

    lines = [
        "# Figures of the day",
        "",
        f"`make bench` on {date.today()}, {platform.machine()}, {os.cpu_count()} cores. Medians of wall time; ratios are to",
        "`pipelua` on the same files in the same run. Compare ratios, not figures of other days or machines.",
        "",
        "| what | time | peak memory | ratio |",
        "|---|---|---|---|",
        *(f"| {' | '.join(row)} |" for row in rows),
        "",
        "| asked for | held | measured |",
        "|---|---|---|",
        *(f"| {what} | {'yes' if good else 'NO'} | {figure} |" for what, good, figure in verdicts),
    ]
    if missing:
        lines += ["", f"Not installed, so not compared: {', '.join(missing)}. `{INSTALL}`"]
    if parts:
        lines += ["", f"## Stages, {sizes[0]:,} scripts", "", "```", parts, "```"]
    lines += [
        "",
        "## In the editor",
        "",
        "From a start to the first findings, then milliseconds from an edit to the answer that is right for it: median / p95.",
        "",
        "| workspace | server | start | findings | hover | completion | semantic tokens | memory | and with the findings of all files |",
        "|---|---|---|---|---|---|---|---|---|",
        *(f"| {' | '.join(row)} |" for row in latency),
    ]
    for what, figures in inside.items():
        lines += ["", f"Without a process and the protocol between, {what}:", "", "```", figures, "```"]
    known, known_good = part_of_probes(pipelua)
    part, runs_good = part_of_runs()
    part, runs_good = known + part, runs_good and known_good
    text = "\n".join(lines + part) + "\n"
    print(text)
    if "--no-write" not in sys.argv:
        (ROOT / "tests/bench/RESULTS.md").write_text(text)
    if not runs_good or not all(good for _, good, _ in verdicts):
        sys.exit("a figure that was asked for is not reached")


main()
