// The code tree of a snapshot: parents before children.
#include "base/memory.h"
#include "corpus/snapshot_parts.h"

#include <stdlib.h>

typedef struct raw_code {
    int64_t id, parent; // parent 0: none
    propos_snap_code code;
    bool placed;
} raw_code;

static size_t raw_index(const raw_code *raw, size_t count, int64_t id)
{
    if (id > 0 && (size_t)id <= count && raw[id - 1].id == id) {
        return (size_t)id - 1; // ids are 1, 2, 3… in the order of the code book
    }
    return SIZE_MAX;
}

// Places a code after its ancestors. False when they go in a circle.
static bool place_code(snapshot_loader *l, raw_code *raw, size_t count, size_t index)
{
    while (!raw[index].placed) {
        // The topmost ancestor that has no place yet comes first.
        size_t top = index;
        size_t steps = 0;
        for (;;) {
            const size_t parent = raw_index(raw, count, raw[top].parent);
            if (parent == SIZE_MAX || raw[parent].placed) {
                break;
            }
            top = parent;
            if (++steps > count) {
                return false;
            }
        }
        const uint32_t place = l->snapshot->code_count++;
        const size_t parent = raw_index(raw, count, raw[top].parent);
        propos_snap_code *code = &l->codes[place];
        *code = raw[top].code;
        code->theme = PROPOS_NONE;
        code->parent = parent == SIZE_MAX ? PROPOS_NONE : (uint32_t)raw[parent].code.theme;
        code->depth = parent == SIZE_MAX ? 0 : l->codes[code->parent].depth + 1;
        if (parent != SIZE_MAX) {
            l->codes[code->parent].has_children = true;
        }
        raw[top].placed = true;
        raw[top].code.theme = place; // while loading: where the code went
        snapshot_add_id(&l->code_ids, raw[top].id, place);
        (void)propos_map_add(&l->inside->codes, code->id, place);
    }
    return true;
}

static propos_status read_codes(snapshot_loader *l, raw_code *raw, uint32_t count)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    uint32_t at = 0;
    propos_status status =
        corpus_prepare(l->record, "SELECT id, code, parent, name, definition FROM code ORDER BY id",
                       &statement, l->error);
    while (status == PROPOS_OK && at < count) {
        status = corpus_step(l->record, statement, &row, l->error);
        if (!row) {
            break;
        }
        raw[at++] = (raw_code){.id = sqlite3_column_int64(statement, 0),
                               .parent = sqlite3_column_int64(statement, 2),
                               .code = {.id = snapshot_copy(l, statement, 1),
                                        .name = snapshot_copy(l, statement, 3),
                                        .definition = snapshot_copy(l, statement, 4)}};
    }
    (void)sqlite3_finalize(statement);
    return status == PROPOS_OK && at != count ? snapshot_damaged(l, "code") : status;
}

static uint32_t theme_root(uint32_t *roots, uint32_t at)
{
    while (roots[at] != at) {
        at = roots[at] = roots[roots[at]];
    }
    return at;
}

// Codes of one theme are equivalent; a code of two themes makes them one.
static propos_status load_themes(snapshot_loader *l)
{
    sqlite3_stmt *statement = NULL;
    propos_map names = {0};
    bool row = false;
    uint32_t count = 0;
    propos_status status = snapshot_count(l, "SELECT count(*) FROM equivalence", &count);
    uint32_t *roots = propos_arena_alloc(l->arena, (size_t)count + 1, sizeof *roots);
    uint32_t next = 0;
    if (status == PROPOS_OK) {
        status =
            corpus_prepare(l->record, "SELECT code, theme FROM equivalence ORDER BY code, theme",
                           &statement, l->error);
    }
    while (status == PROPOS_OK && next <= count) {
        status = corpus_step(l->record, statement, &row, l->error);
        if (!row) {
            break;
        }
        const uint32_t code = snapshot_index(&l->code_ids, statement, 0);
        if (code == PROPOS_NONE) {
            status = snapshot_damaged(l, "equivalence");
            break;
        }
        uint32_t theme = (uint32_t)propos_map_add(&names, snapshot_copy(l, statement, 1), next);
        if (theme == next) {
            roots[next] = next;
            next++;
        }
        if (l->codes[code].theme != PROPOS_NONE) {
            roots[theme_root(roots, theme)] = theme_root(roots, l->codes[code].theme);
        }
        l->codes[code].theme = theme;
    }
    (void)sqlite3_finalize(statement);
    propos_map_free(&names);
    for (uint32_t i = 0; i < l->snapshot->code_count; i++) {
        if (l->codes[i].theme != PROPOS_NONE) {
            l->codes[i].theme = theme_root(roots, l->codes[i].theme);
        }
    }
    return status;
}

propos_status snapshot_load_codes(snapshot_loader *l)
{
    uint32_t count = 0;
    propos_status status = snapshot_count(l, "SELECT count(*) FROM code", &count);
    raw_code *raw = propos_alloc((size_t)count + 1, sizeof *raw);
    l->codes = propos_arena_alloc(l->arena, count, sizeof *l->codes);
    l->snapshot->codes = l->codes;
    if (status == PROPOS_OK) {
        status = read_codes(l, raw, count);
    }
    for (size_t i = 0; status == PROPOS_OK && i < count; i++) {
        if (!place_code(l, raw, count, i)) {
            status = snapshot_damaged(l, "code");
        }
    }
    free(raw);
    snapshot_sort_ids(&l->code_ids);
    return status == PROPOS_OK ? load_themes(l) : status;
}
