"""Every word list says where it comes from; no file of the project names a machine's own path.

usage: sources.py SOURCE_FOLDER
"""
import pathlib
import re
import subprocess
import sys

ELSEWHERE = re.compile(r"/(?:work|farm)/|/root/|/home/[a-z]+/")


def main():
    root = pathlib.Path(sys.argv[1])
    wrong = []
    lists = sorted((root / "stopwords").glob("*.txt"))
    for path in lists:
        head = path.read_text(encoding="utf-8").split("\n\n")[0]
        if not head.startswith("#") or "source" not in head.lower():
            wrong.append(f"{path.name}: its first comment must name its source")
    listed = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=False)
    for name in listed.stdout.split("\n"):
        path = root / name
        if not name or not path.is_file() or path.suffix in {".mo", ".png"} or name == "tests/house/sources.py":
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").split("\n"), 1):
            if ELSEWHERE.search(line):
                wrong.append(f"{name}:{number}: names a path of one machine: {line.strip()[:80]}")
    print("\n".join(wrong) or f"{len(lists)} word lists with their sources")
    return 1 if wrong or not lists else 0


sys.exit(main())
