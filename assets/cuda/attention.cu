// Attention of one decode step, with the new token's key and value written into the cache.
//
// For each sequence b and head h: softmax(q . k / sqrt(HEAD_SIZE)) v over the lengths[b] places that the cache holds and the new
// token itself, in float32. A row of HEAD_SIZE scalars is read by GROUP lanes, 16 bytes each, so a warp reads several rows at
// once; each group of lanes keeps its own running maximum, sum and weighted values (Milakov and Gimelshein, "Online normalizer
// calculation for softmax"), which are joined at the end. Where batch times heads is too small to fill the device, the places
// are split among blocks (Dao et al., "Flash-Decoding"), and the block that ends last joins their parts.
//
// Compiled with -DHEAD_SIZE, a multiple of 8 from 8 to 128.

#define HEAD_LANES (HEAD_SIZE / WIDE)
#define GROUP (HEAD_LANES <= 1 ? 1 : HEAD_LANES <= 2 ? 2 : HEAD_LANES <= 4 ? 4 : HEAD_LANES <= 8 ? 8 : HEAD_LANES <= 16 ? 16 : 32)
#define ATTENTION_WARPS 4
// Blocks that a multiprocessor shall hold. With 8, 64 sequences of 32 heads end in two rounds, not in three; elsewhere the
// registers do not suffice for as many.
#if __CUDA_ARCH__ == 900 && (HEAD_SIZE == 64 || HEAD_SIZE == 128)
#define ATTENTION_BLOCKS 8
#elif __CUDA_ARCH__ >= 900
#define ATTENTION_BLOCKS 5
#else
#define ATTENTION_BLOCKS 4
#endif
#define GROUPS (ATTENTION_WARPS * 32 / GROUP)
// Places that a group reads at once, keys and values.
#define AT_ONCE 4

struct Softmax {
  float most;
  float sum;
  float value[WIDE];
};

static __device__ __forceinline__ float dot(const float (&q)[WIDE], const Wide& key) {
  float k[WIDE];
  unpack(key, k);
  float sum = 0.f;
#pragma unroll
  for (int i = 0; i < WIDE; i++) {
    sum = fmaf(q[i], k[i], sum);
  }
#pragma unroll
  for (int distance = GROUP / 2; distance > 0; distance /= 2) {
    sum += __shfl_xor_sync(FULL_WARP, sum, distance);
  }
  return sum;
}

static __device__ __forceinline__ void scale(Softmax& s, float factor) {
  s.sum *= factor;
#pragma unroll
  for (int i = 0; i < WIDE; i++) {
    s.value[i] *= factor;
  }
}

static __device__ __forceinline__ void addWeighted(Softmax& s, float weight, const Wide& value) {
  float v[WIDE];
  unpack(value, v);
  s.sum += weight;
#pragma unroll
  for (int i = 0; i < WIDE; i++) {
    s.value[i] = fmaf(weight, v[i], s.value[i]);
  }
}

// 2 to the power of (a - b), for a that may be the -infinity of a part without places.
static __device__ __forceinline__ float weightOf(float a, float b) {
  return a == LEAST ? 0.f : exp2f(a - b);
}

