#if ELEMENT != 32 && __CUDA_ARCH__ >= 900 && __CUDA_ARCH__ < 1200

#define STEP_GROUPS (WORKER_WARPS * 32 / GROUP)

// Attention as in attention.cu, an item being a share of the places of a head of a sequence. The items are dealt to the blocks;
// keys and values of the first are on their way before the other blocks' queries are there.
struct Item {
  int sequence;
  int head;
  int split;
  int past;
  int first;
  int end;
  long long base;
};

static __device__ __forceinline__ Item itemAt(const Step& step, int index) {
  const StepArguments& given = step.given;
  Item item;
  item.head = index % given.heads;
  item.split = index / given.heads % given.splits;
  item.sequence = index / given.heads / given.splits;
  item.past = step.fixed->lengths[item.sequence];
  const int each = (item.past + given.splits - 1) / given.splits;
  item.first = min(item.past, item.split * each);
  item.end = min(item.past, item.first + each);
  item.base = item.sequence * given.sequenceStride + item.head * given.headStride + threadIdx.x % GROUP * WIDE;
  return item;
}

struct Places {
  Wide key[AT_ONCE];
  Wide value[AT_ONCE];
};

static __device__ __forceinline__ void ask(const Step& step, const Item& item, int start, Wide (&to)[AT_ONCE],
    const scalar* rows) {
  const bool holds = threadIdx.x % GROUP < HEAD_LANES;
  const int group = threadIdx.x / GROUP;
#pragma unroll
  for (int i = 0; i < AT_ONCE; i++) {
    int place = start + i * STEP_GROUPS + group;
    to[i] = holds && place < item.end ? stream(rows + item.base + place * step.given.placeStride) : zero();
  }
}

static __device__ __forceinline__ void clear(Softmax& s) {
  s.most = LEAST;
  s.sum = 0.f;
#pragma unroll
  for (int i = 0; i < WIDE; i++) {
    s.value[i] = 0.f;
  }
}

// The block's groups joined. Where an item is all the places of a head, the answer itself; otherwise most, sum and values.
static __device__ __forceinline__ void finishItem(const Step& step, const Item& item, Softmax& s) {
  const StepArguments& given = step.given;
  const int lane = threadIdx.x % GROUP;
  const int warp = threadIdx.x / 32;
#pragma unroll 1
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
  float* warpMost = step.sums;
  float* warpSums = warpMost + WORKER_WARPS;
  float* warpValues = warpSums + WORKER_WARPS;
  meet();
  if (threadIdx.x % 32 < GROUP) {
    warpMost[warp] = s.most;
    warpSums[warp] = s.sum;
    float4* to = (float4*) (warpValues + warp * GROUP * WIDE + lane * WIDE);
    to[0] = make_float4(s.value[0], s.value[1], s.value[2], s.value[3]);
    to[1] = make_float4(s.value[4], s.value[5], s.value[6], s.value[7]);
  }
  meet();
  const int element = threadIdx.x;
  if (element >= HEAD_SIZE) {
    return;
  }
  float most = warpMost[0];
#pragma unroll
  for (int i = 1; i < WORKER_WARPS; i++) {
    most = fmaxf(most, warpMost[i]);
  }
  float sum = 0.f;
  float value = 0.f;
#pragma unroll
  for (int i = 0; i < WORKER_WARPS; i++) {
    float factor = weightOf(warpMost[i], most);
    sum = fmaf(factor, warpSums[i], sum);
    value = fmaf(factor, warpValues[i * GROUP * WIDE + element], value);
  }
  const int place = item.head * HEAD_SIZE + element;
  if (given.splits == 1) {
    step.attended[(long long) item.sequence * given.width + place] = toScalar(__fdividef(value, sum));
    return;
  }
  const long long part = (long long) item.split * given.batch + item.sequence;
  step.parts[part * given.width + place] = value;
  if (element == 0) {
    step.weights[part * given.heads + item.head] = make_float2(most, sum);
  }
}

