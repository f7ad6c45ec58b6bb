// Quotations looked up by their letters: the trigram table over the folded turns.
#include "base/memory.h"
#include "corpus/store.h"

#include <stdlib.h>
#include <string.h>

// The shortest text that trigrams can look up; shorter ones are looked for in every turn.
enum { TRIGRAM_LETTERS = 3 };

// FTS5's string literal: quotes doubled.
static char *as_phrase(const char *folded)
{
    propos_buffer out = {0};
    propos_buffer_putc(&out, '"');
    for (const char *at = folded; *at != '\0'; at++) {
        if (*at == '"') {
            propos_buffer_putc(&out, '"');
        }
        propos_buffer_putc(&out, *at);
    }
    propos_buffer_putc(&out, '"');
    return propos_buffer_take(&out);
}

static size_t letters_of(const char *folded)
{
    size_t letters = 0;
    for (const char *at = folded; *at != '\0'; at++) {
        letters += ((unsigned char)*at & 0xC0U) != 0x80U;
    }
    return letters;
}

propos_status propos_record_quoted(propos_record *record, const char *folded, size_t most,
                                   void (*each)(void *context, uint32_t turn_id), void *context,
                                   propos_error *error)
{
    const bool trigrams = letters_of(folded) >= TRIGRAM_LETTERS;
    char *phrase = trigrams ? as_phrase(folded) : propos_strdup(folded);
    sqlite3_stmt *statement = NULL;
    propos_status status = corpus_start(record, trigrams ? SQL_QUOTES_FIND : SQL_QUOTES_SCAN,
                                        &statement, error, "ti", phrase, (int64_t)most);
    bool row = status == PROPOS_OK;
    while (row) {
        status = corpus_step(record, statement, &row, error);
        row = row && status == PROPOS_OK;
        if (row) {
            each(context, (uint32_t)sqlite3_column_int64(statement, 0));
        }
    }
    (void)sqlite3_reset(statement);
    free(phrase);
    return status;
}
