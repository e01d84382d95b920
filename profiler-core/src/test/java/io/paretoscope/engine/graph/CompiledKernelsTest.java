package io.paretoscope.engine.graph;

import io.paretoscope.cuda.CudaException;
import io.paretoscope.cuda.GpuCondition;
import io.paretoscope.cuda.Nvrtc;
import io.paretoscope.opt.Precision;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What compilers make of the kernels, where there are any. No GPU is needed. */
class CompiledKernelsTest {
    private static final Logger logger = LoggerFactory.getLogger(CompiledKernelsTest.class);
    /** Of a multiprocessor, of every card from compute capability 8.0 on. */
    private static final int REGISTERS = 65_536;
    /** The most threads of a block that each is launched with. */
    private static final Map<String, Integer> THREADS = Map.of("attention", 128, "argmax", 256, "embed", 512,
            "sum_and_norm", 512, "decode_step", WholeStep.THREADS);
    private static final Set<String> EVERYWHERE = Set.of("attention", "argmax", "embed", "sum_and_norm");
    /** Where a kernel says so itself, by its launch bounds. */
    private static final int OTHERS = 256;
    /** A register short, by one store and one load: not worth fewer threads. */
    private static final int OF_A_WHOLE_STEP = 16;
    private static final Pattern KERNEL = Pattern.compile("Compiling entry function '(\\w+)'");
    private static final Pattern STACK = Pattern
            .compile("(\\d+) bytes stack frame, (\\d+) bytes spill stores, (\\d+) bytes spill loads");
    private static final Pattern USED = Pattern.compile("Used (\\d+) registers");

    @TempDir
    private Path folder;

    /** What the compiler says of a kernel. */
    private record Resources(String kernel, int stackBytes, int spillBytes, int registers) {}

    private static Path nvcc() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Stream.of(path.split(File.pathSeparator)).map(Path::of),
                Stream.of(Path.of("/usr/local/cuda/bin")))
                .map(each -> each.resolve("nvcc"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> abort("no nvcc is on the PATH or in /usr/local/cuda/bin"));
    }

    private String compiled(String architecture, Precision precision, int headSize)
            throws IOException, InterruptedException {
        Path nvcc = nvcc();
        Path source = Files.writeString(folder.resolve("step.cu"), StepKernels.source());
        List<String> command = new ArrayList<>(List.of(nvcc.toString(), "--cubin",
                "--gpu-architecture=" + architecture, "--resource-usage", "-Xptxas", "-v", "--output-file",
                folder.resolve("step.cubin").toString()));
        command.addAll(StepKernels.options(precision, headSize));
        command.add(source.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeTrue(!said.contains("Unsupported gpu architecture"), "this nvcc does not know " + architecture);
        assertEquals(0, process.waitFor(), said);
        return said;
    }

    private static List<Resources> resources(String said) {
        List<Resources> all = new ArrayList<>();
        String kernel = "";
        int stack = 0;
        int spills = 0;
        for (String line : said.lines().toList()) {
            Matcher named = KERNEL.matcher(line);
            Matcher framed = STACK.matcher(line);
            Matcher used = USED.matcher(line);
            if (named.find()) {
                kernel = named.group(1);
            } else if (framed.find()) {
                stack = Integer.parseInt(framed.group(1));
                spills = Integer.parseInt(framed.group(2)) + Integer.parseInt(framed.group(3));
            } else if (used.find()) {
                all.add(new Resources(kernel, stack, spills, Integer.parseInt(used.group(1))));
            }
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource({"sm_80, FP16, 64", "sm_80, FP32, 80", "sm_90a, FP16, 80", "sm_90a, BF16, 64", "sm_90a, FP16, 128",
        "sm_120, BF16, 128"})
    void noKernelSpillsAndEachFitsAMultiprocessorWithItsThreads(String architecture, Precision precision, int headSize)
            throws Exception {
        List<Resources> all = resources(compiled(architecture, precision, headSize));
        assertTrue(all.stream().map(Resources::kernel).toList().containsAll(EVERYWHERE), all.toString());
        boolean whole = architecture.equals("sm_90a");
        assertEquals(whole, all.stream().anyMatch(one -> one.kernel.equals("decode_step")), all.toString());
        for (Resources one : all) {
            logger.info("{} of {} for {}, heads of {}: {} registers", one.kernel, precision, architecture, headSize,
                    one.registers);
            int most = one.kernel.equals("decode_step") ? OF_A_WHOLE_STEP : 0;
            assertTrue(one.spillBytes + one.stackBytes <= most, one.toString());
            int threads = THREADS.getOrDefault(one.kernel, OTHERS);
            assertTrue(one.registers <= REGISTERS / threads, one + " with " + threads + " threads");
        }
    }

    private static Nvrtc nvrtc() {
        try {
            return Nvrtc.load(GpuCondition.libraries());
        } catch (CudaException e) {
            return abort(e.getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theCompilerOfLibtorchTakesThemWithoutAWarning(Precision precision) throws Exception {
        Nvrtc nvrtc = nvrtc();
        List<Integer> known = nvrtc.architectures();
        List<Integer> architectures = Stream.of(80, 90, 120).filter(known::contains).toList();
        assertFalse(architectures.isEmpty(), known.toString());
        for (int architecture : architectures) {
            List<String> options = new ArrayList<>(StepKernels.options(precision, 64));
            options.add("--gpu-architecture=sm_" + architecture + (architecture == 90 ? "a" : ""));
            assertEquals("", nvrtc.compile("step", StepKernels.source(), options).log().strip());
        }
    }

    /** The package of libtorch has the compiler without its headers. */
    @Test
    void nothingIsIncluded() {
        assertFalse(StepKernels.source().lines().anyMatch(line -> line.strip().startsWith("#include")));
    }
}
