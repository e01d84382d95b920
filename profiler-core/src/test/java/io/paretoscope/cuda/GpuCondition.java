package io.paretoscope.cuda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether this machine can run own kernels. What keeps it from that goes to the console, once. */
public final class GpuCondition implements ExecutionCondition {
    private static final Logger logger = LoggerFactory.getLogger(GpuCondition.class);
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return obstacle().map(GpuCondition::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled("there are a GPU and the libraries"));
    }

    private static ConditionEvaluationResult disabled(String reason) {
        tell(reason);
        return ConditionEvaluationResult.disabled(reason);
    }

    /** Says on the console why tests do not run, unless something of the kind has been said. */
    public static void tell(String reason) {
        if (TOLD.compareAndSet(false, true)) {
            logger.warn("the tests that need a GPU did not run: {}", reason);
        }
    }

    private static Optional<String> obstacle() {
        try {
            if (CudaDriver.load().gpus().isEmpty()) {
                return Optional.of("the NVIDIA driver shows no GPU");
            }
            List<Path> folders = InstalledCuda.folders();
            Nvrtc.load(folders);
            CudaLibrary.CUBLAS_LT.load(folders, CublasLtApi.class);
            return Optional.empty();
        } catch (CudaException e) {
            return Optional.of(e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folders in which CUDA's libraries may lie on this machine. */
    public static List<Path> libraries() {
        try {
            return InstalledCuda.folders();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
