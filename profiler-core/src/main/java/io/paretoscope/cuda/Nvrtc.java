package io.paretoscope.cuda;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NVIDIA's compiler as a library, which packages of libtorch bring along. Needs no GPU and no toolkit, so that there are no headers of
 * CUDA's such as {@code cuda_fp16.h} either. One compilation at a time.
 */
public final class Nvrtc implements KernelCompiler {
    private static final List<Pattern> BUILTINS = List.of(Pattern.compile(
            Platform.isWindows() ? "nvrtc-builtins64_[0-9]+\\.dll" : "libnvrtc-builtins(-[0-9a-f]+)?\\.so[0-9.]*"));
    private static final Pattern ERROR = Pattern.compile("(.+)\\((\\d+)\\): (?:catastrophic )?error(?: #[^:]*)?: (.*)");
    private static final Pattern ARCHITECTURE = Pattern.compile("--gpu-architecture=(sm_(\\d+)[af]?)");

    /** By file: JNA unloads a library that nobody holds. */
    private static final Map<String, NativeLibrary> loadedBuiltins = new ConcurrentHashMap<>();

    private final NvrtcApi api;
    private final String origin;

    Nvrtc(NvrtcApi api, String origin) {
        this.api = api;
        this.origin = origin;
    }

    /**
     * Loads it.
     *
     * @param folders where it may lie, such as libtorch's; after them the system's own loader is asked
     * @throws CudaException where there is none, saying where it was looked for
     */
    public static Nvrtc load(List<Path> folders) throws CudaException {
        for (Path folder : folders) {
            preloadBuiltins(folder);
        }
        CudaLibrary.Loaded<NvrtcApi> loaded = CudaLibrary.NVRTC.load(folders, NvrtcApi.class);
        return new Nvrtc(loaded.api(), loaded.origin());
    }

    /**
     * NVRTC opens its built-in functions by a name with its version in it. Some packages leave the version out of the file's name;
     * once that file is loaded, its inner name is found.
     */
    private static void preloadBuiltins(Path folder) throws CudaException {
        for (Path file : CudaLibrary.in(folder, BUILTINS)) {
            try {
                loadedBuiltins.computeIfAbsent(file.toString(), NativeLibrary::getInstance);
            } catch (UnsatisfiedLinkError e) {
                throw new CudaException(file + " cannot be loaded: " + e.getMessage(), e);
            }
        }
    }

    /** Its file, or the name that the system's loader knows it as. */
    public String origin() {
        return origin;
    }

    @Override
    public String version() throws CudaException {
        IntByReference major = new IntByReference();
        IntByReference minor = new IntByReference();
        check("nvrtcVersion", api.nvrtcVersion(major, minor));
        return major.getValue() + "." + minor.getValue();
    }

    /** The architectures that it compiles for, in ascending order: 90 is {@code sm_90}. */
    public List<Integer> architectures() throws CudaException {
        IntByReference count = new IntByReference();
        check("nvrtcGetNumSupportedArchs", api.nvrtcGetNumSupportedArchs(count));
        int[] architectures = new int[count.getValue()];
        check("nvrtcGetSupportedArchs", api.nvrtcGetSupportedArchs(architectures));
        return Arrays.stream(architectures).sorted().boxed().toList();
    }

    @Override
    public CompiledKernels compile(String name, String source, List<String> options) throws CudaException {
        PointerByReference program = new PointerByReference();
        check("nvrtcCreateProgram of " + name, api.nvrtcCreateProgram(program, source, name, 0, null, null));
        try {
            int result = api.nvrtcCompileProgram(program.getValue(), options.size(), options.toArray(String[]::new));
            String log = log(program.getValue());
            if (result == NvrtcApi.ERROR_INVALID_OPTION) {
                requireKnownArchitecture(options);
            }
            if (result != NvrtcApi.SUCCESS) {
                throw new KernelCompilationException(complaint(name, result, log), log);
            }
            return new CompiledKernels(cubin(name, program.getValue()), log);
        } finally {
            // Its only error is a program that is none.
            api.nvrtcDestroyProgram(program);
        }
    }

    /** The compiler itself tells only that an option is wrong, and a card that is newer than it is nobody's mistake. */
    private void requireKnownArchitecture(List<String> options) throws CudaException {
        List<Integer> known = architectures();
        for (String option : options) {
            Matcher asked = ARCHITECTURE.matcher(option);
            if (asked.matches() && !known.contains(Integer.valueOf(asked.group(2)))) {
                throw new CudaException("NVRTC " + version() + " does not know " + asked.group(1)
                        + ", what this card needs: it compiles up to sm_" + known.getLast()
                        + ", and that of a newer libtorch may go further", null);
            }
        }
    }

    private byte[] cubin(String name, Pointer program) throws CudaException {
        LongByReference bytes = new LongByReference();
        check("nvrtcGetCUBINSize of " + name, api.nvrtcGetCUBINSize(program, bytes));
        if (bytes.getValue() == 0) {
            throw new CudaException(name + " was compiled to no machine code: the options need a real architecture,"
                    + " such as --gpu-architecture=sm_90", null);
        }
        byte[] cubin = new byte[Math.toIntExact(bytes.getValue())];
        check("nvrtcGetCUBIN of " + name, api.nvrtcGetCUBIN(program, cubin));
        return cubin;
    }

    private String log(Pointer program) throws CudaException {
        LongByReference bytes = new LongByReference();
        check("nvrtcGetProgramLogSize", api.nvrtcGetProgramLogSize(program, bytes));
        byte[] log = new byte[Math.toIntExact(bytes.getValue())];
        check("nvrtcGetProgramLog", api.nvrtcGetProgramLog(program, log));
        return Native.toString(log, StandardCharsets.UTF_8);
    }

    /** The first error of a log, in the form that editors know; where it has none, its first line. */
    private String complaint(String name, int result, String log) {
        List<String> lines = log.lines().filter(line -> !line.isBlank()).toList();
        for (String line : lines) {
            Matcher error = ERROR.matcher(line);
            if (error.matches()) {
                return error.group(1) + ":" + error.group(2) + ": " + error.group(3);
            }
        }
        return name + " cannot be compiled: " + (lines.isEmpty() ? "" : lines.getFirst().strip() + ", ")
                + api.nvrtcGetErrorString(result);
    }

    private void check(String call, int result) throws CudaException {
        if (result != NvrtcApi.SUCCESS) {
            throw new CudaException(call + ": " + api.nvrtcGetErrorString(result) + " (" + result + ")", null);
        }
    }
}
