#include "daemon/access.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "base/paths.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { TOKEN_FILE_BYTES = 4096 };

static propos_status check_rights(const char *file, propos_error *error)
{
    struct stat facts;
    if (stat(file, &facts) == 0 && (facts.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return propos_fail(error, PROPOS_USAGE,
                           _("others can read the token in %s: run \"chmod 600\" on it"), file);
    }
    return PROPOS_OK; // a file that is not there is noticed when it is read
}

propos_status daemon_token_read(const char *file, char **token, propos_error *error)
{
    char *text = NULL;
    size_t length = 0;
    if (file != NULL) {
        propos_status status = check_rights(file, error);
        if (status == PROPOS_OK) {
            status = propos_read_file(file, TOKEN_FILE_BYTES, &text, &length, error);
        }
        if (status != PROPOS_OK) {
            return status;
        }
    } else {
        const char *given = getenv("PROPOS_TOKEN"); // NOLINT(concurrency-mt-unsafe): at start
        text = propos_strdup(given == NULL ? "" : given);
    }
    text[strcspn(text, "\r\n")] = '\0';
    if (text[0] == '\0' && file == NULL) {
        free(text);
        return propos_fail(error, PROPOS_USAGE,
                           _("--listen needs a secret that clients must show: --token-file or "
                             "PROPOS_TOKEN"));
    }
    if (strlen(text) < DAEMON_TOKEN_SHORTEST) {
        free(text);
        return propos_fail(error, PROPOS_USAGE, _("the token has less than %d characters"),
                           DAEMON_TOKEN_SHORTEST);
    }
    *token = text;
    return PROPOS_OK;
}

// "localhost", "127.0.0.1" or "[::1]", with or without a port.
static bool is_own_host(const char *host)
{
    static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};
    for (size_t i = 0; host != NULL && i < sizeof names / sizeof names[0]; i++) {
        size_t length = strlen(names[i]);
        if (strncasecmp(host, names[i], length) == 0 &&
            (host[length] == '\0' || host[length] == ':')) {
            return true;
        }
    }
    return false;
}

// Takes as long for a token that differs at its start as for one that differs at its end.
static bool same_secret(const char *a, const char *b)
{
    size_t length = strlen(a);
    size_t other = strlen(b);
    unsigned char differs = length != other;
    for (size_t i = 0; i < length; i++) {
        differs |= (unsigned char)(a[i] ^ b[i % (other + 1)]);
    }
    return differs == 0;
}

int daemon_access_check(const daemon_head *head, const char *token)
{
    static const char BEARER[] = "Bearer ";
    if (!is_own_host(head->host)) {
        return 421;
    }
    const char *given = head->authorization;
    if (given == NULL || strncasecmp(given, BEARER, sizeof BEARER - 1) != 0) {
        return 401;
    }
    return same_secret(given + sizeof BEARER - 1, token) ? 0 : 401;
}
