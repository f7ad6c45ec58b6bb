// A thin streaming layer over expat for files that strangers made: names without their namespace
// prefix, no entity is ever expanded, nesting is limited, text is UTF-8.
#ifndef PROPOS_FORMATS_XML_H
#define PROPOS_FORMATS_XML_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct formats_xml_element {
    const char *name; // without prefix: "p" for <w:p>
    const char *full; // as written: "w:p"
    // Names (as written) and values by turns, NULL after the last; see formats_xml_get().
    const char *const *attributes;
    long line; // 1-based, in the file
} formats_xml_element;

// What is called while reading; each may be NULL. Pointers hold until the function returns. Text
// comes in pieces of any length, cut between characters.
typedef struct formats_xml_handler {
    // False stops the reading, which then ends with PROPOS_OK: the handler knows why.
    bool (*start)(void *context, const formats_xml_element *element);
    void (*end)(void *context, const char *name); // without prefix
    void (*text)(void *context, const char *text, size_t length);
} formats_xml_handler;

// The attribute's value, or NULL. `name` is compared without prefix ("val" finds w:val), unless it
// has one itself ("xml:id").
const char *formats_xml_get(const formats_xml_element *element, const char *name);

// Reads `bytes`. `file` is for messages ("entretien.docx: word/document.xml"); `encoding` overrides
// the one that the file declares, NULL: as declared (any single-byte encoding that iconv knows).
// BAD_INPUT with file and line: not well-formed, declares entities, nested too deeply.
propos_status formats_xml_read(const char *bytes, size_t length, const char *file,
                               const char *encoding, const formats_xml_handler *handler,
                               void *context, propos_error *error);

// True when the first element of `bytes` is `name` (without prefix) and, unless `space` is NULL,
// one of its attributes holds `space` (a namespace): what recognises a file. Looks no further.
bool formats_xml_begins(const char *bytes, size_t length, const char *name, const char *space);

#endif
