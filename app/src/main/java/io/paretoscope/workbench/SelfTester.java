package io.paretoscope.workbench;

import io.paretoscope.engine.DeviceReport;
import io.paretoscope.selftest.SelfTestReport;
import io.paretoscope.worker.WorkerException;
import java.util.function.Consumer;

/** Tests how well this machine measures. */
@FunctionalInterface
public interface SelfTester {
    /**
     * Runs a full self-test of {@code device} and keeps its report; takes about half a minute.
     *
     * @param progress hears, on the caller's thread, what comes next, and at the end where the report is kept, or why it is not
     * @throws WorkerException with a one-line message, where no worker can be started
     */
    SelfTestReport run(DeviceReport device, Consumer<String> progress) throws WorkerException;
}
