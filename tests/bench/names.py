#!/usr/bin/env python3
"""Milliseconds for the names of a workspace: a key of data renamed in 11 scripts, and workspace symbols.

usage: names.py WORKSPACE 'server command' [--edits 40]

A copy of WORKSPACE gets a hook of its own with one script that writes a key and 10 that read it, each as long as the first
script there. Every question follows an edit, and an answer counts when it is right: all 11 files, or the name just typed.
"""
import json, shlex, shutil, sys, tempfile, time
from pathlib import Path
sys.path.insert(0, str(Path(__file__).parent))
from lspclient import LspClient

HOOK = {"name": "bench", "mode": "async", "title": "Bench", "hookVersion": 1, "input": {"type": "object"}, "output": {"type": "object"}}
READERS = 10


def extend(root):
    """Adds the hook, its pipeline and 11 scripts."""
    filler = sorted((root / "scripts").glob("*.lua"))[0].read_text().rsplit("return {", 1)[0]
    filler = filler.replace("context.", "context.config.")
    nodes = {"source": {"script": "bench_source"}}
    for at in range(READERS):
        nodes[f"reader_{at}"] = {"script": f"bench_reader_{at}", "needs": ["source"] if at < 5 else ["reader_0", "source"]}
        read = f"print(context.prev.bench_key, context.outputs.source.bench_key)\nreturn {{ allowed = true, data = {{ own_{at} = 1 }} }}\n"
        (root / f"scripts/bench_reader_{at}.lua").write_text(filler + read)
    (root / "scripts/bench_source.lua").write_text(f"{filler}return {{ allowed = true, data = {{ bench_key = total }} }}\n")
    (root / "hooks").mkdir(exist_ok=True)
    (root / "hooks/bench.json").write_text(json.dumps(HOOK))
    (root / "pipelines/bench.json").write_text(json.dumps({"nodes": nodes}))


def measure(command, workspace, edits=40):
    """Times by what was asked, the first one apart, which reads what no question has read before."""
    with tempfile.TemporaryDirectory(prefix="pipelua-bench-") as temp:
        root = Path(temp) / "workspace"
        shutil.copytree(workspace, root)
        extend(root)
        client = LspClient(shlex.split(command), root)
        file = "scripts/bench_source.lua"
        text = (root / file).read_text()
        client.open(file, text)
        client.diags(file, settle=0, timeout=120)
        line = text.split("\n").index(next(l for l in text.split("\n") if "bench_key" in l))
        column = text.split("\n")[line].index("bench_key")
        times = {"rename": [], "symbols": []}
        start_of = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}
        for k in range(edits + 1):
            client.edit(file, start_of, f"local typed_{k} = {k}\n", 2 + k)
            line += 1
            place = {"textDocument": {"uri": client.uri(file)}, "position": {"line": line, "character": column}}
            start = time.perf_counter()
            edit = client.request("textDocument/rename", {**place, "newName": f"renamed_{k}"})
            times["rename"].append((time.perf_counter() - start) * 1e3)
            changed = len(edit.get("documentChanges", edit.get("changes", [])))
            assert changed == READERS + 1, f"{changed} files were renamed in"
            start = time.perf_counter()
            found = client.request("workspace/symbol", {"query": f"typed_{k}"})
            times["symbols"].append((time.perf_counter() - start) * 1e3)
            assert found[0]["name"] == f"typed_{k}", found[:1]
        client.stop()
    return {what: (all[0], sorted(all[1:])) for what, all in times.items()}


def at(times, part):
    return times[min(len(times) - 1, int(len(times) * part))]


def main():
    if len(sys.argv) < 3 or "--help" in sys.argv:
        sys.exit(__doc__)
    edits = int(sys.argv[sys.argv.index("--edits") + 1]) if "--edits" in sys.argv else 40
    for what, (first, rest) in measure(sys.argv[2], Path(sys.argv[1]), edits).items():
        print(f"{what:10} first {first:8.2f} ms, then p50 {at(rest, .5):7.2f}, p95 {at(rest, .95):7.2f}")


if __name__ == "__main__":
    main()
