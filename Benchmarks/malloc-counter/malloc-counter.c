// Counts what every thread of a program asks of malloc. Loaded by LD_PRELOAD; the counts stand in
// the file that MALLOC_COUNTER_FILE names, one slot a thread, where another process reads them
// while this one runs. It never prints, locks or allocates.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MAX_THREADS = 256 };

struct slot {
    _Atomic uint64_t thread;  // The kernel's id; 0 where the slot is free.
    _Atomic uint64_t allocations;
    _Atomic uint64_t bytes;
    _Atomic uint64_t frees;
};

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

static struct slot unnamed[MAX_THREADS];  // Until the file is mapped, and where there is none.
static struct slot *slots = unnamed;
static atomic_int used;
static _Thread_local struct slot *mine __attribute__((tls_model("initial-exec")));

__attribute__((constructor)) static void map_file(void) {
    const char *path = getenv("MALLOC_COUNTER_FILE");
    int descriptor = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
    if (descriptor < 0) return;
    if (ftruncate(descriptor, sizeof unnamed) == 0) {
        void *mapped =
            mmap(NULL, sizeof unnamed, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
        if (mapped != MAP_FAILED) {
            slots = mapped;
            mine = NULL;
            atomic_store(&used, 0);
        }
    }
    close(descriptor);
}

static void count(size_t bytes) {
    if (mine == NULL) {
        int index = atomic_fetch_add(&used, 1);
        mine = &slots[index < MAX_THREADS ? index : MAX_THREADS - 1];
        atomic_store(&mine->thread, (uint64_t)syscall(SYS_gettid));
    }
    atomic_fetch_add_explicit(&mine->allocations, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&mine->bytes, bytes, memory_order_relaxed);
}

void *malloc(size_t size) {
    count(size);
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    count(number * size);
    return __libc_calloc(number, size);
}

void *realloc(void *old, size_t size) {
    count(size);
    return __libc_realloc(old, size);
}

void *memalign(size_t alignment, size_t size) {
    count(size);
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **result, size_t alignment, size_t size) {
    if (alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0) return EINVAL;
    void *made = memalign(alignment, size);
    if (made == NULL) return ENOMEM;
    *result = made;
    return 0;
}

void free(void *address) {
    if (address != NULL && mine != NULL)
        atomic_fetch_add_explicit(&mine->frees, 1, memory_order_relaxed);
    __libc_free(address);
}
