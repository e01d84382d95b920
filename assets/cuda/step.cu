#if ELEMENT != 32 && __CUDA_ARCH__ >= 900 && __CUDA_ARCH__ < 1200

// Tiles that hold this block's rows of a product whose x is not in shared memory.
static __device__ __forceinline__ int tilesFor(int outputs) {
  const int most = (outputs + (int) gridDim.x - 1) / gridDim.x;
  return min((most + 15) / 16, WIDE_TILES);
}

// Whether all of fc2's x has room in shared memory.
static __device__ __forceinline__ bool innerFits(const StepArguments& given) {
  return given.batch * (given.inner * 2 + APART) <= given.xBytes;
}

// Lines of the layer's norms and biases, a share of them for each block, are asked for from memory before anybody needs them.
static __device__ __forceinline__ void remind(const void* from, int bytes, int& turn) {
  const int lines = (bytes + 127) / 128;
#pragma unroll 1
  for (int line = threadIdx.x - WORKERS; line < lines; line += FEEDER_WARPS * 32) {
    if ((line + turn) % gridDim.x == blockIdx.x) {
      asm volatile("prefetch.global.L2 [%0];" :: "l"((const char*) from + line * 128));
    }
  }
  turn += lines;
}

// The products of a step, one after the other.
struct Turn {
  int which;
  int layer;

  __device__ __forceinline__ Turn(const StepArguments& given) {
    which = given.projectIn != nullptr ? PROJECT_IN : QKV;
    layer = 0;
  }

  __device__ __forceinline__ void next(const StepArguments& given) {
    if (which != FC2) {
      which++;
    } else if (++layer < given.layerCount) {
      which = QKV;
    } else {
      which = given.projectOut != nullptr ? PROJECT_OUT : HEAD;
    }
  }
};

static __device__ __forceinline__ void feedAll(const StepArguments& given, Ring& ring, const Share* shares) {
  const unsigned long long policy = leavesFirst();
  const scalar* qkv = nullptr;
  const scalar* out = nullptr;
  const scalar* fc1 = nullptr;
  const scalar* fc2 = nullptr;
#pragma unroll 1
  for (Turn turn(given); turn.which < PRODUCTS; turn.next(given)) {
    if (turn.which == QKV) {
      const StepLayer* layer = given.layers + turn.layer;
      qkv = layer->qkv;
      out = layer->out;
      fc1 = layer->fc1;
      fc2 = layer->fc2;
    }
    if (turn.which == FC1 && turn.layer + 1 < given.layerCount) {
      const StepLayer* next = given.layers + turn.layer + 1;
      int count = 0;
#pragma unroll 1
      for (int i = 0; i < 8; i++) {
        const scalar* from = i == 0 ? next->norm1Weight : i == 1 ? next->norm1Bias : i == 2 ? next->qkvBias
            : i == 3 ? next->outBias : i == 4 ? next->norm2Weight : i == 5 ? next->norm2Bias
            : i == 6 ? next->fc1Bias : next->fc2Bias;
        remind(from, (i == 2 ? 3 * given.width : i == 6 ? given.inner : given.width) * 2, count);
      }
    }
    const scalar* w = turn.which == QKV ? qkv : turn.which == OUT ? out : turn.which == FC1 ? fc1 : turn.which == FC2 ? fc2
        : turn.which == PROJECT_IN ? given.projectIn : turn.which == PROJECT_OUT ? given.projectOut : given.head;
    feed(ring, w, shares[turn.which], policy);
  }
}

static __device__ __forceinline__ Best bestOf(Best best, int lanes) {
#pragma unroll 1
  for (int distance = lanes / 2; distance > 0; distance /= 2) {
    Best other;
    other.value = __shfl_xor_sync(FULL_WARP, best.value, distance);
    other.index = __shfl_xor_sync(FULL_WARP, best.index, distance);
    if (better(other, best)) {
      best = other;
    }
  }
  return best;
}

