/*
 * `mute()` points the process's standard error at /dev/null and `unmute()` puts it back. TensorFlow's static
 * initialisers write there while the library is being loaded, whatever TF_CPP_MIN_LOG_LEVEL says, and Node
 * itself can't duplicate a file descriptor.
 */
#include <fcntl.h>
#include <node_api.h>
#include <stdio.h>
#include <unistd.h>

static int saved = -1;

static napi_value Mute(napi_env env, napi_callback_info info) {
  (void)env;
  (void)info;
  int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (saved < 0 && null >= 0 && (saved = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)) >= 0) {
    fflush(stderr);
    dup2(null, STDERR_FILENO);
  }
  if (null >= 0) close(null);
  return NULL;
}

static napi_value Unmute(napi_env env, napi_callback_info info) {
  (void)env;
  (void)info;
  if (saved >= 0) {
    fflush(stderr);
    dup2(saved, STDERR_FILENO);
    close(saved);
    saved = -1;
  }
  return NULL;
}

NAPI_MODULE_INIT() {
  napi_property_descriptor functions[] = {
      {"mute", NULL, Mute, NULL, NULL, NULL, napi_enumerable, NULL},
      {"unmute", NULL, Unmute, NULL, NULL, NULL, napi_enumerable, NULL},
  };
  napi_define_properties(env, exports, 2, functions);
  return exports;
}
