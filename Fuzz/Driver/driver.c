// The entry of every fuzz target. SwiftPM lets the linker take `<target>_main` for an executable's
// main, which hides libFuzzer's own; so each of these names leads there.
#include "driver.h"

extern int LLVMFuzzerRunDriver(int *, char ***, int (*)(const uint8_t *, size_t));

#define ENTRY(target)                                                              \
    int target##_main(int count, char **arguments) {                               \
        return LLVMFuzzerRunDriver(&count, &arguments, LLVMFuzzerTestOneInput);    \
    }

ENTRY(FuzzRequestParser)
ENTRY(FuzzChunkedDecoder)
ENTRY(FuzzTraceParent)
ENTRY(FuzzDotenv)
ENTRY(FuzzProvidersFile)
