// What all kernels share: the scalar type that weights, activations and KV cache are kept in, and how a kernel lets the next
// one begin. Compiled with -DELEMENT=32 (float32), 16 (float16) or 17 (bfloat16). Nothing is included: the compiler comes
// with libtorch, without its headers.

#define FULL_WARP 0xffffffffu
#define LEAST __int_as_float(0xff800000)

#if ELEMENT == 32
typedef float scalar;
#else
typedef unsigned short scalar;
#endif

// Scalars in 16 bytes, the widest load there is.
#define WIDE (16 / (int) sizeof(scalar))

struct __align__(16) Wide {
  unsigned int word[4];
};

static __device__ __forceinline__ float toFloat(scalar value) {
#if ELEMENT == 32
  return value;
#elif ELEMENT == 16
  float result;
  asm("cvt.f32.f16 %0, %1;" : "=f"(result) : "h"(value));
  return result;
#else
  return __uint_as_float((unsigned int) value << 16);
#endif
}

// Rounded to the nearest, ties to even.
static __device__ __forceinline__ scalar toScalar(float value) {
#if ELEMENT == 32
  return value;
#elif ELEMENT == 16
  scalar result;
  asm("cvt.rn.f16.f32 %0, %1;" : "=h"(result) : "f"(value));
  return result;
#else
  unsigned int bits = __float_as_uint(value);
  if ((bits & 0x7fffffffu) > 0x7f800000u) {
    return (scalar) 0x7fff;
  }
  return (scalar) ((bits + 0x7fffu + (bits >> 16 & 1u)) >> 16);
#endif
}

static __device__ __forceinline__ void unpack(const Wide& wide, float (&values)[WIDE]) {
#pragma unroll
  for (int i = 0; i < 4; i++) {
#if ELEMENT == 32
    values[i] = __uint_as_float(wide.word[i]);
#elif ELEMENT == 16
    values[2 * i] = toFloat((scalar) (wide.word[i] & 0xffffu));
    values[2 * i + 1] = toFloat((scalar) (wide.word[i] >> 16));
#else
    values[2 * i] = __uint_as_float(wide.word[i] << 16);
    values[2 * i + 1] = __uint_as_float(wide.word[i] & 0xffff0000u);
#endif
  }
}

static __device__ __forceinline__ Wide pack(const float (&values)[WIDE]) {
  Wide wide;
#pragma unroll
  for (int i = 0; i < 4; i++) {
#if ELEMENT == 32
    wide.word[i] = __float_as_uint(values[i]);
#else
    wide.word[i] = (unsigned int) toScalar(values[2 * i]) | (unsigned int) toScalar(values[2 * i + 1]) << 16;
#endif
  }
  return wide;
}

static __device__ __forceinline__ Wide zero() {
  Wide wide;
  wide.word[0] = wide.word[1] = wide.word[2] = wide.word[3] = 0;
  return wide;
}

// 16 bytes that this kernel reads once: they need no place in the first cache.
static __device__ __forceinline__ Wide stream(const scalar* from) {
  Wide wide;
  asm volatile("ld.global.nc.L1::no_allocate.L2::128B.v4.u32 {%0, %1, %2, %3}, [%4];"
      : "=r"(wide.word[0]), "=r"(wide.word[1]), "=r"(wide.word[2]), "=r"(wide.word[3])
      : "l"(from));
  return wide;
}

// 16 bytes that the kernel before wrote: never before after() has returned.
static __device__ __forceinline__ Wide fetch(const scalar* from) {
  return *(const Wide*) from;
}

static __device__ __forceinline__ void store(scalar* to, const Wide& wide) {
  *(Wide*) to = wide;
}

// A place in shared memory, as instructions of the assembler want it.
static __device__ __forceinline__ unsigned int sharedAddress(const void* pointer) {
  return (unsigned int) __cvta_generic_to_shared(pointer);
}

// Returns when the kernel before has ended and what it wrote can be read. What does not depend on it may come before.
static __device__ __forceinline__ void after() {
#if __CUDA_ARCH__ >= 900
  asm volatile("griddepcontrol.wait;" ::: "memory");
#endif
}

// Lets the next kernel's blocks take places that are free; it waits for this one's end by itself.
static __device__ __forceinline__ void letNextBegin() {
#if __CUDA_ARCH__ >= 900
  asm volatile("griddepcontrol.launch_dependents;" ::: "memory");
#endif
}

static __device__ __forceinline__ float warpSum(float value) {
#pragma unroll
  for (int distance = 16; distance > 0; distance /= 2) {
    value += __shfl_xor_sync(FULL_WARP, value, distance);
  }
  return value;
}
