// The end of a step: for each sequence the token with the largest logit, the first of equals; a NaN counts as the largest, as in
// PyTorch. The token becomes the next step's input, is written to the host, and the sequence is one longer.

struct Best {
  float value;
  int index;
};

static __device__ __forceinline__ bool better(const Best& a, const Best& b) {
  bool aNan = a.value != a.value;
  bool bNan = b.value != b.value;
  if (aNan || bNan) {
    return aNan && (!bNan || a.index < b.index);
  }
  return a.value > b.value || (a.value == b.value && a.index < b.index);
}

static __device__ __forceinline__ Best blockBest(Best best) {
  __shared__ Best warps[32];
#pragma unroll
  for (int distance = 16; distance > 0; distance /= 2) {
    Best other;
    other.value = __shfl_xor_sync(FULL_WARP, best.value, distance);
    other.index = __shfl_xor_sync(FULL_WARP, best.index, distance);
    if (better(other, best)) {
      best = other;
    }
  }
  __syncthreads();
  if (threadIdx.x % 32 == 0) {
    warps[threadIdx.x / 32] = best;
  }
  __syncthreads();
  best = warps[0];
  for (int i = 1; i < blockDim.x / 32; i++) {
    if (better(warps[i], best)) {
      best = warps[i];
    }
  }
  return best;
}

// logits [batch, vocabulary]; tokens, onHost, lengths [batch]; bests [batch, gridDim.x]; tickets [batch], zero.
// Grid (splits, batch).
extern "C" __global__ void argmax(const scalar* logits, int vocabulary, int* tokens, int* onHost, int* lengths, Best* bests,
    unsigned int* tickets) {
  const int sequence = blockIdx.y;
  const int splits = gridDim.x;
  after();
  const scalar* row = logits + (long long) sequence * vocabulary;
  Best best = {LEAST, 0x7fffffff};
  if (vocabulary % WIDE == 0) {
    for (int at = (blockIdx.x * blockDim.x + threadIdx.x) * WIDE; at < vocabulary; at += splits * blockDim.x * WIDE) {
      float values[WIDE];
      unpack(fetch(row + at), values);
#pragma unroll
      for (int i = 0; i < WIDE; i++) {
        Best other = {values[i], at + i};
        if (better(other, best)) {
          best = other;
        }
      }
    }
  } else {
    for (int at = blockIdx.x * blockDim.x + threadIdx.x; at < vocabulary; at += splits * blockDim.x) {
      Best other = {toFloat(row[at]), at};
      if (better(other, best)) {
        best = other;
      }
    }
  }
  best = blockBest(best);
  __shared__ bool last;
  if (threadIdx.x == 0) {
    bests[sequence * splits + blockIdx.x] = best;
    __threadfence();
    // Counts up to splits - 1 and begins again at 0, ready for the next step.
    last = atomicInc(tickets + sequence, splits - 1) == splits - 1;
  }
  __syncthreads();
  if (!last || threadIdx.x != 0) {
    return;
  }
  __threadfence();
  for (int i = 0; i < splits; i++) {
    Best other = {__ldcg(&bests[sequence * splits + i].value), __ldcg(&bests[sequence * splits + i].index)};
    if (better(other, best)) {
      best = other;
    }
  }
  tokens[sequence] = best.index;
  onHost[sequence] = best.index;
  lengths[sequence] += 1;
}
