package io.paretoscope.cli;

import io.paretoscope.download.HubModel;
import io.paretoscope.download.Progress;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.telemetry.LiveTelemetry;
import io.paretoscope.telemetry.SamplingPeriods;
import io.paretoscope.workbench.EngineStock;
import io.paretoscope.workbench.SelfTester;
import io.paretoscope.workbench.WorkbenchFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the command line stands on, wired in one place. Every {@link IOException} of a part has a one-line message that
 * names the file.
 *
 * @param workbenches opens engines and stores
 * @param checkpoints reads the shape of a model with stored weights, and sees that they are there
 * @param models fetches trained weights
 * @param engines the builds of libtorch that are installed
 * @param plans reads a plan file
 * @param charts draws a run into a PNG file
 * @param reports writes a run as a page
 * @param telemetry watches a device
 * @param selfTests tests how well this machine measures
 * @param interrupts tells of Ctrl-C
 * @param window opens the window
 */
public record CliParts(WorkbenchFactory workbenches, CheckpointShapes checkpoints, ModelFetcher models,
        EngineStock engines, PlanReader plans,
        ChartWriter charts, ReportWriter reports, TelemetryOpener telemetry, SelfTester selfTests,
        Interrupts interrupts,
        WindowOpener window) {

    /** Reads the shape of a model with stored weights, and sees that they are there. */
    @FunctionalInterface
    public interface CheckpointShapes {
        /**
         * The shape of the model at {@code location}, whose weights are all there.
         *
         * @param name what the model is to be called
         * @param location a folder in Hugging Face's layout, or a model name to look up in the Hugging Face cache
         */
        OptConfig read(String name, String location) throws IOException;
    }

    /** Fetches trained weights from where they are published. */
    @FunctionalInterface
    public interface ModelFetcher {
        /**
         * Fetches a model into the Hugging Face cache, and blocks until it is there.
         *
         * @param repository organisation and name, such as {@code facebook/opt-125m}
         * @throws IOException where it cannot be had
         */
        HubModel.Fetched fetch(String repository, Progress progress) throws IOException, InterruptedException;
    }

    /** Reads a plan file. */
    @FunctionalInterface
    public interface PlanReader {
        /** The plan in {@code file}. */
        SweepPlan read(Path file) throws IOException;
    }

    /** Draws a run. */
    @FunctionalInterface
    public interface ChartWriter {
        /**
         * Draws throughput and latency against batch size into a PNG file. Needs no display.
         *
         * @throws IOException where the file cannot be written, or nothing can be drawn on this machine (no fonts)
         */
        void write(StoredRun run, Path pngFile) throws IOException;
    }

    /** Writes a run as a page. */
    @FunctionalInterface
    public interface ReportWriter {
        /**
         * Writes a self-contained HTML page. Needs no display.
         *
         * @throws IOException where the file cannot be written, or nothing can be drawn on this machine (no fonts)
         */
        void write(StoredRun run, Path htmlFile) throws IOException;
    }

    /** Watches a device. */
    @FunctionalInterface
    public interface TelemetryOpener {
        /** Begins to watch {@code device}. Never fails: what cannot be had is unavailable there, with the reason. */
        LiveTelemetry open(DeviceId device, SamplingPeriods periods);
    }

    /** Tells of Ctrl-C. */
    @FunctionalInterface
    public interface Interrupts {
        /**
         * Calls {@code action}, on some other thread, at every Ctrl-C until the result is closed; then Ctrl-C ends the
         * process again.
         */
        Registration onInterrupt(Runnable action);

        /** A handler that is in place. */
        interface Registration extends AutoCloseable {
            /** Takes the handler away. A second call does nothing. */
            @Override
            void close();
        }
    }

    /** Opens the window. */
    @FunctionalInterface
    public interface WindowOpener {
        /**
         * Opens the window and returns when it is closed.
         *
         * @return empty once the window was closed, or in one line why there can be none here (no display, no GTK)
         */
        Optional<String> open();
    }
}
