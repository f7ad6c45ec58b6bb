// study.ini is read whole, or a line of it is named.
#include "formats/ini.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    propos_arena *arena = propos_arena_new();
    propos_ini ini;
    propos_error error;
    propos_error_clear(&error);
    propos_status status =
        propos_ini_read(arena, (const char *)data, size, "study.ini", &ini, &error);
    if (status == PROPOS_OK) {
        for (size_t i = 0; i < ini.count; i++) {
            const propos_ini_entry *entry = &ini.entries[i];
            if (entry->line < 1 || propos_ini_get(&ini, entry->section, entry->name) == NULL) {
                abort();
            }
        }
    } else if (status != PROPOS_BAD_INPUT || error.line < 1) {
        abort();
    }
    propos_arena_free(arena);
    return 0;
}
