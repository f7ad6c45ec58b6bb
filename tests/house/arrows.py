"""Arrows between rooms run one way: each room includes only the rooms that this table allows.

usage: arrows.py SOURCE_FOLDER. Also: a header beside its .c that another room includes must be a public one.
"""
import pathlib
import re
import sys

ALLOWED = {
    "base": set(),
    "text": {"base"},
    "formats": {"base", "text"},
    "corpus": {"base", "text"},
    "engine": {"base", "text", "corpus"},
    "search": {"base", "text", "corpus", "engine"},
    "analysis": {"base", "text", "corpus", "engine", "search"},
    "indexer": {"base", "text", "formats", "corpus", "engine"},
    "query": {"base", "text", "formats", "search", "analysis"},
    "daemon": {"base", "text", "search", "analysis"},
}
# Headers that other rooms may include; every other header is private to its room.
PUBLIC = {
    "base": None,  # all of them
    "text": {"analyser.h", "dictionary.h", "lists.h", "marks.h", "thesaurus.h", "unicode.h"},
    "formats": {"csv.h", "encoding.h", "ini.h", "placing.h", "reader.h", "table_read.h", "transcript.h", "write_study.h", "write_table.h"},
    "corpus": {"disputes.h", "filters.h", "record.h", "snapshot.h", "vocabulary.h"},
    "engine": {"engine.h", "local.h", "tree.h"},
    "search": {"answer.h", "bits.h", "library.h", "operation.h", "part.h", "query.h", "session.h", "spans.h", "view.h",
               "weights.h"},
    "analysis": {"analysis.h", "twice.h"},
}
INCLUDE = re.compile(r'^\s*#\s*include\s+"([a-z]+)/([^"]+)"', re.MULTILINE)


def main():
    root = pathlib.Path(sys.argv[1])
    wrong, seen = [], 0
    for room, allowed in ALLOWED.items():
        for path in sorted((root / room).rglob("*")):
            if path.suffix not in {".c", ".h", ".cc"}:
                continue
            seen += 1
            for target, header in INCLUDE.findall(path.read_text(encoding="utf-8")):
                where = f"{path.relative_to(root)} includes {target}/{header}"
                if target == room:
                    continue
                if target not in allowed:
                    wrong.append(f"{where}: {room} may not know {target}")
                elif PUBLIC.get(target) is not None and header not in PUBLIC[target]:
                    wrong.append(f"{where}: that header is private to {target}")
    cplusplus = [p for p in root.rglob("*.cc") if "build" not in p.parts]
    if {str(p.relative_to(root)) for p in cplusplus} - {"bench/bare.cc"} != {"engine/xapian.cc"}:
        wrong.append(f"C++ belongs in engine/xapian.cc alone: {cplusplus}")
    print("\n".join(wrong) or f"{seen} files, every arrow as it should be")
    return 1 if wrong or seen < 20 else 0


sys.exit(main())
