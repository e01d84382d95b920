package io.paretoscope.window;

import io.paretoscope.libtorch.InstalledEngines;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.selftest.Reports;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.workbench.EngineStock;
import io.paretoscope.workbench.FakeWorkbench;
import io.paretoscope.workbench.Samples;
import io.paretoscope.workbench.SelfTester;
import io.paretoscope.workbench.Workbench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.stage.Window;

/** What windows under test are opened with. */
final class Setups {
    private Setups() {}

    /** Memory for as long as the test lasts. */
    static final class ShortMemory implements WindowMemory {
        private WindowState state;

        ShortMemory(Theme theme) {
            state = new WindowState(theme, Optional.empty(), false, false, "", WindowState.Layout.FIRST);
        }

        @Override
        public WindowState load() {
            return state;
        }

        @Override
        public void save(WindowState newState) {
            state = newState;
        }
    }

    /** Answers every question for a file with one of the folder that it was made with. */
    record FolderPrompt(Path folder) implements FilePrompt {
        @Override
        public Optional<Path> save(Window owner, String title, String kind, String suggested) {
            return Optional.of(folder.resolve(suggested));
        }

        @Override
        public Optional<Path> open(Window owner, String title, String kind, String ending) {
            return Optional.of(folder.resolve("chosen" + ending));
        }

        @Override
        public Optional<Path> folder(Window owner, String title) {
            return Optional.of(folder);
        }
    }

    static WindowSetup of(FakeWorkbench workbench) {
        return of(() -> workbench, Theme.LIGHT, Path.of("nowhere"));
    }

    static WindowSetup of(Supplier<Workbench> workbench, Theme theme, Path folder) {
        return of(workbench, theme, folder, Samples.plan(List.of(1, 2, 4, 8), "opt-125m"));
    }

    static WindowSetup of(Supplier<Workbench> workbench, Theme theme, Path folder, SweepPlan plan) {
        return of(workbench, theme, folder, plan, (device, progress) -> {
            progress.accept("copy rate");
            return Reports.full(device.id());
        });
    }

    static WindowSetup of(FakeWorkbench workbench, SelfTester selfTests) {
        return of(() -> workbench, Theme.LIGHT, Path.of("nowhere"), Samples.plan(List.of(1, 2, 4, 8), "opt-125m"),
                selfTests);
    }

    private static WindowSetup of(Supplier<Workbench> workbench, Theme theme, Path folder, SweepPlan plan,
            SelfTester selfTests) {
        return new WindowSetup(workbench, "/home/ada/.local/share/paretoscope/runs.mv.db", plan, Setups::config,
                (run, file) -> Files.writeString(file, "run," + run.summary().id() + "\n"), selfTests, noOffer(folder),
                new ShortMemory(theme), new FolderPrompt(folder));
    }

    /** Whoever names a libtorch is offered none. */
    private static EngineStock noOffer(Path folder) {
        return engines(folder, Map.of("PYTORCH_LIBRARY_PATH", "/opt/torch/lib"));
    }

    static EngineStock engines(Path folder, Map<String, String> environment) {
        return new EngineStock(new InstalledEngines(folder.resolve("engines"), Optional.empty()), environment,
                _ -> Long.MAX_VALUE, Optional::empty);
    }

    /** The same with these engines. */
    static WindowSetup with(WindowSetup setup, EngineStock engines) {
        return new WindowSetup(setup.workbench(), setup.store(), setup.plan(), setup.configs(), setup.exporter(),
                setup.selfTests(), engines, setup.memory(), setup.files());
    }

    private static io.paretoscope.opt.OptConfig config(Path folder) throws IOException {
        if (!Files.exists(folder.resolve("config.json"))) {
            throw new IOException(folder.resolve("config.json") + ": no such file");
        }
        return OptCatalog.get("opt-125m");
    }
}