// The best of all blocks, by the block that ends last: then no other reads the tokens and lengths of this step.
static __device__ __forceinline__ void choose(Step& step, Best best) {
  const StepArguments& given = step.given;
  const int blocks = gridDim.x;
  const int sequences = 8 / warpsEach(given.batch);
  best = bestOf(best, 16);
  if (threadIdx.x % 16 == 0) {
    step.fixed->bests[threadIdx.x / 16] = best;
  }
  meet();
  if (threadIdx.x < given.batch) {
    best = step.fixed->bests[threadIdx.x];
#pragma unroll 1
    for (int i = threadIdx.x + sequences; i < 16; i += sequences) {
      if (better(step.fixed->bests[i], best)) {
        best = step.fixed->bests[i];
      }
    }
    step.bests[threadIdx.x * blocks + blockIdx.x] = best;
  }
  meet();
  if (threadIdx.x == 0) {
    __threadfence();
    // Counts up to the blocks but one and begins again at 0, ready for the next step.
    step.fixed->last = atomicInc(step.ticket, blocks - 1) == blocks - 1;
    __threadfence();
  }
  meet();
  const int warp = threadIdx.x / 32;
  if (!step.fixed->last || warp >= given.batch) {
    return;
  }
  best.value = LEAST;
  best.index = 0x7fffffff;
#pragma unroll 1
  for (int i = threadIdx.x % 32; i < blocks; i += 32) {
    const Best* from = step.bests + warp * blocks + i;
    Best other = {__ldcg(&from->value), __ldcg(&from->index)};
    if (better(other, best)) {
      best = other;
    }
  }
  best = bestOf(best, 32);
  if (threadIdx.x % 32 == 0) {
    given.tokens[warp] = best.index;
    given.onHost[warp] = best.index;
    given.lengths[warp] += 1;
  }
}

// A layer's pointers, by threads that do not watch the counter.
static __device__ __forceinline__ void keepLayer(Step& step, int index) {
  const int words = sizeof(StepLayer) / 8;
  const int i = (int) threadIdx.x - WORKERS + 32;
  if (i >= 0 && i < words && index < step.given.layerCount) {
    ((unsigned long long*) (step.fixed->layers + index % 2))[i] = ((const unsigned long long*) (step.given.layers + index))[i];
  }
}

// Every kind of work is in one place of one loop: the code has to stay small enough for the instruction cache.
static __device__ __forceinline__ void workAll(Step& step, Ring& ring) {
  const StepArguments& given = step.given;
  const int width = given.width;
  const int tiles = tilesFor(width);
  const scalar* carried = given.normAfter ? step.carried : step.sum;
  const scalar* normWeight = nullptr;
  const scalar* normBias = nullptr;
  Best best = {LEAST, 0x7fffffff};
  keepLayer(step, 0);
  embedTokens(step);
#pragma unroll 1
  for (Turn turn(given); turn.which < PRODUCTS; turn.next(given)) {
    const int which = turn.which;
    const StepLayer& layer = step.fixed->layers[turn.layer & 1];
    const Share& share = step.fixed->shares[which];
    Result result = {nullptr, nullptr, nullptr, step.sum, which == FC1};
    if (which == QKV) {
      result.bias = layer.qkvBias;
      result.to = step.qkv;
      if (!given.normAfter) {
        normWeight = layer.norm1Weight;
        normBias = layer.norm1Bias;
      }
    } else if (which == OUT) {
      result.bias = layer.outBias;
      result.residual = carried;
      keepLayer(step, turn.layer + 1);
    } else if (which == FC1) {
      result.bias = layer.fc1Bias;
      result.to = step.inner;
      normWeight = given.normAfter ? layer.norm1Weight : layer.norm2Weight;
      normBias = given.normAfter ? layer.norm1Bias : layer.norm2Bias;
    } else if (which == FC2) {
      result.bias = layer.fc2Bias;
      result.residual = carried;
      normWeight = given.normAfter ? layer.norm2Weight : given.finalWeight;
      normBias = given.normAfter ? layer.norm2Bias : given.finalBias;
    } else if (which == PROJECT_IN) {
      result.positions = given.positions;
    } else {
      result.to = which == HEAD ? nullptr : step.projected;
    }
    if (result.to != nullptr) {
      prepare(step, share, result);
    }
    if (which == PROJECT_IN) {
      meet();
    } else if (which == FC2 && !innerFits(given)) {
      awaitAll(step);
    } else if (which == OUT && given.splits > 1) {
      joinParts(step);
    } else if (which == OUT || which == FC2 || (which == HEAD && given.projectOut != nullptr)) {
      gather(step, which == OUT ? step.attended : which == FC2 ? step.inner : step.projected, share.columns);
    } else {
      normalize(step, normWeight, normBias);
    }
    if (which != FC2 || innerFits(given)) {
      work<1, false>(step, ring, nullptr, share, result, best);
    } else if (tiles == 1) {
      work<1, true>(step, ring, step.inner, share, result, best);
    } else if (tiles == 2) {
      work<2, true>(step, ring, step.inner, share, result, best);
    } else {
      work<WIDE_TILES, true>(step, ring, step.inner, share, result, best);
    }
    if (which == HEAD) {
      break;
    }
    signal(step);
    if (which == QKV) {
      attendAll(step, layer);
      signal(step);
    }
  }
  choose(step, best);
}