// qkv [batch, 3 * heads * HEAD_SIZE]; keys, values: place p of head h of sequence b begins at
// b * sequenceStride + h * headStride + p * placeStride (scalars); lengths [batch]; out [batch, heads * HEAD_SIZE].
// parts [batch, heads, gridDim.z, HEAD_SIZE + 2] float32 and tickets [batch, heads], zero, only where gridDim.z > 1.
// Grid (heads, batch, splits).
extern "C" __global__ void __launch_bounds__(ATTENTION_WARPS * 32, ATTENTION_BLOCKS)
attention(const scalar* qkv, scalar* keys, scalar* values, const int* lengths, scalar* out, float* parts,
    unsigned int* tickets, long long sequenceStride, long long headStride, long long placeStride, float logitScale) {
  const int head = blockIdx.x;
  const int sequence = blockIdx.y;
  const int heads = gridDim.x;
  const int splits = gridDim.z;
  const int lane = threadIdx.x % GROUP;
  const int group = threadIdx.x / GROUP;
  const bool holds = lane < HEAD_LANES;
  const int past = lengths[sequence];
  // Whole rounds of all groups, so that splits differ by a round at most.
  const int round = GROUPS * AT_ONCE;
  const int each = ((past + splits - 1) / splits + round - 1) / round * round;
  const int first = min(past, (int) blockIdx.z * each);
  const int end = min(past, first + each);
  const long long base = sequence * sequenceStride + head * headStride + lane * WIDE;
  const scalar* keyRow = keys + base;
  const scalar* valueRow = values + base;

  Wide k[AT_ONCE];
  Wide v[AT_ONCE];
  // The places before were written a step ago: they can be on their way before the kernel before ends.
#pragma unroll
  for (int i = 0; i < AT_ONCE; i++) {
    int place = first + i * GROUPS + group;
    bool there = holds && place < end;
    k[i] = there ? stream(keyRow + place * placeStride) : zero();
    v[i] = there ? stream(valueRow + place * placeStride) : zero();
  }
  after();

  const int width = heads * HEAD_SIZE;
  const scalar* mine = qkv + (long long) sequence * 3 * width + head * HEAD_SIZE + lane * WIDE;
  float q[WIDE];
  unpack(holds ? fetch(mine) : zero(), q);
#pragma unroll
  for (int i = 0; i < WIDE; i++) {
    q[i] *= logitScale;
  }

  Softmax s;
  s.most = LEAST;
  s.sum = 0.f;
#pragma unroll
  for (int i = 0; i < WIDE; i++) {
    s.value[i] = 0.f;
  }
  for (int start = first; start < end; start += round) {
    float score[AT_ONCE];
    float most = s.most;
#pragma unroll
    for (int i = 0; i < AT_ONCE; i++) {
      score[i] = dot(q, k[i]);
      if (start + i * GROUPS + group >= end) {
        score[i] = LEAST;
      }
      most = fmaxf(most, score[i]);
      int place = start + round + i * GROUPS + group;
      k[i] = holds && place < end ? stream(keyRow + place * placeStride) : zero();
    }
    scale(s, weightOf(s.most, most));
    s.most = most;
#pragma unroll
    for (int i = 0; i < AT_ONCE; i++) {
      addWeighted(s, weightOf(score[i], most), v[i]);
      int place = start + round + i * GROUPS + group;
      v[i] = holds && place < end ? stream(valueRow + place * placeStride) : zero();
    }
  }
  // Not before: blocks of the next kernel would take the places of this one's own.
  letNextBegin();
  if (blockIdx.z == 0 && threadIdx.x < 32) {
    // The whole first warp takes part, since dot() joins lanes; only its first group keeps the result.
    Wide key = holds ? fetch(mine + width) : zero();
    Wide value = holds ? fetch(mine + 2 * width) : zero();
    float score = dot(q, key);
    if (group == 0) {
      float most = fmaxf(s.most, score);
      scale(s, weightOf(s.most, most));
      s.most = most;
      addWeighted(s, exp2f(score - most), value);
      if (holds) {
        store(keys + base + past * placeStride, key);
        store(values + base + past * placeStride, value);
      }
    }
  }

  // Groups within a warp, then the warps.
#pragma unroll
  for (int distance = GROUP; distance < 32; distance *= 2) {
    float otherMost = __shfl_xor_sync(FULL_WARP, s.most, distance);
    float most = fmaxf(s.most, otherMost);
    scale(s, weightOf(s.most, most));
    s.most = most;
    s.sum += __shfl_xor_sync(FULL_WARP, s.sum, distance);
#pragma unroll
    for (int i = 0; i < WIDE; i++) {
      s.value[i] += __shfl_xor_sync(FULL_WARP, s.value[i], distance);
    }
  }
  __shared__ float warpMost[ATTENTION_WARPS];
  __shared__ float warpSums[ATTENTION_WARPS];
  __shared__ float warpValues[ATTENTION_WARPS][GROUP * WIDE];
  const int warp = threadIdx.x / 32;
  if (threadIdx.x % 32 < GROUP) {
    warpMost[warp] = s.most;
    warpSums[warp] = s.sum;
#pragma unroll
    for (int i = 0; i < WIDE; i++) {
      warpValues[warp][lane * WIDE + i] = s.value[i];
    }
  }
  __syncthreads();
  float most = warpMost[0];
#pragma unroll
  for (int i = 1; i < ATTENTION_WARPS; i++) {
    most = fmaxf(most, warpMost[i]);
  }
  float sum = 0.f;
  float value = 0.f;
  const int element = threadIdx.x;
  if (element < HEAD_SIZE) {
#pragma unroll
    for (int i = 0; i < ATTENTION_WARPS; i++) {
      float factor = weightOf(warpMost[i], most);
      sum += factor * warpSums[i];
      value += factor * warpValues[i][element];
    }
  }
  const long long row = (long long) sequence * heads + head;
  if (splits == 1) {
    if (element < HEAD_SIZE) {
      out[row * HEAD_SIZE + element] = toScalar(value / sum);
    }
    return;
  }
  float* all = parts + row * splits * (HEAD_SIZE + 2);
  float* part = all + blockIdx.z * (HEAD_SIZE + 2);
  if (element < HEAD_SIZE) {
    part[element + 2] = value;
    if (element == 0) {
      part[0] = most;
      part[1] = sum;
    }
  }
  __shared__ bool last;
  __threadfence();
  __syncthreads();
  if (threadIdx.x == 0) {
    // Counts up to splits - 1 and begins again at 0, ready for the next layer.
    last = atomicInc(tickets + row, splits - 1) == splits - 1;
  }
  __syncthreads();
  if (!last || element >= HEAD_SIZE) {
    return;
  }
  __threadfence();
  most = LEAST;
  for (int i = 0; i < splits; i++) {
    most = fmaxf(most, __ldcg(all + i * (HEAD_SIZE + 2)));
  }
  sum = 0.f;
  value = 0.f;
  for (int i = 0; i < splits; i++) {
    const float* other = all + i * (HEAD_SIZE + 2);
    float factor = weightOf(__ldcg(other), most);
    sum += factor * __ldcg(other + 1);
    value += factor * __ldcg(other + 2 + element);
  }
  out[row * HEAD_SIZE + element] = toScalar(value / sum);
}
