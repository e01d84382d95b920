package io.paretoscope.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import io.paretoscope.checkpoint.Checkpoint;
import io.paretoscope.cuda.CudaException;
import io.paretoscope.engine.graph.GraphRuntime;
import io.paretoscope.libtorch.LibTorchFolder;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * libtorch in this process, loaded once through DJL. Only worker processes make one: an error of native code ends the process
 * that loaded it.
 */
public final class TorchRuntime {
    /** What DJL says where it finds no library and has been told to stay off the network. */
    private static final String DJL_MAY_NOT_DOWNLOAD = "Offline mode is enabled";

    private final Engine engine;
    private final LibTorchFolder folder;

    private TorchRuntime(Engine engine, LibTorchFolder folder) {
        this.engine = engine;
        this.folder = folder;
    }

    /**
     * Loads libtorch as DJL finds it: from {@code PYTORCH_LIBRARY_PATH}, from the class path, or from DJL's own cache.
     *
     * @param environment the process's environment
     * @throws EngineException where there is none, or where it does not fit DJL's JNI library
     */
    public static TorchRuntime load(Map<String, String> environment) throws EngineException {
        // DJL would otherwise report its use to its makers.
        System.setProperty("OPT_OUT_TRACKING", "true");
        Optional<String> mismatch = LibTorchFolder.mismatch(environment);
        if (mismatch.isPresent()) {
            throw new EngineException(mismatch.get(), null);
        }
        try {
            Engine engine = Engine.getEngine("PyTorch");
            return new TorchRuntime(engine,
                    LibTorchFolder.loaded(LibUtils.getVersion(), LibUtils.getLibtorchPath(), environment));
        } catch (RuntimeException | LinkageError | AssertionError e) {
            String reason = Native.reason(rootCause(e));
            throw new EngineException(reason.startsWith(DJL_MAY_NOT_DOWNLOAD)
                    ? "no libtorch was found, neither on the class path nor in DJL's cache"
                            + LibTorchFolder.hintOfVersion(environment)
                    : "libtorch cannot be loaded: " + reason, e);
        }
    }

    private static Throwable rootCause(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Version, flavor and folder of the library, for people. */
    public String library() {
        return folder.toString();
    }

    /** CUDA devices that this libtorch can use; 0 for a build without CUDA. */
    public int cudaDevices() {
        return folder.cuda() ? engine.getGpuCount() : 0;
    }

    /**
     * An engine with random weights, labelled synthetic by whoever shows its results.
     *
     * @param kind the kind that is asked for; {@link InferenceEngine#use} tells which it became
     * @throws EngineException where the device does not know that kind, or the model cannot be made there
     */
    public InferenceEngine synthetic(OptConfig config, Precision precision, DeviceId device, EngineKind kind,
            long seed) throws EngineException {
        engine.setRandomSeed(Long.hashCode(seed));
        return open(config, precision, device, kind, WeightSources::synthetic);
    }

    /**
     * An engine with the weights of {@code checkpoint}, which may be closed afterwards.
     *
     * @param kind the kind that is asked for; {@link InferenceEngine#use} tells which it became
     * @throws EngineException where the device does not know that kind, or the model cannot be loaded there
     */
    public InferenceEngine stored(Checkpoint checkpoint, Precision precision, DeviceId device, EngineKind kind)
            throws EngineException {
        return open(checkpoint.config(), precision, device, kind,
                tensors -> WeightSources.stored(checkpoint, tensors));
    }

    private InferenceEngine open(OptConfig config, Precision precision, DeviceId device, EngineKind kind,
            Function<DeviceTensors, OptWeights.Source> source) throws EngineException {
        Optional<String> obstacle = kind.obstacleOn(device);
        if (obstacle.isPresent()) {
            throw new EngineException(obstacle.get(), null);
        }
        PtNDManager manager = manager(device);
        try {
            PtSymbolBlock script = script(manager);
            DeviceTensors tensors = Native.call(device.toString(),
                    () -> new DeviceTensors(manager, script, precision));
            OptWeights weights = OptWeights.load(config, tensors, source.apply(tensors));
            return TorchScriptEngine.over(
                    new SharedModel(config, manager, script, tensors, weights, stepsBy(kind, device, precision)));
        } catch (EngineException | RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    private StepsBy stepsBy(EngineKind kind, DeviceId device, Precision precision) {
        if (kind == EngineKind.GRAPH) {
            return new StepsBy.Graph(libraryFolder(), device.index(), precision);
        }
        return device.isCpu() && precision == Precision.FP32 ? new StepsBy.Java() : new StepsBy.Script();
    }

    /** Whether this program's own kernels can run on {@code device}, known by having compiled them for it. */
    public OwnKernels ownKernels(DeviceId device) {
        if (device.isCpu()) {
            return new OwnKernels.Unavailable("they need an NVIDIA GPU");
        }
        if (!folder.cuda()) {
            return new OwnKernels.Unavailable(library() + " is built without CUDA");
        }
        try {
            GraphRuntime.open(device.index(), List.of(libraryFolder()), PrecisionProbe.TINY, Precision.FP16).close();
            return new OwnKernels.Available();
        } catch (CudaException e) {
            return new OwnKernels.Unavailable(e.getMessage());
        }
    }

    /** Where the loaded libtorch lies. */
    public Path libraryFolder() {
        return folder.folder();
    }

    /** How many threads libtorch takes on the CPU for what the calling thread asks of it. */
    public static void useThreads(int threads) {
        JniUtils.setNumThreads(threads);
    }

    PtSymbolBlock script(PtNDManager manager) throws EngineException {
        interpretPlainly();
        return Native.call("the forward pass", () -> {
            try {
                return JniUtils.loadModule(manager, OptScript.archive(), false, false);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /**
     * Has scripts run as they are on the calling thread, whose setting this is. The profiling executor would compile anew on the
     * first calls of every shape; no fusion it finds pays for that.
     */
    static void interpretPlainly() {
        JniUtils.setGraphExecutorOptimize(false);
    }

    /** Refuses a device that this libtorch does not see. */
    public void checkUsable(DeviceId device) throws EngineException {
        if (!device.isCpu() && device.index() >= cudaDevices()) {
            throw new EngineException(device + " cannot be used by " + library() + ": it sees " + cudaDevices()
                    + " CUDA devices", null);
        }
    }

    PtNDManager manager(DeviceId device) throws EngineException {
        if (device.isCpu()) {
            return (PtNDManager) engine.newBaseManager(Device.cpu());
        }
        checkUsable(device);
        return Native.call(device.toString(), () -> (PtNDManager) engine.newBaseManager(Device.gpu(device.index())));
    }
}
