package io.paretoscope.sweep;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.WindowRule;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.Precision;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EtaTest {
    private static final long SECOND = 1_000_000_000L;

    private static Point point(String model, int batch) {
        return new Point(0, new ModelSource(OptCatalog.get(model), new WeightsRef.Synthetic(0)), batch, 16, 16,
                Precision.FP32, DeviceId.CPU);
    }

    private static Eta eta(int repeats, long leastSeconds, int leastBatches) {
        return new Eta(repeats, new WindowRule(leastSeconds * SECOND, leastBatches, 60 * SECOND));
    }

    @Test
    void isUnknownBeforeAnythingWasMeasured() {
        assertEquals(Optional.empty(), eta(3, 5, 32).remaining(List.of(point("opt-125m", 1))));
    }

    @Test
    void expectsTheSameTimeForTheSamePoint() {
        Eta eta = eta(2, 1, 1);
        eta.ended(point("opt-125m", 1), SECOND, 5 * SECOND);
        assertEquals(Optional.of(Duration.ofSeconds(10)),
                eta.remaining(List.of(point("opt-125m", 1), point("opt-125m", 1))));
    }

    @Test
    void expectsMoreTimeForALargerModel() {
        Eta eta = eta(1, 0, 1);
        eta.ended(point("opt-125m", 1), SECOND, SECOND);
        Duration duration = eta.remaining(List.of(point("opt-1.3b", 1))).orElseThrow();
        assertTrue(duration.toSeconds() >= 8 && duration.toSeconds() <= 14, duration.toString());
    }

    @Test
    void aWindowIsAsLongAsItsRuleMakesIt() {
        Eta eta = eta(3, 5, 32);
        eta.ended(point("opt-125m", 1), SECOND / 100, 15 * SECOND);
        assertEquals(Optional.of(Duration.ofSeconds(15)), eta.remaining(List.of(point("opt-125m", 1))));
    }

    @Test
    void theTimeLimitCutsWhatManyBatchesWouldTake() {
        Eta eta = eta(1, 5, 32);
        eta.ended(point("opt-125m", 1), 10 * SECOND, 60 * SECOND);
        assertEquals(Optional.of(Duration.ofSeconds(60)), eta.remaining(List.of(point("opt-125m", 1))));
    }
}
