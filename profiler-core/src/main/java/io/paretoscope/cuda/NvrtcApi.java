package io.paretoscope.cuda;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;

/** The functions of NVRTC that are used, as {@code nvrtc.h} declares them. Each but one returns an {@code nvrtcResult}. */
@SuppressWarnings("MethodName") // exported symbols
interface NvrtcApi extends Library {
    int SUCCESS = 0;
    int ERROR_INVALID_OPTION = 5;
    int ERROR_COMPILATION = 6;

    int nvrtcVersion(IntByReference major, IntByReference minor);

    int nvrtcGetNumSupportedArchs(IntByReference count);

    int nvrtcGetSupportedArchs(int[] architectures);

    int nvrtcCreateProgram(PointerByReference program, String source, String name, int headers,
            String @Nullable [] headerTexts, String @Nullable [] headerNames);

    int nvrtcCompileProgram(Pointer program, int count, String[] options);

    int nvrtcGetCUBINSize(Pointer program, LongByReference bytes);

    int nvrtcGetCUBIN(Pointer program, byte[] cubin);

    int nvrtcGetProgramLogSize(Pointer program, LongByReference bytes);

    int nvrtcGetProgramLog(Pointer program, byte[] log);

    int nvrtcDestroyProgram(PointerByReference program);

    String nvrtcGetErrorString(int result);
}
