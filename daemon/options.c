#include "daemon/options.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "daemon/peer.h"

#include <errno.h>
#include <getopt.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Above a thousand clients with a question each, so that nobody is turned away in ordinary use; a
// queue of that length is worked off in less than a second.
enum { QUEUE = 1024 };
// Connections that only wait cost a few kilobytes each.
enum { CONNECTIONS = 4096 };
// The slowest honest question takes some tens of milliseconds; a minute's patience is nobody's.
enum { DEADLINE_MS = 10000, REQUEST_MS = 10000 };

typedef struct number {
    long least, most;
} number;

static propos_status read_number(const char *option, const char *text, number range, long *value,
                                 propos_error *error)
{
    char *end = NULL;
    errno = 0;
    *value = strtol(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || *value < range.least || *value > range.most) {
        return propos_fail(error, PROPOS_USAGE,
                           _("%s takes a whole number from %ld to %ld, not \"%s\""), option,
                           range.least, range.most, text);
    }
    return PROPOS_OK;
}

static propos_status read_group(const char *name, gid_t *group, propos_error *error)
{
    const struct group *found = getgrnam(name); // NOLINT(concurrency-mt-unsafe): before any thread
    if (found == NULL) {
        return propos_fail(error, PROPOS_USAGE, _("there is no group of users named %s"), name);
    }
    *group = found->gr_gid;
    return PROPOS_OK;
}

enum {
    STUDY = 1,
    SOCKET,
    LISTEN,
    TOKEN_FILE,
    GROUP,
    WORKERS,
    QUEUE_LENGTH,
    CONNECTION_COUNT,
    DEADLINE,
    REQUEST_TIME,
    HELP,
    VERSION
};

static const struct option LONG_OPTIONS[] = {
    {"study", required_argument, NULL, STUDY},
    {"socket", required_argument, NULL, SOCKET},
    {"listen", required_argument, NULL, LISTEN},
    {"token-file", required_argument, NULL, TOKEN_FILE},
    {"group", required_argument, NULL, GROUP},
    {"workers", required_argument, NULL, WORKERS},
    {"queue", required_argument, NULL, QUEUE_LENGTH},
    {"connections", required_argument, NULL, CONNECTION_COUNT},
    {"deadline", required_argument, NULL, DEADLINE},
    {"request-time", required_argument, NULL, REQUEST_TIME},
    {"help", no_argument, NULL, HELP},
    {"version", no_argument, NULL, VERSION},
    {NULL, 0, NULL, 0},
};

static propos_status read_count(int option, daemon_options *options, propos_error *error)
{
    long value = 0;
    propos_status status = PROPOS_OK;
    switch (option) {
    case WORKERS:
        status = read_number("--workers", optarg, (number){1, 256}, &value, error);
        options->workers = (size_t)value;
        break;
    case QUEUE_LENGTH:
        status = read_number("--queue", optarg, (number){1, 1000000}, &value, error);
        options->queue = (size_t)value;
        break;
    case CONNECTION_COUNT:
        status = read_number("--connections", optarg, (number){1, 1000000}, &value, error);
        options->connections = (size_t)value;
        break;
    case DEADLINE:
        status = read_number("--deadline", optarg, (number){1, 3600000}, &value, error);
        options->deadline_ms = (int)value;
        break;
    default:
        status = read_number("--request-time", optarg, (number){1, 3600000}, &value, error);
        options->request_ms = (int)value;
        break;
    }
    return status;
}

static propos_status read_option(int option, daemon_options *options, propos_error *error)
{
    switch (option) {
    case STUDY:
        options->studies[options->study_count++] = optarg;
        return PROPOS_OK;
    case SOCKET:
        if (optarg[0] == '\0' || strlen(optarg) >= sizeof options->socket) {
            return propos_fail(error, PROPOS_USAGE, _("--socket takes the path of a file"));
        }
        (void)snprintf(options->socket, sizeof options->socket, "%s", optarg);
        options->socket_given = true;
        return PROPOS_OK;
    case LISTEN:
        options->listen = optarg;
        return PROPOS_OK;
    case TOKEN_FILE:
        options->token_file = optarg;
        return PROPOS_OK;
    case GROUP:
        return read_group(optarg, &options->group, error);
    case HELP:
        options->help = true;
        return PROPOS_OK;
    case VERSION:
        options->version = true;
        return PROPOS_OK;
    default:
        return read_count(option, options, error);
    }
}

propos_status daemon_options_read(int argc, char **argv, daemon_options *options,
                                  propos_error *error)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    *options = (daemon_options){
        .group = DAEMON_NO_GROUP,
        .workers = processors < 1 ? 1 : (size_t)processors,
        .queue = QUEUE,
        .connections = CONNECTIONS,
        .deadline_ms = DEADLINE_MS,
        .request_ms = REQUEST_MS,
    };
    options->studies = propos_alloc((size_t)argc + 1, sizeof *options->studies);
    propos_status status = propos_socket_path(options->socket, error);
    int option = 0;
    opterr = 0;
    optind = 1;
    while (status == PROPOS_OK && (option = getopt_long(argc, argv, ":", LONG_OPTIONS, NULL)) !=
                                      -1) { // NOLINT(concurrency-mt-unsafe)
        if (option == ':') {
            status = propos_fail(error, PROPOS_USAGE, _("%s needs a value"), argv[optind - 1]);
        } else if (option == '?') {
            status = propos_fail(error, PROPOS_USAGE, _("there is no option %s"), argv[optind - 1]);
        } else {
            status = read_option(option, options, error);
        }
    }
    if (status == PROPOS_OK && optind < argc) {
        status =
            propos_fail(error, PROPOS_USAGE,
                        _("\"%s\" is not an option; studies are named with --study"), argv[optind]);
    }
    if (status != PROPOS_OK) {
        daemon_options_free(options);
    }
    return status;
}

void daemon_options_free(daemon_options *options)
{
    free(options->studies);
    options->studies = NULL;
    options->study_count = 0;
}

void daemon_options_help(void)
{
    (void)fputs(
        _("Usage: proposd [OPTIONS]\n"
          "\n"
          "Answers questions about your studies to programs on this machine, over a socket.\n"
          "\n"
          "  --study ID|PATH       serve this study only (may be repeated; default: all)\n"
          "  --socket PATH         the socket (default: $XDG_RUNTIME_DIR/propos/propos.sock)\n"
          "  --listen ADDRESS      answer on 127.0.0.1:PORT too; clients must show the token\n"
          "  --token-file PATH     the file with the token (default: $PROPOS_TOKEN)\n"
          "  --group NAME          members of this group of users may ask too\n"
          "  --workers N           questions answered at once (default: the processors)\n"
          "  --queue N             questions that may wait (default: 1024)\n"
          "  --connections N       clients at once (default: 4096)\n"
          "  --deadline MS         the most time for one answer (default: 10000)\n"
          "  --request-time MS     the most time for a client to ask (default: 10000)\n"
          "  --help, --version\n"
          "\n"
          "Example: curl --unix-socket \"$XDG_RUNTIME_DIR/propos/propos.sock\" \\\n"
          "           'http://propos/v1/search?q=fatigue'\n"),
        stdout);
}
