// Zip archives (.docx, .odt, .xlsx, .ods, .qdpx) that strangers made, read from memory through
// libzip. Nothing is ever unpacked onto the disk.
#ifndef PROPOS_FORMATS_ARCHIVE_H
#define PROPOS_FORMATS_ARCHIVE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct formats_archive formats_archive;

#define FORMATS_ARCHIVE_NONE ((size_t)-1)

// True when `bytes` begin as a zip archive does, even one that is cut short.
bool formats_archive_is(const char *bytes, size_t length);

// True when `bytes` are an archive of office XML that can be opened and that holds, beside its list
// of types, a part in `folder` ("word/"): what recognises .docx and .xlsx.
bool formats_archive_holds(const char *bytes, size_t length, const char *folder);

// True when they are an OpenDocument archive of that media type ("…opendocument.text").
bool formats_archive_is_odf(const char *bytes, size_t length, const char *type);

// True when an OpenDocument archive is behind a password (its parts are then unreadable).
bool formats_archive_is_locked_odf(formats_archive *archive);

// Opens an archive; `bytes` must outlive it, `file` is for messages. BAD_INPUT: cut short or
// damaged, too many entries, an entry whose name leads out of the archive ("../").
propos_status formats_archive_open(const char *bytes, size_t length, const char *file,
                                   formats_archive **archive, propos_error *error);
void formats_archive_close(formats_archive *archive);

size_t formats_archive_count(const formats_archive *archive);

// The entry's name with "/" between folders and none at the start; "" past the end.
const char *formats_archive_name(const formats_archive *archive, size_t entry);

// The entry of that name, whatever its case; FORMATS_ARCHIVE_NONE when there is none.
size_t formats_archive_find(const formats_archive *archive, const char *name);

// An entry's content, terminated and malloc'ed; the caller frees it. BAD_INPUT: behind a password,
// damaged, or a zip bomb (it swells beyond every real file).
propos_status formats_archive_read(formats_archive *archive, size_t entry, char **bytes,
                                   size_t *length, propos_error *error);

// The same by name: NOT_FOUND when there is no such entry (`error` is then untouched).
propos_status formats_archive_read_named(formats_archive *archive, const char *name, char **bytes,
                                         size_t *length, propos_error *error);

#endif
