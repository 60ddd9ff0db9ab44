/*
 * Sums over the ranks of an MPI run as TensorFlow operations: JiaguAllReduce, and JiaguAllReduceStart with
 * JiaguAllReduceWait, between which others may compute. Loading this Node addon makes them known to TensorFlow, eagerly
 * and in graphs. Its functions for JavaScript are init, barrier, finalize and abort.
 *
 * Written against TensorFlow's C interface for operations and kernels (tensorflow/c/ops.h, kernels.h): its ABI is stable,
 * and it needs no headers of Eigen, absl or protobuf.
 */
#define OMPI_SKIP_MPICXX 1
#define MPICH_SKIP_MPICXX 1
#include <mpi.h>
#include <node_api.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"

namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

/* ---- the thread that owns MPI ---- */

/* What a piece of work came to: empty, or what went wrong. */
using Problem = std::string;

/*
 * One thread initialises MPI, makes every call in the order in which it was asked, and finalises it, so that
 * MPI_THREAD_FUNNELED is enough.
 */
class MpiThread {
 public:
  std::future<Problem> submit(std::function<Problem()> work) {
    std::packaged_task<Problem()> task(std::move(work));
    std::future<Problem> result = task.get_future();
    std::lock_guard<std::mutex> lock(mutex_);
    if (!thread_.joinable()) thread_ = std::thread([this] { serve(); });
    tasks_.push_back(std::move(task));
    wake_.notify_one();
    return result;
  }

