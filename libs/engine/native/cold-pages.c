/*
 * `drop()` gives back the pages of TensorFlow's libraries that loading them touched: code that ran once and tables for
 * the linker, some 200 MB. They are copies of the files; what is needed again is read again. Gives the size of the areas.
 */
#define _GNU_SOURCE
#include <link.h>
#include <node_api.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int DropOf(struct dl_phdr_info *library, size_t size, void *total) {
  (void)size;
  if (!strstr(library->dlpi_name, "libtensorflow")) return 0;
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  for (int i = 0; i < library->dlpi_phnum; i++) {
    const ElfW(Phdr) *part = &library->dlpi_phdr[i];
    /* What was written to, or relocated and then protected, has no copy on the disk. */
    if (part->p_type != PT_LOAD || part->p_flags & PF_W) continue;
    uintptr_t start = (library->dlpi_addr + part->p_vaddr + page - 1) & ~(page - 1);
    uintptr_t end = (library->dlpi_addr + part->p_vaddr + part->p_filesz) & ~(page - 1);
    if (end > start && madvise((void *)start, end - start, MADV_DONTNEED) == 0) *(double *)total += (double)(end - start);
  }
  return 0;
}

static napi_value Drop(napi_env env, napi_callback_info info) {
  (void)info;
  double total = 0;
  napi_value result;
  dl_iterate_phdr(DropOf, &total);
  napi_create_double(env, total, &result);
  return result;
}

NAPI_MODULE_INIT() {
  napi_property_descriptor functions[] = {{"drop", NULL, Drop, NULL, NULL, NULL, napi_enumerable, NULL}};
  napi_define_properties(env, exports, 1, functions);
  return exports;
}
