package io.paretoscope.telemetry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Holds docs/telemetry.md and the program together. */
class TelemetryPageTest {
    private static String page() throws IOException {
        return Files.readString(Path.of("..", "docs", "telemetry.md"));
    }

    @ParameterizedTest
    @EnumSource
    void aQuantityIsOnThePage(Quantity quantity) throws IOException {
        assertTrue(page().contains("`" + quantity.key() + "`"), quantity::key);
    }

    @ParameterizedTest
    @EnumSource
    void aPaceHasItsPeriodOnThePage(Pace pace) throws IOException {
        long millis = Duration.ofNanos(SamplingPeriods.DEFAULT.nanos(pace)).toMillis();
        assertTrue(page().contains("| " + pace.name().toLowerCase(Locale.ROOT) + " | " + millis + " ms"),
                () -> pace + ": " + millis);
    }

    @Test
    void theVersionOfTheMeterIsOnThePage() throws IOException {
        assertTrue(page().contains("`EnergyMeter`, version " + EnergyMeter.VERSION + ","));
    }
}
