package io.paretoscope.sweep;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.Precision;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EtaTest {
    private static Point point(String model, int batch) {
        return new Point(0, new ModelSource(OptCatalog.get(model), new WeightsRef.Synthetic(0)), batch, 16, 16,
                Precision.FP32, DeviceId.CPU);
    }

    @Test
    void isUnknownBeforeAnythingWasMeasured() {
        assertEquals(Optional.empty(), new Eta().remaining(List.of(point("opt-125m", 1))));
    }

    @Test
    void expectsTheSameTimeForTheSamePoint() {
        Eta eta = new Eta();
        eta.ended(point("opt-125m", 1), 5_000_000_000L);
        assertEquals(Optional.of(Duration.ofSeconds(10)),
                eta.remaining(List.of(point("opt-125m", 1), point("opt-125m", 1))));
    }

    @Test
    void expectsMoreTimeForALargerModel() {
        Eta eta = new Eta();
        eta.ended(point("opt-125m", 1), 1_000_000_000L);
        Duration duration = eta.remaining(List.of(point("opt-1.3b", 1))).orElseThrow();
        assertTrue(duration.toSeconds() >= 8 && duration.toSeconds() <= 14, duration.toString());
    }
}
