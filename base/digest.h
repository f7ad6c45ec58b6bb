// Digests that notice changed bytes (XXH3, 128 bits). Not for secrets: nobody attacks his own
// study, but disks and hands damage it.
#ifndef PROPOS_BASE_DIGEST_H
#define PROPOS_BASE_DIGEST_H

#include <stddef.h>

// 32 hexadecimal digits and the end.
#define PROPOS_DIGEST_SIZE 33

// Writes the digest of `length` bytes.
void propos_digest(const void *bytes, size_t length, char out[PROPOS_DIGEST_SIZE]);

#endif
