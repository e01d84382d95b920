package io.paretoscope.cuda;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class KernelCacheTest {
    private static final KernelTarget HOPPER = new KernelTarget("sm_90", "12.4");
    private static final List<String> OPTIONS = List.of("--use_fast_math", "-DWIDTH=8");

    @TempDir
    private Path temporary;

    private final Counting compiler = new Counting();

    /** A compiler whose machine code is what it was asked for. */
    private static final class Counting implements KernelCompiler {
        private final List<List<String>> compiled = new ArrayList<>();
        private String version = "12.4";

        @Override
        public String version() {
            return version;
        }

        @Override
        public CompiledKernels compile(String name, String source, List<String> options) throws CudaException {
            compiled.add(options);
            if (source.contains("error")) {
                throw new KernelCompilationException(name + ":1: error", "all of it");
            }
            return new CompiledKernels((version + name + source + options).getBytes(StandardCharsets.UTF_8), "");
        }
    }

    private Path folder() {
        return temporary.resolve("made").resolve("when needed");
    }

    private byte[] cubin(KernelTarget target, String source, List<String> options) throws CudaException {
        return new KernelCache(folder(), compiler).cubin(target, "a.cu", source, options);
    }

    private byte[] cubin() throws CudaException {
        return cubin(HOPPER, "source", OPTIONS);
    }

    private List<Path> files() throws Exception {
        try (Stream<Path> files = Files.list(folder())) {
            return files.toList();
        }
    }

    @Test
    void whatWasCompiledOnceIsReadThen() throws Exception {
        byte[] first = cubin();
        assertArrayEquals(first, cubin());
        assertEquals(1, compiler.compiled.size());
    }

    @Test
    void theArchitectureIsAmongTheOptions() throws Exception {
        cubin();
        assertEquals(List.of(List.of("--gpu-architecture=sm_90", "--use_fast_math", "-DWIDTH=8")), compiler.compiled);
    }

    @Test
    void eachEntryIsOneFinishedFile() throws Exception {
        cubin();
        cubin(HOPPER, "another", OPTIONS);
        assertEquals(2, files().size());
        assertTrue(files().stream().allMatch(file -> file.toString().endsWith(".cubin")), files().toString());
    }

    static Stream<Arguments> whatDiffers() {
        return Stream.of(Arguments.of(new KernelTarget("sm_90a", "12.4"), "source", OPTIONS),
                Arguments.of(new KernelTarget("sm_90", "12.8"), "source", OPTIONS),
                Arguments.of(HOPPER, "source ", OPTIONS),
                Arguments.of(HOPPER, "source", List.of("-DWIDTH=8", "--use_fast_math")),
                Arguments.of(HOPPER, "source", List.of("--use_fast_math-DWIDTH=8")),
                Arguments.of(HOPPER, "source--use_fast_math", List.of("-DWIDTH=8")));
    }

    @ParameterizedTest
    @MethodSource("whatDiffers")
    void whatMayCompileDifferentlyIsCompiled(KernelTarget target, String source, List<String> options)
            throws Exception {
        cubin();
        cubin(target, source, options);
        assertEquals(2, compiler.compiled.size());
    }

    @Test
    void anotherCompilerCompilesAnew() throws Exception {
        cubin();
        compiler.version = "12.8";
        cubin();
        assertEquals(2, compiler.compiled.size());
    }

    static Stream<UnaryOperator<byte[]>> damages() {
        return Stream.of(entry -> new byte[0],
                entry -> Arrays.copyOf(entry, 48),
                entry -> Arrays.copyOf(entry, entry.length - 1),
                entry -> Arrays.copyOf(entry, entry.length + 1),
                entry -> changed(entry, 7),
                entry -> changed(entry, 15),
                entry -> changed(entry, 16),
                entry -> changed(entry, entry.length - 1));
    }

    private static byte[] changed(byte[] entry, int index) {
        byte[] changed = entry.clone();
        changed[index] ^= 1;
        return changed;
    }

    @ParameterizedTest
    @MethodSource("damages")
    void aDamagedEntryIsCompiledAnewAndMended(UnaryOperator<byte[]> damage) throws Exception {
        byte[] first = cubin();
        Path entry = files().getFirst();
        Files.write(entry, damage.apply(Files.readAllBytes(entry)));
        assertArrayEquals(first, cubin());
        assertArrayEquals(first, cubin());
        assertEquals(2, compiler.compiled.size());
    }

    @Test
    void aFolderThatCannotBeWrittenCostsOnlyTime() throws Exception {
        Files.writeString(temporary.resolve("made"), "a file");
        byte[] first = cubin();
        assertArrayEquals(first, cubin());
        assertEquals(2, compiler.compiled.size());
    }

    @Test
    void anEntryThatCannotBeReplacedCostsOnlyTime() throws Exception {
        byte[] first = cubin();
        Path entry = files().getFirst();
        Files.delete(entry);
        Files.createDirectories(entry.resolve("occupied"));
        assertArrayEquals(first, cubin());
        assertEquals(List.of(entry), files());
    }

    @Test
    void whatCannotBeCompiledIsNotKept() {
        assertThrows(KernelCompilationException.class, () -> cubin(HOPPER, "error", OPTIONS));
        assertThrows(KernelCompilationException.class, () -> cubin(HOPPER, "error", OPTIONS));
        assertEquals(2, compiler.compiled.size());
        assertFalse(Files.exists(folder()));
    }

    @Test
    void theCompilerItselfIsAskedOnce() throws Exception {
        Nvrtc nvrtc = InstalledCuda.nvrtc();
        String source = "extern \"C\" __global__ void set(int* to) { *to = VALUE; }";
        byte[] compiled = new KernelCache(folder(), nvrtc).cubin(HOPPER, "set.cu", source, List.of("-DVALUE=42"));
        assertEquals("\u007fELF", new String(compiled, 0, 4, StandardCharsets.US_ASCII));
        compiler.version = nvrtc.version();
        assertArrayEquals(compiled,
                new KernelCache(folder(), compiler).cubin(HOPPER, "set.cu", source, List.of("-DVALUE=42")));
        assertEquals(List.of(), compiler.compiled);
    }
}
