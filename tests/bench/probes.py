"""What `pipelua` and `emmylua_ls` make of the same small scripts: types behind conditions, and faults of pipeline scripts.

`probes/*.lua` hold scripts, each behind a line `--=== NAME`. `--> TYPE` says what the hover of the value in `print(..)`
must show (`A | B`: one of them), `--!` that the line deserves a finding (of several lines, one of them); a line without deserves none.
"""
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from lspclient import LspClient

HERE = Path(__file__).resolve().parent
HEAD = "---@hook before_signup\n"
MANIFEST = 'schema = 1\nname = "probes"\n\n[secrets]\nSIGNING_KEY = "Signs"\n'
# What the checker knows of the hook, told to others as annotations.
INPUT = """---@field email string
---@field name? string
---@field request Request
"""
REQUEST = """---@class Request
---@field ip? string
---@field userAgent? string
---@field origin? string

"""
HINT = 4


def probes(name):
    for part in (HERE / "probes" / f"{name}.lua").read_text().split("--=== ")[1:]:
        title, text = part.split("\n", 1)
        yield title.strip(), HEAD + text


def workspace(folder, pipelua):
    """The definitions that another server needs, and the manifest that ours needs."""
    stubs = subprocess.run([pipelua, "schema", "stubs"], capture_output=True, text=True, check=True).stdout
    # Of the libraries of Lua others have definitions of their own.
    ours = re.compile(r"^(function )?(helpers|await|context)\b|^---@class|^---@meta", re.MULTILINE)
    stubs = "\n\n".join(block for block in stubs.split("\n\n") if ours.search(block)) + "\n"
    stubs = stubs.replace("---@class Context\n", REQUEST + "---@class Context\n" + INPUT, 1)
    stubs = stubs.replace("\ncontext = nil\n", "\n---@type Context\ncontext = nil\n", 1)
    (folder / "scripts").mkdir(parents=True)
    (folder / "pipelua.toml").write_text(MANIFEST)
    (folder / "stubs.lua").write_text(stubs)
    (folder / ".emmyrc.json").write_text('{ "runtime": { "version": "Lua5.4" } }')


def members(shown):
    """A type as the set of its members, so that two ways to write it are equal."""
    shown = shown.strip()
    if shown.endswith("?"):
        return members(shown[:-1]) | {"nil"}
    if shown.startswith("(") and shown.endswith(")"):
        return members(shown[1:-1])
    parts = [part.strip() for part in shown.split("|")]
    return {shown} if len(parts) == 1 else set().union(*(members(part) for part in parts))


def hovered(client, file, line, column, name):
    """The type that a hover shows for the last name of a path."""
    answer = client.request("textDocument/hover", {
        "textDocument": {"uri": client.uri(file)}, "position": {"line": line, "character": column}})
    contents = (answer or {}).get("contents", "")
    text = contents.get("value", "") if isinstance(contents, dict) else str(contents)
    found = re.search(rf"\b{name}\b\"?\]?\s*:\s*([^\n=,{{]+)", text)
    return found.group(1).strip() if found else ""


def types_of(client, file, text):
    """What is wrong in the shown types; empty if nothing is."""
    wrong = []
    for number, line in enumerate(text.split("\n")):
        marked = re.search(r"print\(([\w.]+)\).*--> (.+)$", line)
        if not marked:
            continue
        path, expected = marked.groups()
        name = path.split(".")[-1]
        column = marked.start(1) + len(path) - len(name)
        shown = hovered(client, file, number, column, name)
        if all(members(shown) != members(each) for each in expected.split(" | ")):
            wrong.append(f"`{shown or 'nothing'}` for `{expected.split(' | ')[0]}`")
    return wrong


def faults_of(client, file, text):
    """Lines whose findings are not as marked; empty if all are."""
    found = {}
    for each in client.diags(file, settle=0.3):
        if each.get("severity", 1) < HINT:
            found.setdefault(each["range"]["start"]["line"], each)
    lines = text.split("\n")
    deserve = {number for number, line in enumerate(lines) if line.endswith("--!")}
    wrong = [] if not deserve or deserve & found.keys() else ["finds nothing"]
    false = found.keys() - deserve - {0}
    return wrong + [f"false: {found[number]['message'].splitlines()[0]}" for number in sorted(false)][:1]


def ask(command, folder, kind):
    """For each probe what a server says otherwise."""
    scripts = [(f"scripts/{kind}_{number}.lua", *probe) for number, probe in enumerate(probes(kind))]
    for file, _, text in scripts:
        (folder / file).write_text(text)
    client = LspClient(command, folder)
    out = {}
    try:
        time.sleep(1.5)  # the workspace is read
        for file, title, text in scripts:
            client.open(file, text)
            if kind == "narrowing":
                client.diags(file, settle=0.1)
                out[title] = types_of(client, file, text)
            else:
                out[title] = faults_of(client, file, text)
    finally:
        client.stop()
    return out


def measure(pipelua, theirs):
    """The lines of a table for RESULTS.md, and whether ours are all as asked for."""
    servers = {"pipelua": [pipelua, "lsp"], **({"emmylua_ls": [theirs]} if theirs else {})}
    lines, good = [], True
    for kind, what in (("narrowing", "types behind a condition"), ("faults", "faults of pipeline scripts")):
        answers = {}
        for name, command in servers.items():
            with tempfile.TemporaryDirectory(prefix="pipelua-probes-") as temp:
                workspace(Path(temp), pipelua)
                answers[name] = ask(command, Path(temp), kind)
        count = len(answers["pipelua"])
        right = {name: sum(not wrong for wrong in all.values()) for name, all in answers.items()}
        good &= right["pipelua"] == count
        told = ", ".join(f"{name} {n} of {count}" for name, n in right.items())
        lines += ["", f"{what.capitalize()}: {told}.", "", f"| {what} | {' | '.join(servers)} |", f"|---|{'---|' * len(servers)}"]
        for title in answers["pipelua"]:
            cells = ("; ".join(all[title]).replace("|", "\\|") or "yes" for all in answers.values())
            lines.append(f"| {title} | {' | '.join(cells)} |")
    return lines, good


if __name__ == "__main__":
    table, held = measure(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)
    print("\n".join(table))
    sys.exit(0 if held else 1)
