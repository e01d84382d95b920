package io.paretoscope.workbench;

import io.paretoscope.cuda.CudaDriver;
import io.paretoscope.cuda.CudaException;
import io.paretoscope.download.DjlNatives;
import io.paretoscope.download.Patience;
import io.paretoscope.download.Progress;
import io.paretoscope.libtorch.EngineChoice;
import io.paretoscope.libtorch.EngineInstaller;
import io.paretoscope.libtorch.EngineSelector;
import io.paretoscope.libtorch.EngineSource;
import io.paretoscope.libtorch.FreeSpace;
import io.paretoscope.libtorch.InstallException;
import io.paretoscope.libtorch.InstalledEngine;
import io.paretoscope.libtorch.InstalledEngines;
import io.paretoscope.libtorch.LibTorchFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The engines that are installed on this machine, and how more are. Thread-safe. */
public final class EngineStock {
    private final InstalledEngines engines;
    private final Map<String, String> environment;
    private final EngineInstaller installer;
    private final Supplier<Optional<String>> noGpu;

    /**
     * A stock.
     *
     * @param environment the user's, which may choose an engine and name a mirror
     * @param disk where they are kept
     * @param noGpu tells in one line why there is no GPU here; empty where there is one
     */
    public EngineStock(InstalledEngines engines, Map<String, String> environment, FreeSpace disk,
            Supplier<Optional<String>> noGpu) {
        this.engines = engines;
        this.environment = Map.copyOf(environment);
        this.installer = new EngineInstaller(engines, disk, InstantSource.system());
        this.noGpu = noGpu;
    }

    /** That of this machine. */
    public static EngineStock ofThisMachine(InstalledEngines engines) {
        return new EngineStock(engines, System.getenv(), FreeSpace.OF_DISK, EngineStock::whyNoGpu);
    }

    private static Optional<String> whyNoGpu() {
        try {
            return CudaDriver.load().gpus().isEmpty()
                    ? Optional.of("the NVIDIA driver sees no GPU")
                    : Optional.empty();
        } catch (CudaException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** What is installed, with what came with the program. */
    public InstalledEngines.Listing list() {
        return engines.list();
    }

    /** Where engines are kept. */
    public InstalledEngines engines() {
        return engines;
    }

    /** Why there is no GPU here, in one line; empty where there is one. Asks the driver. */
    public Optional<String> noGpu() {
        return noGpu.get();
    }

    /** What a worker for a GPU, or one for the CPU, would get now. */
    public EngineChoice choice(boolean gpu) {
        return new EngineSelector(engines, environment).choose(gpu);
    }

    /**
     * What is published for the program's own version of libtorch. Nothing is asked yet.
     *
     * @throws IOException where the mirror that was named is no address
     */
    public EngineSource published() throws IOException {
        return new EngineSource.Published(
                new DjlNatives(DjlNatives.address(environment), LibTorchFolder.BUNDLED_VERSION,
                        Patience.DEFAULT));
    }

    /** What lies in a folder: DJL's artifacts where it holds any, or else a libtorch. */
    public EngineSource in(Path folder) {
        return EngineSource.Artifacts.areIn(folder)
                ? new EngineSource.Artifacts(folder, Optional.empty(), Optional.empty())
                : new EngineSource.Folder(folder);
    }

    /**
     * Installs an engine, and blocks until it is there. An interrupt ends it, and then no engine is there that was not before.
     *
     * @throws IOException with one line that says what stands in the way
     */
    public InstalledEngine install(EngineSource source, Progress progress) throws IOException, InterruptedException {
        return installer.install(source, progress);
    }

    /**
     * Takes one away.
     *
     * @return whether there was any of that name
     */
    public boolean remove(String name) throws InstallException {
        return engines.remove(name);
    }
}
