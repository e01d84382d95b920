package io.paretoscope.window;

import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.workbench.EngineStock;
import io.paretoscope.workbench.SelfTester;
import io.paretoscope.workbench.Workbench;
import java.util.function.Supplier;

/**
 * What a window needs to open.
 *
 * @param workbench opens the workbench; called once, off the FX thread. Where it throws, the window stays open and shows
 *     the exception's message
 * @param store how the status bar names the store, usually its file
 * @param plan what the fields hold at first
 * @param configs finds out which model lies in a checkpoint folder
 * @param exporter writes the points of a run as CSV
 * @param selfTests tests how well this machine measures
 * @param engines the builds of libtorch that are installed
 * @param memory keeps how the window was left
 * @param files asks for files
 */
public record WindowSetup(Supplier<Workbench> workbench, String store, SweepPlan plan, ConfigReader configs,
        RunExporter exporter, SelfTester selfTests, EngineStock engines, WindowMemory memory, FilePrompt files) {

    /** On the desktop: the user's Java preferences, the desktop's file dialogs. */
    public static WindowSetup of(Supplier<Workbench> workbench, String store, SweepPlan plan, ConfigReader configs,
            RunExporter exporter, SelfTester selfTests, EngineStock engines) {
        return new WindowSetup(workbench, store, plan, configs, exporter, selfTests, engines, new PreferencesMemory(),
                new NativeFilePrompt());
    }
}
