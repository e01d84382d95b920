package io.paretoscope.cuda;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.ByReference;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;

/**
 * The functions of cuBLASLt that are used, as {@code cublasLt.h} declares them; a pointer to memory of the card, a {@code size_t} and
 * a {@code uint64_t} are a {@code long}. Each returns a {@code cublasStatus_t} but those that return a text or a number.
 */
@SuppressWarnings("MethodName") // exported symbols
interface CublasLtApi extends Library {
    int SUCCESS = 0;

    /** {@code CUBLAS_COMPUTE_32F}: products and sums in single precision, never in TensorFloat-32. */
    int COMPUTE_32F = 68;
    /** {@code cudaDataType_t}. */
    int R_32F = 0;
    int R_16F = 2;
    int R_16BF = 14;
    /** {@code cublasOperation_t}. */
    int OP_N = 0;
    int OP_T = 1;

    /** {@code cublasLtMatmulDescAttributes_t}; each of 4 bytes but the pointer. */
    int DESC_TRANSA = 3;
    int DESC_TRANSB = 4;
    int DESC_EPILOGUE = 7;
    int DESC_BIAS_POINTER = 8;
    int DESC_BIAS_DATA_TYPE = 26;

    /** {@code cublasLtEpilogue_t}. */
    int EPILOGUE_DEFAULT = 1;
    int EPILOGUE_BIAS = 4;
    int EPILOGUE_RELU_BIAS = 6;

    /** {@code cublasLtMatmulPreferenceAttributes_t}; each of 4 bytes but the workspace. */
    int PREF_MAX_WORKSPACE_BYTES = 1;
    int PREF_REDUCTION_SCHEME_MASK = 3;
    int PREF_MIN_ALIGNMENT_A_BYTES = 5;
    int PREF_MIN_ALIGNMENT_B_BYTES = 6;
    int PREF_MIN_ALIGNMENT_C_BYTES = 7;
    int PREF_MIN_ALIGNMENT_D_BYTES = 8;

    /** {@code CUBLASLT_REDUCTION_SCHEME_COMPUTE_TYPE}: parts of a sum meet in the type of computation. */
    int REDUCTION_SCHEME_COMPUTE_TYPE = 2;

    /** {@code sizeof(cublasLtMatmulAlgo_t)}. */
    int ALGO_BYTES = 64;
    /** {@code cublasLtMatmulHeuristicResult_t}: its size, and where its fields behind the algorithm lie. */
    int HEURISTIC_BYTES = 96;
    int HEURISTIC_WORKSPACE = 64;
    int HEURISTIC_STATE = 72;
    int HEURISTIC_WAVES = 76;

    int cublasLtCreate(PointerByReference handle);

    int cublasLtDestroy(Pointer handle);

    /** The version as a number: 120405 is 12.4.5. */
    long cublasLtGetVersion();

    int cublasLtMatmulDescCreate(PointerByReference description, int computeType, int scaleType);

    int cublasLtMatmulDescSetAttribute(Pointer description, int attribute, ByReference value, long bytes);

    int cublasLtMatmulDescDestroy(Pointer description);

    int cublasLtMatrixLayoutCreate(PointerByReference layout, int type, long rows, long columns, long leadingDimension);

    int cublasLtMatrixLayoutDestroy(Pointer layout);

    int cublasLtMatmulPreferenceCreate(PointerByReference preference);

    int cublasLtMatmulPreferenceSetAttribute(Pointer preference, int attribute, ByReference value, long bytes);

    int cublasLtMatmulPreferenceDestroy(Pointer preference);

    int cublasLtMatmulAlgoGetHeuristic(Pointer handle, Pointer description, Pointer a, Pointer b, Pointer c, Pointer d,
            Pointer preference, int requested, Pointer results, IntByReference returned);

    int cublasLtMatmul(Pointer handle, Pointer description, ByReference alpha, long a, Pointer aLayout, long b,
            Pointer bLayout, ByReference beta, long c, Pointer cLayout, long d, Pointer dLayout, Pointer algorithm,
            long workspace, long workspaceBytes, Pointer stream);

    String cublasLtGetStatusName(int status);
}
