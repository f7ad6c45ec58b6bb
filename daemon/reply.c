#include "daemon/reply.h"

#include "daemon/http.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

// RFC 9110, 6.6.1 and 5.6.7: in English whatever the locale, hence not by strftime().
static void add_date(propos_buffer *out)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t now = time(NULL);
    struct tm utc;
    if (gmtime_r(&now, &utc) != NULL) {
        propos_buffer_printf(out, "Date: %s, %02d %s %04d %02d:%02d:%02d GMT\r\n",
                             days[utc.tm_wday], utc.tm_mday, months[utc.tm_mon], utc.tm_year + 1900,
                             utc.tm_hour, utc.tm_min, utc.tm_sec);
    }
}

void daemon_reply_head(const daemon_reply *reply, bool keep_alive, const char *home,
                       propos_buffer *out)
{
    propos_buffer_printf(out, "HTTP/1.1 %d %s\r\n", reply->status, daemon_phrase(reply->status));
    add_date(out);
    propos_buffer_printf(out, "Content-Type: %s\r\nContent-Length: %zu\r\n", reply->content_type,
                         reply->length);
    // Answers hold what people said in confidence: no cache keeps them.
    propos_buffer_puts(out, "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n");
    if (reply->allow != NULL) {
        propos_buffer_printf(out, "Allow: %s\r\n", reply->allow);
    }
    if (reply->authenticate != NULL) {
        propos_buffer_printf(out, "WWW-Authenticate: %s\r\n", reply->authenticate);
    }
    if (reply->retry_after_s > 0) {
        propos_buffer_printf(out, "Retry-After: %d\r\n", reply->retry_after_s);
    }
    if (home != NULL) {
        propos_buffer_printf(out, "Propos-Home: %s\r\n", home);
    }
    propos_buffer_printf(out, "Connection: %s\r\n\r\n", keep_alive ? "keep-alive" : "close");
}

void daemon_reply_free(daemon_reply *reply)
{
    free(reply->body);
    memset(reply, 0, sizeof *reply);
}
