// Text inside XML.
#ifndef PROPOS_FORMATS_WRITE_XML_H
#define PROPOS_FORMATS_WRITE_XML_H

#include "base/buffer.h"

#include <stddef.h>

// Adds `length` bytes of UTF-8 as text or as an attribute's value: <, >, &, " and ' are escaped,
// signs that XML cannot hold (controls but tab, LF, CR) are left out.
void formats_xml_escape(propos_buffer *out, const char *text, size_t length);

#endif
