// code-mapping.csv: which code of one source is which code of the study, where names do not tell.
#include "base/i18n.h"
#include "base/memory.h"
#include "indexer/reading.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// Codes that a doubt about a code book names.
enum { CODES_NAMED = 12 };

void reading_mapping(propos_reading *reading)
{
    for (size_t i = 0; i < reading->file_count; i++) {
        propos_table table;
        if (reading->files[i].kind != READING_CODE_MAPPING ||
            !reading_table(reading, &reading->files[i], &table)) {
            continue;
        }
        int source = reading_needed_column(reading, &table, "source|fichier");
        int code = reading_needed_column(reading, &table, "code");
        int becomes = reading_needed_column(reading, &table, "becomes|devient");
        for (size_t row = 0; source >= 0 && code >= 0 && becomes >= 0 && row < table.row_count;
             row++) {
            reading_mapped m = {
                .source = reading_cell(reading, &table, row, source),
                .code = reading_cell(reading, &table, row, code),
                .becomes = reading_cell(reading, &table, row, becomes),
                .place = {table.file, table.lines[row]},
            };
            if (m.code == NULL || m.becomes == NULL) {
                READING_FAULT(reading, NULL, table.file, table.lines[row],
                              _("this row needs a code and what it becomes"));
                continue;
            }
            PROPOS_GROW(reading->mapped, reading->mapped_capacity, reading->mapped_count + 1);
            reading->mapped[reading->mapped_count++] = m;
        }
    }
}

static bool same(const char *a, const char *b)
{
    char *x = propos_folded(a);
    char *y = propos_folded(b);
    bool equal = strcmp(x, y) == 0;
    free(x);
    free(y);
    return equal;
}

// True when the row speaks of this source: by path, by file name, by name without ending, or of
// all.
static bool speaks_of(const reading_mapped *m, const reading_source *source)
{
    if (m->source == NULL) {
        return true;
    }
    const char *slash = strrchr(source->file->path, '/');
    return same(m->source, source->file->path) || same(m->source, source->file->stem) ||
           (slash != NULL && same(m->source, slash + 1));
}

size_t reading_code_by_mapping(propos_reading *reading, const reading_source *source,
                               const propos_code_data *code)
{
    for (size_t i = 0; i < reading->mapped_count; i++) {
        const reading_mapped *m = &reading->mapped[i];
        if (!speaks_of(m, source) || (!same(m->code, code->id) && !same(m->code, code->name))) {
            continue;
        }
        size_t index = propos_map_get(&reading->code_index, m->becomes);
        for (size_t j = 0; j < reading->study.code_count && index == PROPOS_MAP_NONE; j++) {
            index = same(reading->study.codes[j].name, m->becomes) ? j : index;
        }
        if (index != PROPOS_MAP_NONE) {
            return index;
        }
        READING_FAULT(reading, NULL, m->place.file, m->place.line,
                      _("there is no code “%s” in the sources that were read before %s"),
                      m->becomes, source->file->path);
    }
    return PROPOS_MAP_NONE;
}

void reading_doubt_new_codes(propos_reading *reading, const reading_source *source,
                             size_t first_new)
{
    const propos_study_data *study = &reading->study;
    size_t count = study->code_count - first_new;
    if (source->twins == NULL || count == 0) {
        return;
    }
    const char *names = "";
    for (size_t i = 0; i < count && i < CODES_NAMED; i++) {
        names = propos_arena_printf(reading->arena, "%s%s“%s”", names, i == 0 ? "" : ", ",
                                    study->codes[first_new + i].name);
    }
    READING_DOUBT(reading, NULL, source->file->path, 0,
                  _("%zu of its codes are in no other code book: %s%s; where one is another's "
                    "under another name, say so in code-mapping.csv (source,code,becomes)"),
                  count, names, count > CODES_NAMED ? "…" : "");
}
