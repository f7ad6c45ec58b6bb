#include "search/language.h"

bool propos_read_sentence(reading *in, tokens *list)
{
    (void)in;
    (void)list;
    return false;
}