 private:
  void serve() {
    for (;;) {
      std::unique_lock<std::mutex> lock(mutex_);
      wake_.wait(lock, [this] { return !tasks_.empty(); });
      std::packaged_task<Problem()> task = std::move(tasks_.front());
      tasks_.pop_front();
      lock.unlock();
      task();
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::packaged_task<Problem()>> tasks_;
  std::thread thread_;
};

/* Never deleted: its thread may still wait when the process ends. */
MpiThread &mpi_thread() {
  static MpiThread *one = new MpiThread;
  return *one;
}

/* Set before the first operation, then only read. */
struct World {
  bool running = false;
  int rank = 0, size = 1, local_rank = 0, local_size = 1;
  std::vector<std::string> hosts;
  /* Seconds after which ranks that don't take part are taken for lost; 0: never. */
  double patience = 0;
  /* Data, and questions about who is there. */
  MPI_Comm data = MPI_COMM_NULL, control = MPI_COMM_NULL;
} world;

/* Why nothing can be summed any more. Known to the thread of MPI alone. */
Problem broken;

Problem describe(int code) {
  if (code == MPI_SUCCESS) return "";
  char text[MPI_MAX_ERROR_STRING];
  int length = 0;
  MPI_Error_string(code, text, &length);
  return std::string(text, length);
}

/* ---- who is there ---- */

enum Tag { question, answer, shares, sums };

bool receive(Tag tag, int *from) {
  int there = 0, nothing = 0;
  MPI_Status status;
  MPI_Iprobe(MPI_ANY_SOURCE, tag, world.control, &there, &status);
  if (!there) return false;
  *from = status.MPI_SOURCE;
  MPI_Recv(&nothing, 1, MPI_INT, *from, tag, world.control, MPI_STATUS_IGNORE);
  return true;
}

/* The message is so short that MPI has it in its own hands at once. */
void send(Tag tag, int to) {
  static const int nothing = 0;
  MPI_Request request;
  MPI_Isend(&nothing, 1, MPI_INT, to, tag, world.control, &request);
  MPI_Request_free(&request);
}

void answer_questions() {
  for (int from; receive(question, &from);) send(answer, from);
}

/* Asks all others, and names those that don't answer: who waits for an operation answers. */
Problem name_the_missing(double waited) {
  std::vector<bool> there(world.size, false);
  there[world.rank] = true;
  for (int other = 0; other < world.size; other++)
    if (other != world.rank) send(question, other);
  for (const auto start = Clock::now(); Seconds(Clock::now() - start).count() < 2;) {
    answer_questions();
    for (int from; receive(answer, &from);) there[from] = true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  std::string names;
  for (int other = 0; other < world.size; other++)
    if (!there[other])
      names += (names.empty() ? "rank " : ", rank ") + std::to_string(other) + " on " + world.hosts[other];
  return "waited " + std::to_string(static_cast<int>(waited)) + " s for " +
         (names.empty() ? std::string("ranks that wait for something else") : names + ", which hangs or is lost");
}

/*
 * Waits until all ranks have come here. It polls, without a pause at first, since as a rule they come at the same time;
 * later with pauses, since a rank may be long at something else and this one's core may be wanted.
 */
Problem meet(double patience) {
  MPI_Request all_here;
  int code = MPI_Ibarrier(world.data, &all_here);
  if (code != MPI_SUCCESS) return describe(code);
  const auto start = Clock::now();
  for (long polls = 0;; polls++) {
    int done = 0;
    code = MPI_Test(&all_here, &done, MPI_STATUS_IGNORE);
    if (code != MPI_SUCCESS) return describe(code);
    if (done) return "";
    if (polls < 1000) continue;
    const double waited = Seconds(Clock::now() - start).count();
    if (waited < 1e-3) {
      std::this_thread::yield();
      continue;
    }
    answer_questions();
    if (patience > 0 && waited > patience) return name_the_missing(waited);
    std::this_thread::sleep_for(std::chrono::microseconds(waited < 0.1 ? 50 : 500));
  }
}

/* ---- sums ---- */

/* Bytes of a rank's share of a piece: what is between stays in the processor's cache. */
const int64_t share_bytes = 2 << 20;

/* So many bytes, over all ranks, every rank simply gets from every other. */
const int64_t small = 1 << 16;

/* out[i] = parts[0][i] + parts[1][i] + ..., in this order, whichever rank computes it; out may be one of the parts. */
template <typename T>
void add(const std::vector<const T *> &parts, int64_t count, T *out) {
  const int64_t block = 1024;
  T total[block];
  for (int64_t i = 0; i < count; i += block) {
    const int64_t length = std::min(block, count - i);
    std::copy(parts[0] + i, parts[0] + i + length, total);
    for (size_t rank = 1; rank < parts.size(); rank++)
      for (int64_t k = 0; k < length; k++) total[k] += parts[rank][i + k];
    std::copy(total, total + length, out + i);
  }
}

/*
 * The sum over the ranks, to the same bits on each and with every MPI: each rank adds its share of the vector, in the order
 * of the ranks, and sends it to the others. MPI_Allreduce leaves the order to the implementation.
 */
template <typename T>
int sum_piece(const T *from, T *to, int64_t count, MPI_Datatype type) {
  static std::vector<T> &others = *new std::vector<T>;
  const int size = world.size, me = world.rank;
  std::vector<const T *> parts(size);
  if (count * size * static_cast<int64_t>(sizeof(T)) <= small) {
    others.resize(std::max<size_t>(others.size(), count * size));
    const int code = MPI_Allgather(from, count, type, others.data(), count, type, world.data);
    for (int rank = 0; rank < size; rank++) parts[rank] = others.data() + rank * count;
    if (code == MPI_SUCCESS) add(parts, count, to);
    return code;
  }
  const int64_t share = (count + size - 1) / size;
  const auto start = [&](int rank) { return std::min(count, rank * share); };
  const auto length = [&](int rank) { return static_cast<int>(start(rank + 1) - start(rank)); };
  others.resize(std::max<size_t>(others.size(), share * size));
  std::vector<MPI_Request> requests(2 * (size - 1));
  // Each begins with its neighbour, so that not all send to one rank.
  const auto exchange = [&](Tag tag, auto receive_at, auto received, auto send_from, auto sent) {
    int code = MPI_SUCCESS;
    for (int i = 0; i < size - 1 && code == MPI_SUCCESS; i++) {
      const int other = (me + size - 1 - i) % size;
      code = MPI_Irecv(receive_at(other), received(other), type, other, tag, world.data, &requests[i]);
    }
    for (int i = 0; i < size - 1 && code == MPI_SUCCESS; i++) {
      const int other = (me + 1 + i) % size;
      code = MPI_Isend(send_from(other), sent(other), type, other, tag, world.data, &requests[size - 1 + i]);
    }
    return code == MPI_SUCCESS ? MPI_Waitall(requests.size(), requests.data(), MPI_STATUSES_IGNORE) : code;
  };
  const auto place = [&](int rank) { return others.data() + rank * share; };
  int code = exchange(
      shares, place, [&](int) { return length(me); }, [&](int rank) { return from + start(rank); }, length);
  if (code != MPI_SUCCESS) return code;
  for (int rank = 0; rank < size; rank++) parts[rank] = rank == me ? from + start(me) : place(rank);
  add(parts, length(me), to + start(me));
  return exchange(
      sums, [&](int rank) { return to + start(rank); }, length, [&](int) { return to + start(me); },
      [&](int) { return length(me); });
}

template <typename T>
Problem sum(const void *from, void *to, int64_t count, MPI_Datatype type) {
  if (!broken.empty()) return broken;
  const int64_t piece = world.size * share_bytes / static_cast<int64_t>(sizeof(T));
  broken = meet(world.patience);
  for (int64_t i = 0; i < count && broken.empty(); i += piece)
    broken = describe(sum_piece(static_cast<const T *>(from) + i, static_cast<T *>(to) + i,
                                std::min(piece, count - i), type));
  return broken;
}

/* ---- kernels ---- */

/* A status that frees itself. */
struct Status {
  TF_Status *s = TF_NewStatus();
  ~Status() { TF_DeleteStatus(s); }
  bool ok() const { return TF_GetCode(s) == TF_OK; }
  void set(const std::string &message) { TF_SetStatus(s, TF_INTERNAL, message.c_str()); }
};

/* What is summed: one buffer where nobody else wants the input, else two. */
struct Work {
  TF_Tensor *in = nullptr, *out = nullptr;
  const void *from = nullptr;
  void *to = nullptr;
  int64_t count = 0;
  bool integers = false;

  void release() {
    if (in) TF_DeleteTensor(in);
    if (out) TF_DeleteTensor(out);
  }
};

Work prepare(TF_OpKernelContext *context, Status &status) {
  Work work;
  TF_GetInput(context, 0, &work.in, status.s);
  if (!status.ok()) return work;
  std::vector<int64_t> shape(TF_NumDims(work.in));
  for (size_t i = 0; i < shape.size(); i++) shape[i] = TF_Dim(work.in, i);
  work.count = TF_TensorElementCount(work.in);
  work.integers = TF_TensorType(work.in) == TF_INT32;
  // A reference of our own would keep TensorFlow from handing the buffer on.
  TF_DeleteTensor(work.in);
  work.in = nullptr;
  const int candidate = 0;
  int forwarded = -1;
  work.out =
      TF_ForwardInputOrAllocateOutput(context, &candidate, 1, 0, shape.data(), shape.size(), &forwarded, status.s);
  if (!status.ok()) return work;
  work.to = TF_TensorData(work.out);
  work.from = work.to;
  if (forwarded == 0) return work;
  TF_GetInput(context, 0, &work.in, status.s);
  if (status.ok()) work.from = TF_TensorData(work.in);
  return work;
}

std::future<Problem> start(const Work &work) {
  return mpi_thread().submit([work] {
    return work.integers ? sum<int32_t>(work.from, work.to, work.count, MPI_INT32_T)
                         : sum<float>(work.from, work.to, work.count, MPI_FLOAT);
  });
}

/* A rank that is lost in the middle of a sum shows nowhere but in the time. */
bool finish(std::future<Problem> &result, Status &status) {
  const double most = world.patience + 60;
  if (world.patience > 0 && result.wait_for(Seconds(most)) != std::future_status::ready) {
    status.set("waited " + std::to_string(static_cast<int>(most)) + " s for a sum over the ranks to end: one is lost");
    return false;
  }
  const Problem problem = result.get();
  if (!problem.empty()) status.set(problem);
  return problem.empty();
}

/* Sums under way, by the address of their result. */
std::mutex pending_mutex;
std::unordered_map<const void *, std::pair<std::future<Problem>, Work>> pending;

template <bool waits>
void compute(void *, TF_OpKernelContext *context) {
  Status status;
  Work work;
  if (!world.running) status.set("MPI is not running");
  else work = prepare(context, status);
  if (!status.ok()) {
    work.release();
    return TF_OpKernelContext_Failure(context, status.s);
  }
  std::future<Problem> result = start(work);
  if (!waits) {
    std::lock_guard<std::mutex> lock(pending_mutex);
    pending[work.to] = {std::move(result), work};
  } else if (finish(result, status)) {
    work.release();
  } else {
    // Not released: MPI may still write there.
    TF_OpKernelContext_Failure(context, status.s);
  }
}

void wait(void *, TF_OpKernelContext *context) {
  Status status;
  TF_Tensor *tensor = nullptr;
  TF_GetInput(context, 0, &tensor, status.s);
  if (!status.ok()) return TF_OpKernelContext_Failure(context, status.s);
  std::unique_lock<std::mutex> lock(pending_mutex);
  auto found = pending.find(TF_TensorData(tensor));
  if (found == pending.end()) {
    status.set("nothing was started for this tensor");
  } else {
    auto [result, work] = std::move(found->second);
    pending.erase(found);
    lock.unlock();
    if (finish(result, status)) {
      work.release();
      TF_SetOutput(context, 0, tensor, status.s);
    }
  }
  TF_DeleteTensor(tensor);
  if (!status.ok()) TF_OpKernelContext_Failure(context, status.s);
}

/* ---- registration ---- */

void same_shape(TF_ShapeInferenceContext *context, TF_Status *status) {
  TF_ShapeHandle *shape = TF_NewShapeHandle();
  TF_ShapeInferenceContextGetInput(context, 0, shape, status);
  if (TF_GetCode(status) == TF_OK) TF_ShapeInferenceContextSetOutput(context, 0, shape, status);
  TF_DeleteShapeHandle(shape);
}

void define(const char *name, void (*compute)(void *, TF_OpKernelContext *), Status &status) {
  TF_OpDefinitionBuilder *operation = TF_NewOpDefinitionBuilder(name);
  TF_OpDefinitionBuilderAddAttr(operation, "T: {float, int32}");
  TF_OpDefinitionBuilderAddInput(operation, "x: T");
  TF_OpDefinitionBuilderAddOutput(operation, "y: T");
  // Otherwise TensorFlow may drop it, fold it into a constant, or run it once for two that look alike.
  TF_OpDefinitionBuilderSetIsStateful(operation, true);
  TF_OpDefinitionBuilderSetShapeInferenceFunction(operation, same_shape);
  TF_RegisterOpDefinition(operation, status.s);
  for (const std::string device : {"CPU", "GPU"}) {
    if (!status.ok()) return;
    TF_KernelBuilder *kernel = TF_NewKernelBuilder(name, device.c_str(), nullptr, compute, nullptr);
    // On a GPU TensorFlow then brings the tensor to the host and back.
    if (device == "GPU")
      for (const char *argument : {"x", "y"}) TF_KernelBuilder_HostMemory(kernel, argument);
    TF_RegisterKernelBuilder(name, kernel, status.s);
  }
}

/* ---- for JavaScript ---- */

napi_value fail(napi_env env, const Problem &problem) {
  napi_throw_error(env, nullptr, problem.c_str());
  return nullptr;
}

Problem begin() {
  int provided = 0;
  const int code = MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
  if (code != MPI_SUCCESS) return "MPI_Init_thread failed";
  if (provided < MPI_THREAD_FUNNELED) return "this MPI was built without support for threads";
  MPI_Comm local;
  MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &local);
  MPI_Comm_rank(MPI_COMM_WORLD, &world.rank);
  MPI_Comm_size(MPI_COMM_WORLD, &world.size);
  MPI_Comm_rank(local, &world.local_rank);
  MPI_Comm_size(local, &world.local_size);
  MPI_Comm_free(&local);
  for (MPI_Comm *mine : {&world.data, &world.control}) {
    MPI_Comm_dup(MPI_COMM_WORLD, mine);
    MPI_Comm_set_errhandler(*mine, MPI_ERRORS_RETURN);
  }
  std::vector<char> names(static_cast<size_t>(MPI_MAX_PROCESSOR_NAME) * world.size, 0);
  char name[MPI_MAX_PROCESSOR_NAME] = {};
  int length = 0;
  MPI_Get_processor_name(name, &length);
  MPI_Allgather(name, MPI_MAX_PROCESSOR_NAME, MPI_CHAR, names.data(), MPI_MAX_PROCESSOR_NAME, MPI_CHAR, world.data);
  for (int rank = 0; rank < world.size; rank++) world.hosts.push_back(&names[rank * MPI_MAX_PROCESSOR_NAME]);
  world.running = true;
  return "";
}

/* Meets the other ranks. @param patience seconds @returns rank, size, localRank, localSize, hosts */
napi_value Init(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument;
  napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr);
  if (count > 0) napi_get_value_double(env, argument, &world.patience);
  const Problem problem = mpi_thread().submit(begin).get();
  if (!problem.empty()) return fail(env, problem);
  napi_value result, value;
  napi_create_object(env, &result);
  const std::pair<const char *, int> numbers[] = {{"rank", world.rank},
                                                  {"size", world.size},
                                                  {"localRank", world.local_rank},
                                                  {"localSize", world.local_size}};
  for (const auto &[name, number] : numbers) {
    napi_create_int32(env, number, &value);
    napi_set_named_property(env, result, name, value);
  }
  napi_value hosts;
  napi_create_array(env, &hosts);
  for (size_t rank = 0; rank < world.hosts.size(); rank++) {
    napi_create_string_utf8(env, world.hosts[rank].c_str(), NAPI_AUTO_LENGTH, &value);
    napi_set_element(env, hosts, rank, value);
  }
  napi_set_named_property(env, result, "hosts", hosts);
  return result;
}

/* Waits until all ranks have come here, however long that takes. */
napi_value Barrier(napi_env env, napi_callback_info) {
  const Problem problem = mpi_thread().submit([] { return broken.empty() ? meet(0) : broken; }).get();
  return problem.empty() ? nullptr : fail(env, problem);
}

/* For all ranks, and only when all is well: it waits for the others. */
napi_value Finalize(napi_env env, napi_callback_info) {
  if (!world.running) return nullptr;
  world.running = false;
  const Problem problem = mpi_thread().submit([] { return describe(MPI_Finalize()); }).get();
  return problem.empty() ? nullptr : fail(env, problem);
}

/* Ends all ranks now; called on the calling thread, since the other may wait for ever. */
napi_value Abort(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument;
  int32_t code = 1;
  napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr);
  if (count > 0) napi_get_value_int32(env, argument, &code);
  if (world.running) MPI_Abort(MPI_COMM_WORLD, code);
  _exit(code);
}

}  // namespace

NAPI_MODULE_INIT() {
  static bool defined = false;
  Status status;
  if (!defined) define("JiaguAllReduce", compute<true>, status);
  if (!defined && status.ok()) define("JiaguAllReduceStart", compute<false>, status);
  if (!defined && status.ok()) define("JiaguAllReduceWait", wait, status);
  if (!status.ok()) return fail(env, TF_Message(status.s));
  defined = true;
  const napi_property_descriptor functions[] = {
      {"init", nullptr, Init, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"barrier", nullptr, Barrier, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"finalize", nullptr, Finalize, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"abort", nullptr, Abort, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
  };
  napi_define_properties(env, exports, 4, functions);
  return exports;
}
