"""Everything that a user reads is there in French: each sentence of the sources is translated in po/fr.po, keeps the
line ends and places of its English, and follows French typography; each manual page has its French twin, and names
every option that the program's help names.

usage: messages.py SOURCE_FOLDER BUILD_FOLDER
"""
import pathlib
import re
import subprocess
import sys
import tempfile

ROOMS = ["base", "text", "formats", "corpus", "engine", "search", "analysis", "indexer", "query", "daemon"]
NO_BREAK = "\u00a0"
# Where French wants a no-break space there is an ordinary one, or a guillemet leans on its word.
LOOSE = re.compile(r" [:;?!»]|«(?!" + NO_BREAK + r")|(?<!" + NO_BREAK + r")»")
PROGRAMS = {"propos.1": "query/propos", "propos-index.1": "indexer/propos-index", "proposd.8": "daemon/proposd"}


def sources(root):
    return sorted(str(f.relative_to(root)) for room in ROOMS for f in (root / room).rglob("*")
                  if f.suffix in {".c", ".cc", ".h"})


def untranslated(root):
    """The sentences of the sources that po/fr.po lacks."""
    with tempfile.TemporaryDirectory() as folder:
        now, merged = pathlib.Path(folder) / "now.pot", pathlib.Path(folder) / "merged.po"
        subprocess.run(["xgettext", "--from-code=UTF-8", "--language=C", "--keyword", "--keyword=_", "--keyword=N_",
                        "--keyword=propos_plural:1,2", f"--output={now}", *sources(root)], cwd=root, check=True)
        subprocess.run(["msgmerge", "--quiet", "--no-fuzzy-matching", f"--output-file={merged}", "po/fr.po", str(now)],
                       cwd=root, check=True)
        done = subprocess.run(["msgattrib", "--untranslated", "--no-obsolete", "--no-wrap", str(merged)],
                              capture_output=True, text=True, check=True)
        left = [block[block.index("msgid"):] for block in done.stdout.split("\n\n") if "Content-Type:" not in block
                and "msgid" in block]
        return [f"po/fr.po lacks (scripts/update-po): {block[:120]}" for block in left]


def untidy(root):
    """French sentences with an ordinary space where a no-break one belongs."""
    text = (root / "po" / "fr.po").read_text(encoding="utf-8")
    wrong = []
    for block in text.split("\n\n")[1:]:
        for quoted in re.findall(r'^msgstr(?:\[\d\])? ((?:".*"\n?)+)', block + "\n", re.MULTILINE):
            sentence = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', quoted))
            wrong += [f"po/fr.po: no-break space: {m.group()!r} in {sentence[:70]}" for m in LOOSE.finditer(sentence)]
    return wrong


def page_text(path):
    return path.read_text(encoding="utf-8").replace("\\-", "-")


def manuals(root, build):
    wrong = []
    pages = {p.name for p in (root / "man").glob("*.[1-8]")}
    french = {p.name for p in (root / "man" / "fr").glob("*.[1-8]")}
    wrong += [f"man/{name} has no twin in the other language" for name in sorted(pages ^ french)]
    for name, program in PROGRAMS.items():
        if not (build / program).is_file():
            continue
        done = subprocess.run([str(build / program), "--help"], capture_output=True, text=True, check=True,
                              env={"LC_ALL": "C.UTF-8", "LANGUAGE": "en"})
        options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", done.stdout)) - {"--unix-socket"}
        for page in (root / "man" / name, root / "man" / "fr" / name):
            known = set(re.findall(r"--[a-z][a-z-]+", page_text(page)))
            wrong += [f"{page.relative_to(root)} does not name {option}" for option in sorted(options - known)]
    return wrong


def main():
    root, build = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    wrong = untranslated(root) + untidy(root) + manuals(root, build)
    print("\n".join(wrong) or "every sentence and every manual page is there in French")
    return 1 if wrong else 0


sys.exit(main())
