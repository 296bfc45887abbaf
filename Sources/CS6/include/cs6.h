#ifndef CS6_H
#define CS6_H

#include <stdint.h>

/* What s6 knows of a service, read by libs6: to start s6-svstat for it costs a millisecond and more of a processor,
   taken from what serves beside it. The library is loaded when it is first asked, and of the very version this was
   built against: its structures are not the same in all. Any number of threads may ask at a time. */

/* What s6-svstat prints as up, pid, exitcode, signal and updownfor. */
struct cs6_status {
    int is_up;
    int32_t pid;             /* 0 while no process runs */
    int exit_code;           /* of the last process; -1 while one runs, and where a signal ended it */
    int signal;              /* that ended the last process; 0 while one runs, and where none did */
    const char *signal_name; /* such as KILL, never freed; NULL where it has no name */
    int64_t seconds;         /* since it went up or down */
};

/* The file name of the library. */
const char *cs6_library(void);

/* Whether the library is there. */
int cs6_is_loaded(void);

/* 1 and the status of the service in `directory`; 0 where it cannot be read. */
int cs6_read_status(const char *directory, struct cs6_status *status);

/* How many ends of its process s6 remembers of the service in `directory`; -1 where that cannot be read. */
int cs6_count_deaths(const char *directory);

#endif
