#ifndef CWIPE_H
#define CWIPE_H

#include <stddef.h>

/* Overwrites memory with zeros; unlike a loop, no optimiser leaves it out (explicit_bzero(3)). A target of its own, so
   that what every module depends on does not bring the whole C library along: its headers and those of the libraries
   behind other shims do not always agree. */
void cwipe(void *bytes, size_t count);

#endif
