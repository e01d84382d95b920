// What a step does to whole rows of the residual stream: a token's embedding at its start, and after each block the sum of
// residual, product and bias, with the layer norm of it that the next block reads. One block of threads a row; every number of
// a row is held in float32 until it is written.

static __device__ __forceinline__ float blockSum(float value) {
  __shared__ float warps[32];
  value = warpSum(value);
  __syncthreads();
  if (threadIdx.x % 32 == 0) {
    warps[threadIdx.x / 32] = value;
  }
  __syncthreads();
  float sum = 0.f;
  for (int i = 0; i < blockDim.x / 32; i++) {
    sum += warps[i];
  }
  return sum;
}

// What a row is the sum of; each of them may be nowhere. All of them are asked for before the first is
// waited for: a step has two of these sums for each layer, and what they cost is waiting.
struct Terms {
  const scalar* first;
  const scalar* second;
  const float* parts;
  int count;
  long long stride;
};

// As StepMemory.MOST_PARTS.
#define MOST_PARTS 8

static __device__ __forceinline__ void sumAt(const Terms& terms, int column, float (&sum)[WIDE]) {
  Wide first = terms.first == nullptr ? zero() : fetch(terms.first + column);
  Wide second = terms.second == nullptr ? zero() : fetch(terms.second + column);
  float4 part[MOST_PARTS][WIDE / 4];
#pragma unroll
  for (int i = 0; i < MOST_PARTS; i++) {
#pragma unroll
    for (int four = 0; four < WIDE / 4; four++) {
      part[i][four] = i < terms.count ? *(const float4*) (terms.parts + i * terms.stride + column + 4 * four)
          : make_float4(0.f, 0.f, 0.f, 0.f);
    }
  }
  float a[WIDE];
  float b[WIDE];
  unpack(first, a);
  unpack(second, b);
#pragma unroll
  for (int i = 0; i < WIDE; i++) {
    sum[i] = a[i] + b[i];
  }
#pragma unroll
  for (int i = 0; i < MOST_PARTS; i++) {
#pragma unroll
    for (int four = 0; four < WIDE / 4; four++) {
      sum[4 * four] += part[i][four].x;
      sum[4 * four + 1] += part[i][four].y;
      sum[4 * four + 2] += part[i][four].z;
      sum[4 * four + 3] += part[i][four].w;
    }
  }
}

// Writes the sum of the terms where sum is given, and its layer norm where norm is: (x - mean) / sqrt(variance + epsilon) *
// weight + bias; the variance divides by the width (Ba et al., "Layer Normalization"). Every thread touches the same columns
// throughout, so what it keeps in shared memory needs no barrier.
static __device__ __forceinline__ void finish(const Terms& terms, float* row, int width, scalar* sum,
    const scalar* weight, const scalar* bias, float epsilon, scalar* norm) {
  float total = 0.f;
  for (int column = threadIdx.x * WIDE; column < width; column += blockDim.x * WIDE) {
    float values[WIDE];
    sumAt(terms, column, values);
    if (sum != nullptr) {
      store(sum + column, pack(values));
    }
#pragma unroll
    for (int i = 0; i < WIDE; i++) {
      row[column + i] = values[i];
      total += values[i];
    }
  }
  if (norm == nullptr) {
    return;
  }
  const float mean = blockSum(total) / width;
  float squares = 0.f;
  for (int column = threadIdx.x * WIDE; column < width; column += blockDim.x * WIDE) {
#pragma unroll
    for (int i = 0; i < WIDE; i++) {
      float difference = row[column + i] - mean;
      squares = fmaf(difference, difference, squares);
    }
  }
  const float inverse = rsqrtf(blockSum(squares) / width + epsilon);
  for (int column = threadIdx.x * WIDE; column < width; column += blockDim.x * WIDE) {
    float w[WIDE];
    float b[WIDE];
    unpack(fetch(weight + column), w);
    unpack(fetch(bias + column), b);
    float values[WIDE];
#pragma unroll
    for (int i = 0; i < WIDE; i++) {
      values[i] = fmaf((row[column + i] - mean) * inverse, w[i], b[i]);
    }
    store(norm + column, pack(values));
  }
}

// Brings a row of weights into the first cache while there is nothing else to do.
static __device__ __forceinline__ void prepare(const scalar* row, int width) {
  for (int column = threadIdx.x * WIDE; row != nullptr && column < width; column += blockDim.x * WIDE) {
    asm volatile("prefetch.global.L1 [%0];" ::"l"(row + column));
  }
}

static __device__ __forceinline__ scalar* rowOf(scalar* matrix, int width) {
  return matrix == nullptr ? nullptr : matrix + (long long) blockIdx.x * width;
}

// residual [batch, width]; parts [count, batch, width] float32, up to MOST_PARTS, of which all are added; bias [width], where
// given. Writes the sum where sum is given, and its layer norm by normWeight and normBias [width] where norm is; both may be
// residual itself. Grid (batch); width * 4 bytes of shared memory; width a multiple of WIDE.
extern "C" __global__ void sum_and_norm(const scalar* residual, const float* parts, int count, const scalar* bias,
    scalar* sum, const scalar* normWeight, const scalar* normBias, float epsilon, scalar* norm, int width) {
  extern __shared__ float4 rowMemory[];
  prepare(bias, width);
  prepare(normWeight, width);
  prepare(normBias, width);
  after();
  letNextBegin();
  const long long offset = (long long) blockIdx.x * width;
  Terms terms = {residual + offset, bias, parts + offset, count, (long long) gridDim.x * width};
  finish(terms, (float*) rowMemory, width, rowOf(sum, width), normWeight, normBias, epsilon, rowOf(norm, width));
}

// The start of a step: the token's row of embedding [vocabulary, width] where given, otherwise the row of given [batch, width],
// plus, where given, the row of its place of positions [places + positionOffset, width]. Written as in sum_and_norm.
extern "C" __global__ void embed(const int* tokens, const int* lengths, const scalar* embedding, const scalar* given,
    const scalar* positions, int positionOffset, scalar* sum, const scalar* normWeight, const scalar* normBias,
    float epsilon, scalar* norm, int width) {
  extern __shared__ float4 rowMemory[];
  after();
  letNextBegin();
  Terms terms;
  terms.first = embedding == nullptr ? given + (long long) blockIdx.x * width
      : embedding + (long long) tokens[blockIdx.x] * width;
  terms.second = positions == nullptr ? nullptr
      : positions + (long long) (lengths[blockIdx.x] + positionOffset) * width;
  terms.parts = nullptr;
  terms.count = 0;
  terms.stride = 0;
  finish(terms, (float*) rowMemory, width, rowOf(sum, width), normWeight, normBias, epsilon, rowOf(norm, width));
}
