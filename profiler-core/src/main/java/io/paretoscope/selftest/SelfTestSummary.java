package io.paretoscope.selftest;

import io.paretoscope.engine.DeviceId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a self-test found, for people: without its raw samples.
 *
 * @param device the device, as {@link DeviceId} names it
 * @param startedAt when it began
 * @param tookSeconds how long it took
 * @param library the native library in use; empty for the short form, which needs none
 * @param checks in the order in which they are shown
 */
public record SelfTestSummary(String device, Instant startedAt, double tookSeconds, Optional<String> library,
        List<Check> checks) {
    public SelfTestSummary {
        checks = List.copyOf(checks);
    }

    /** The same of a report. */
    public static SelfTestSummary of(SelfTestReport report) {
        return new SelfTestSummary(report.device().toString(), report.startedAt(),
                report.tookNanos() / SelfTestJson.NANOS_PER_SECOND,
                report.performance().map(SelfTestReport.Performance::library), report.checks());
    }

    /** Whether it also says what the device can do. */
    public boolean full() {
        return library.isPresent();
    }

    /** The worst verdict of all. */
    public Check.Verdict worst() {
        return Check.worst(checks);
    }
}
