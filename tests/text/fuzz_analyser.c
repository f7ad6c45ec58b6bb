// libFuzzer: whatever bytes a transcript holds, tokens and marks lie in it and agree.
#include "tests/text/checks.h"

#include "base/paths.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static propos_lists *lists;
    static propos_analyser *analyser;
    if (!analyser) {
        propos_error error;
        if (propos_lists_load(propos_stopwords_dir(), &lists, &error) != PROPOS_OK ||
            propos_analyser_new(lists, &analyser, &error) != PROPOS_OK)
            abort();
    }
    const char *broken = check_bytes(analyser, (const char *)data, size);
    if (broken) {
        (void)fprintf(stderr, "%s\n", broken);
        abort();
    }
    return 0;
}
