#define _GNU_SOURCE 1
#include "cwipe.h"

#include <string.h>

void cwipe(void *bytes, size_t count) { explicit_bzero(bytes, count); }
