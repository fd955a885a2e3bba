#!/usr/bin/env python3
"""Draws what a terminal shows of a real `pipelua check` as SVG, from the colours it prints.

usage: picture.py PIPELUA OUT.svg [--check]      --check: writes nothing, ends with 1 if the picture is stale
"""
import html
import re
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

COLORS = {"31": "#f07178", "32": "#a3d977", "33": "#f2c55c", "34": "#6ea8fe", "36": "#5fd3e0"}
PLAIN, STRONG, BACK, BAR = "#c9d1d9", "#ffffff", "#11161d", "#1c232d"
WIDTH, LINE, LEFT, TOP = 8.4, 19, 20, 58

FILES = {
    "pipelua.toml": 'schema = 1\nname = "acme-auth"\n\n[secrets]\nSTRIPE_KEY = "Stripe, restricted key"\n',
    "pipelines/before_signup.json": """{
  "nodes": {
    "reputation": { "script": "reputation" },
    "decide": { "script": "final_decision", "needs": ["reputation"] }
  }
}
""",
    "scripts/reputation.lua": """--- Reputation of the mail domain

local known = { ["mailinator.com"] = 90 }
local domain = context.email:lower():match("@(.+)$")

return { allowed = true, data = { score = known[domain] or 0 } }
""",
    "scripts/final_decision.lua": """--- Final decision

context.email = context.emial:lower()

if context.outputs.reputation.score > 80 then
  return { alowed = false, error = "Domain not allowed" }
end

if context.outputs.geo.country == "XX" then
  return { allowed = false, error = "Not in this country" }
end

return { allowed = true }
""",
}


def output(pipelua):
    with tempfile.TemporaryDirectory() as temp:
        for name, text in FILES.items():
            path = Path(temp) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        done = subprocess.run([pipelua, "--color", "always", "check"], cwd=temp, capture_output=True, text=True)
        if done.returncode != 1:
            sys.exit(f"the example should have findings, exit code {done.returncode}\n{done.stderr}")
        return done.stdout.rstrip("\n")


def columns(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def svg(text):
    lines = text.split("\n")
    widest = max(columns(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in lines)
    width, height = LEFT * 2 + widest * WIDTH, TOP + (len(lines) + 1) * LINE + 14
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="Terminal output of pipelua check">',
        f'<rect width="100%" height="100%" rx="8" fill="{BACK}"/><rect width="100%" height="32" rx="8" fill="{BAR}"/>',
        '<circle cx="20" cy="16" r="6" fill="#f07178"/><circle cx="40" cy="16" r="6" fill="#f2c55c"/><circle cx="60" cy="16" r="6" fill="#a3d977"/>',
        '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" font-size="14" xml:space="preserve">',
        f'<text x="{LEFT}" y="{TOP}" fill="{PLAIN}"><tspan fill="#a3d977">$</tspan> pipelua check</text>',
    ]
    for number, line in enumerate(lines):
        color, strong, column, spans = PLAIN, False, 0, []
        for part in re.split(r"(\x1b\[[0-9;]*m)", line):
            if part.startswith("\x1b["):
                codes = part[2:-1].split(";")
                strong = "1" in codes
                color = next((COLORS[code] for code in codes if code in COLORS), STRONG if strong else PLAIN)
            elif part:
                weight = ' font-weight="700"' if strong else ""
                x = LEFT + column * WIDTH
                length = columns(part) * WIDTH
                spans.append(f'<tspan x="{x:.1f}" textLength="{length:.1f}" fill="{color}"{weight}>{html.escape(part)}</tspan>')
                column += columns(part)
        if spans:
            out.append(f'<text y="{TOP + (number + 1) * LINE}">{"".join(spans)}</text>')
    return "\n".join([*out, "</g>", "</svg>", ""])


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    picture, path = svg(output(str(Path(sys.argv[1]).resolve()))), Path(sys.argv[2])
    if "--check" in sys.argv:
        sys.exit(0 if path.exists() and path.read_text() == picture else "docs/images/check.svg is stale: make picture")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(picture)
    print(f"wrote {path}")


main()
