// A C target needs one source file; everything is static inline in the header.
#include "CLinux.h"
