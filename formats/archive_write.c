#include "formats/archive_write.h"

#include "base/i18n.h"

#include <zip.h>

// 1980-01-01 00:00, where the dates of zip archives begin.
#define DOS_DATE ((1U << 5) | 1U)

static propos_status failed(zip_error_t *fault, propos_error *error)
{
    return propos_fail(error, PROPOS_IO, _("the archive cannot be written: %s"),
                       zip_error_strerror(fault));
}

static bool add_parts(zip_t *zip, const formats_part *parts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        zip_source_t *source = zip_source_buffer(zip, parts[i].bytes, parts[i].length, 0);
        zip_int64_t index =
            source == NULL ? -1 : zip_file_add(zip, parts[i].name, source, ZIP_FL_ENC_UTF_8);
        if (index < 0) {
            zip_source_free(source);
            return false;
        }
        zip_uint64_t entry = (zip_uint64_t)index;
        if (zip_file_set_dostime(zip, entry, 0, DOS_DATE, 0) != 0 ||
            (parts[i].stored && zip_set_file_compression(zip, entry, ZIP_CM_STORE, 0) != 0)) {
            return false;
        }
    }
    return true;
}

static bool take_bytes(zip_source_t *memory, propos_buffer *out)
{
    char piece[16384];
    zip_int64_t got = 0;
    if (zip_source_open(memory) != 0) {
        return false;
    }
    while ((got = zip_source_read(memory, piece, sizeof piece)) > 0) {
        propos_buffer_add(out, piece, (size_t)got);
    }
    (void)zip_source_close(memory);
    return got == 0;
}

propos_status formats_archive_write(const formats_part *parts, size_t count, propos_buffer *out,
                                    propos_error *error)
{
    zip_error_t fault;
    zip_error_init(&fault);
    zip_source_t *memory = zip_source_buffer_create(NULL, 0, 0, &fault);
    if (memory == NULL) {
        return failed(&fault, error);
    }
    zip_source_keep(memory);
    zip_t *zip = zip_open_from_source(memory, ZIP_TRUNCATE, &fault);
    propos_status status = PROPOS_OK;
    if (zip == NULL) {
        zip_source_free(memory);
        status = failed(&fault, error);
    } else if (!add_parts(zip, parts, count) || zip_close(zip) != 0) {
        status = failed(zip_get_error(zip), error);
        zip_discard(zip);
    } else if (!take_bytes(memory, out)) {
        status = failed(zip_source_error(memory), error);
    }
    zip_source_free(memory);
    zip_error_fini(&fault);
    return status;
}