// A cooperative launch of one block a multiprocessor, STEP_THREADS threads. Shared memory: slots * slotBytes; sums, 2 * roomFor *
// WORKER_WARPS * batch * 20 * 4 bytes; MOST_ADDED * 4 bytes; 4 * width bytes; and xBytes for batch rows of x
// APART bytes apart, of the wider of width and embeddingWidth, or of inner too where it fits; if not, at least 16 KiB for every
// 256 columns of an fc2 panel.
extern "C" __global__ void __launch_bounds__(STEP_THREADS, 1) decode_step(const __grid_constant__ StepArguments given) {
  extern __shared__ __align__(128) char stepMemory[];
  __shared__ unsigned long long full[MOST_SLOTS];
  __shared__ unsigned long long empty[MOST_SLOTS];
  __shared__ Fixed fixed;
  const int tiles = tilesFor(given.width);
  if (threadIdx.x == 0) {
    for (int i = 0; i < given.slots; i++) {
      initialize(full + i, 1);
      initialize(empty + i, WORKER_WARPS);
    }
    asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory");
    asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
  } else if (threadIdx.x / 32 == 1 && threadIdx.x % 32 < PRODUCTS) {
    const int product = threadIdx.x % 32;
    const int width = given.width;
    const int outputs = product == QKV ? 3 * width : product == FC1 ? given.inner : product == PROJECT_OUT ? given.embeddingWidth
        : product == HEAD ? given.vocabulary : width;
    const int columns = product == FC2 ? given.inner
        : product == PROJECT_IN || (product == HEAD && given.projectOut != nullptr) ? given.embeddingWidth : width;
    const int mostRows = product == FC2 && !innerFits(given) ? tiles * 16 : GROUP_ROWS;
    fixed.shares[product] = shareOf(outputs, columns, mostRows, given.slotBytes);
  } else if (threadIdx.x / 32 == 2 && threadIdx.x % 32 < given.batch) {
    fixed.lengths[threadIdx.x % 32] = given.lengths[threadIdx.x % 32];
  }
  __syncthreads();
  Ring ring = {stepMemory, full, empty, given.slotBytes, given.slots, 0, 0};
  if (threadIdx.x >= WORKERS) {
    feedAll(given, ring, fixed.shares);
    return;
  }
  Step step = {given};
  place(step);
  step.fixed = &fixed;
  step.room = roomFor(given.batch, tiles);
  step.sums = (float*) (stepMemory + given.slots * given.slotBytes);
  step.added = step.sums + 2 * step.room * WORKER_WARPS * given.batch * 20;
  step.norm = (scalar*) (step.added + MOST_ADDED);
  step.x = (char*) (step.norm + 2 * given.width);
  // A whole number of meetings of all blocks has passed, but for those of the one that this block has yet to come to.
  unsigned long long now = counterNow(step.counter);
  step.goal = now - now % gridDim.x;
  workAll(step, ring);
}

#endif
