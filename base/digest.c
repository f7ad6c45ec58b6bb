#include "base/digest.h"

#include <stdio.h>
#include <xxhash.h>

void propos_digest(const void *bytes, size_t length, char out[PROPOS_DIGEST_SIZE])
{
    XXH128_hash_t hash = XXH3_128bits(bytes, length);
    (void)snprintf(out, PROPOS_DIGEST_SIZE, "%016llx%016llx", (unsigned long long)hash.high64,
                   (unsigned long long)hash.low64);
}
