// A table is read whole, or refused; its rows name lines that go up.
#include "formats/csv.h"
#include "formats/encoding.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    propos_arena *arena = propos_arena_new();
    char *text = NULL;
    size_t length = 0;
    propos_encoding found = PROPOS_ENCODING_UTF8;
    propos_table table;
    propos_error error;
    propos_error_clear(&error);
    if (propos_to_utf8((const char *)data, size, "fuzz.csv", NULL, &text, &length, &found,
                       &error) == PROPOS_OK &&
        propos_csv_read(arena, text, length, "fuzz.csv", &table, &error) == PROPOS_OK) {
        if (table.column_count == 0) {
            abort();
        }
        for (size_t row = 0; row < table.row_count; row++) {
            if (table.lines[row] < 2 || (row > 0 && table.lines[row] <= table.lines[row - 1]) ||
                propos_csv_cell(&table, row, (int)table.column_count - 1) == NULL) {
                abort();
            }
        }
        (void)propos_csv_column(&table, "text|texte");
    }
    free(text);
    propos_arena_free(arena);
    return 0;
}