static __device__ __forceinline__ void attendAll(Step& step, const StepLayer& layer) {
  const StepArguments& given = step.given;
  const int items = given.batch * given.heads * given.splits;
  const int lane = threadIdx.x % GROUP;
  const int group = threadIdx.x / GROUP;
  const bool holds = lane < HEAD_LANES;
  const int round = STEP_GROUPS * AT_ONCE;
  int index = blockIdx.x;
  Item item = itemAt(step, index < items ? index : 0);
  int start = item.first;
  Places places;
  if (index >= items) {
    item.end = 0;
  }
  ask(step, item, start, places.key, layer.keys);
  ask(step, item, start, places.value, layer.values);
  awaitAll(step);
  if (index >= items) {
    return;
  }
  Softmax s;
  Wide query;
  Wide newKey;
  Wide newValue;
  bool begins = true;
  // One turn a round of places; the next round's, of this item or the next, are asked for as soon as there is room for them.
#pragma unroll 1
  while (true) {
    const bool newToo = item.split == 0 && threadIdx.x < 32;
    if (begins) {
      const scalar* mine = step.qkv + (long long) item.sequence * 3 * given.width + item.head * HEAD_SIZE + lane * WIDE;
      query = holds ? fresh(mine) : zero();
      newKey = newToo && holds ? fresh(mine + given.width) : zero();
      newValue = newToo && holds ? fresh(mine + 2 * given.width) : zero();
      clear(s);
    }
    const bool ends = start + round >= item.end;
    Item next = item;
    int nextStart = start + round;
    if (ends) {
      index += gridDim.x;
      next = itemAt(step, index < items ? index : 0);
      nextStart = index < items ? next.first : next.end;
    }
    float q[WIDE];
    unpack(query, q);
#pragma unroll
    for (int i = 0; i < WIDE; i++) {
      q[i] *= given.logitScale;
    }
    float score[AT_ONCE];
    float most = s.most;
#pragma unroll
    for (int i = 0; i < AT_ONCE; i++) {
      score[i] = dot(q, places.key[i]);
      if (start + i * STEP_GROUPS + group >= item.end) {
        score[i] = LEAST;
      }
      most = fmaxf(most, score[i]);
    }
    ask(step, next, nextStart, places.key, layer.keys);
    scale(s, weightOf(s.most, most));
    s.most = most;
#pragma unroll
    for (int i = 0; i < AT_ONCE; i++) {
      addWeighted(s, weightOf(score[i], most), places.value[i]);
    }
    ask(step, next, nextStart, places.value, layer.values);
    if (ends) {
      if (newToo) {
        // The whole warp takes part, since dot() joins lanes; only its first group keeps the result.
        float last = dot(q, newKey);
        if (group == 0) {
          most = fmaxf(s.most, last);
          scale(s, weightOf(s.most, most));
          s.most = most;
          addWeighted(s, exp2f(last - most), newValue);
          if (holds) {
            store(layer.keys + item.base + item.past * given.placeStride, newKey);
            store(layer.values + item.base + item.past * given.placeStride, newValue);
          }
        }
      }
      finishItem(step, item, s);
      if (index >= items) {
        return;
      }
    }
    begins = ends;
    item = next;
    start = nextStart;
  }
}

// Parts of an answer that are asked for before the first is waited for.
#define PARTS 4

// x = what attention gave, its parts joined by whoever needs them.
static __device__ __forceinline__ void joinParts(Step& step) {
  const StepArguments& given = step.given;
  const Columns mine = columnsOf(step, given.width, 4);
  const int rowWeights = given.batch * given.heads;
  const int rowValues = given.batch * given.width;
  awaitAll(step);
#pragma unroll 1
  for (int column = mine.begin; column < mine.end; column += mine.distance) {
    const float2* weights = step.weights + mine.sequence * given.heads + column / HEAD_SIZE;
    const float* values = step.parts + mine.sequence * given.width + column;
    float most = LEAST;
    float sum = 0.f;
    float value[4] = {0.f, 0.f, 0.f, 0.f};
#pragma unroll 1
    for (int start = 0; start < given.splits; start += PARTS) {
      float2 weight[PARTS];
      float4 part[PARTS];
#pragma unroll
      for (int i = 0; i < PARTS; i++) {
        bool there = start + i < given.splits;
        weight[i] = there ? __ldcg(weights + (start + i) * rowWeights) : make_float2(LEAST, 0.f);
        part[i] = there ? __ldcg((const float4*) (values + (start + i) * rowValues)) : make_float4(0.f, 0.f, 0.f, 0.f);
      }
      float larger = most;
#pragma unroll
      for (int i = 0; i < PARTS; i++) {
        larger = fmaxf(larger, weight[i].x);
      }
      const float before = weightOf(most, larger);
      most = larger;
      sum *= before;
#pragma unroll
      for (int i = 0; i < 4; i++) {
        value[i] *= before;
      }
#pragma unroll
      for (int i = 0; i < PARTS; i++) {
        float factor = weightOf(weight[i].x, larger);
        sum = fmaf(weight[i].y, factor, sum);
        value[0] = fmaf(part[i].x, factor, value[0]);
        value[1] = fmaf(part[i].y, factor, value[1]);
        value[2] = fmaf(part[i].z, factor, value[2]);
        value[3] = fmaf(part[i].w, factor, value[3]);
      }
    }
    const float inverse = 1.f / sum;
    uint2 packed;
    packed.x = (unsigned int) toScalar(value[0] * inverse) | (unsigned int) toScalar(value[1] * inverse) << 16;
    packed.y = (unsigned int) toScalar(value[2] * inverse) | (unsigned int) toScalar(value[3] * inverse) << 16;
    *(uint2*) (rowOfX(step, mine.sequence, given.width) + column) = packed;
  }
  meet();
}

#endif
