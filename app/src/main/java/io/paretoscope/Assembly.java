package io.paretoscope;

import io.paretoscope.chart.ChartImage;
import io.paretoscope.checkpoint.Checkpoint;
import io.paretoscope.checkpoint.CheckpointFolder;
import io.paretoscope.checkpoint.HubCache;
import io.paretoscope.cli.CliParts;
import io.paretoscope.cli.SignalInterrupts;
import io.paretoscope.cli.Version;
import io.paretoscope.download.HubModel;
import io.paretoscope.download.Patience;
import io.paretoscope.export.RunCsv;
import io.paretoscope.libtorch.EngineSelector;
import io.paretoscope.libtorch.InstalledEngines;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.report.RunReport;
import io.paretoscope.selftest.KeptSelfTests;
import io.paretoscope.selftest.SelfTestPlan;
import io.paretoscope.store.RunStore;
import io.paretoscope.store.StoreLocation;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PlanJson;
import io.paretoscope.telemetry.DeviceTelemetry;
import io.paretoscope.window.WindowLauncher;
import io.paretoscope.window.WindowSetup;
import io.paretoscope.window.WindowUnavailableException;
import io.paretoscope.workbench.EngineBench;
import io.paretoscope.workbench.EngineStock;
import io.paretoscope.workbench.HostConditions;
import io.paretoscope.workbench.LocalEngines;
import io.paretoscope.workbench.LocalSelfTests;
import io.paretoscope.workbench.LocalWorkbench;
import io.paretoscope.workbench.SweepDefaults;
import io.paretoscope.workbench.Workbench;
import io.paretoscope.workbench.WorkbenchFactory;
import io.paretoscope.worker.JvmWorkerLauncher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Puts the parts together: which implementation stands behind each port. */
final class Assembly {
    /** Throughput above, latency below. */
    private static final List<Metric> CHARTS = List.of(Metric.OUTPUT_THROUGHPUT, Metric.ITL_MEDIAN);

    private static final int CHART_HEIGHT = 480;

    /** System property with which the launcher of an installed program names the engines that came with it. */
    private static final String SHIPPED_ENGINES = "paretoscope.engines";

    private Assembly() {}

    static CliParts parts() {
        WorkbenchFactory factory = new LocalFactory();
        return new CliParts(factory, Assembly::shape,
                (repository, progress) -> new HubModel(HubModel.hub(System.getenv()), repository, Patience.DEFAULT)
                        .download(HubCache.ofThisMachine(), progress),
                EngineStock.ofThisMachine(installedEngines()),
                file -> PlanJson.read(file, (location, name) -> shape(name, location)),
                (run, file) -> ChartImage.writePng(file, run, CHARTS, ChartImage.DEFAULT_WIDTH,
                        CHART_HEIGHT),
                RunReport::write,
                DeviceTelemetry::open, selfTests()::run, new SignalInterrupts(), () -> openWindow(factory));
    }

    private static LocalSelfTests selfTests() {
        return new LocalSelfTests(new JvmWorkerLauncher(selector(), false), DeviceTelemetry::open,
                new HostConditions(Version.current()), new KeptSelfTests(userStore().resolveSibling("selftest")),
                SelfTestPlan::of);
    }

    private static InstalledEngines installedEngines() {
        String named = System.getenv().getOrDefault(InstalledEngines.FOLDER_VARIABLE, "");
        return new InstalledEngines(named.isBlank() ? userStore().resolveSibling("engines") : Path.of(named),
                Optional.ofNullable(System.getProperty(SHIPPED_ENGINES)).map(Path::of));
    }

    private static EngineSelector selector() {
        return new EngineSelector(installedEngines(), System.getenv());
    }

    private static Path userStore() {
        return StoreLocation.defaultFile(System.getenv(), System.getProperty("os.name", ""),
                Path.of(System.getProperty("user.home", ".")));
    }

    /** Looks at the weights too: what is missing or damaged is said before anything runs. */
    private static OptConfig shape(String name, String location) throws IOException {
        try (Checkpoint checkpoint = CheckpointFolder.find(location, HubCache.ofThisMachine()).open(name)) {
            return checkpoint.config();
        }
    }

    private static OptConfig shape(Path folder) throws IOException {
        CheckpointFolder found = CheckpointFolder.find(folder.toString(), HubCache.ofThisMachine());
        return found.config(found.name());
    }

    private static Optional<String> openWindow(WorkbenchFactory factory) {
        Optional<String> obstacle = WindowLauncher.obstacle();
        if (obstacle.isPresent()) {
            return obstacle;
        }
        try {
            WindowLauncher.open(WindowSetup.of(() -> factory.open(Optional.empty()),
                    factory.storeFile(Optional.empty()).toString(), SweepDefaults.plan(), Assembly::shape,
                    RunCsv::write, selfTests()::run, EngineStock.ofThisMachine(installedEngines())));
            return Optional.empty();
        } catch (WindowUnavailableException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static final class LocalFactory implements WorkbenchFactory {
        @Override
        public EngineBench openEngines(boolean download) {
            return new LocalEngines(System.getenv(), selector(), download);
        }

        @Override
        public Workbench open(Optional<Path> storeFile) {
            RunStore store = RunStore.open(storeFile.orElseGet(() -> storeFile(storeFile)));
            return new LocalWorkbench(new LocalEngines(System.getenv(), selector(), false), store,
                    new HostConditions(Version.current()), DeviceTelemetry::open,
                    (device, ofRun, telemetry) -> selfTests().forRun(device, ofRun, telemetry, Optional.empty()));
        }

        @Override
        public Path storeFile(Optional<Path> storeFile) {
            return RunStore.fileOf(storeFile.orElseGet(Assembly::userStore));
        }
    }
}
