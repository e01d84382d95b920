package io.paretoscope.sweep;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.WindowRule;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EtaTest {
    private static final long SECOND = 1_000_000_000L;

    private static ModelSource model(String name) {
        return new ModelSource(OptCatalog.get(name), new WeightsRef.Synthetic(0));
    }

    private static Point point(String model, int batch) {
        return new Point(0, model(model), batch, 16, 16, Precision.FP32, DeviceId.CPU);
    }

    private static Eta.Visit visit(String model, int windows) {
        return new Eta.Visit(point(model, 1), windows);
    }

    private static Eta eta(long leastSeconds, int leastBatches) {
        return new Eta(new WindowRule(leastSeconds * SECOND, leastBatches, 60 * SECOND), true);
    }

    private static void assertAbout(double seconds, Optional<Duration> estimate) {
        double found = estimate.orElseThrow().toNanos() / 1e9;
        assertEquals(seconds, found, 0.15 * seconds);
    }

    private static Optional<Duration> remaining(Eta eta, Eta.Visit... visits) {
        return eta.remaining(List.of(visits), Optional.of(Eta.Loaded.of(visits[0].point())));
    }

    @Test
    void isUnknownBeforeAnythingWasMeasured() {
        assertEquals(Optional.empty(), remaining(eta(5, 32), visit("opt-125m", 3)));
    }

    @Test
    void expectsTheSameTimeForTheSamePoint() {
        Eta eta = eta(1, 1);
        eta.visited(visit("opt-125m", 2), SECOND, 5 * SECOND);
        assertAbout(10, remaining(eta, visit("opt-125m", 2), visit("opt-125m", 2)));
    }

    @Test
    void expectsMoreTimeForALargerModelOnTheCpu() {
        Eta eta = eta(0, 1);
        eta.visited(visit("opt-125m", 1), SECOND, 2 * SECOND);
        assertAbout(2 * 10.8, remaining(eta, visit("opt-1.3b", 1)));
    }

    @Test
    void aWindowIsAsLongAsItsRuleMakesIt() {
        Eta eta = eta(5, 32);
        eta.visited(visit("opt-125m", 3), SECOND / 100, 15 * SECOND);
        assertAbout(15, remaining(eta, visit("opt-125m", 3)));
    }

    @Test
    void theTimeLimitCutsWhatManyBatchesWouldTake() {
        Eta eta = eta(5, 32);
        eta.visited(visit("opt-125m", 1), 10 * SECOND, 70 * SECOND);
        assertAbout(70, remaining(eta, visit("opt-125m", 1)));
    }

    @Test
    void windowsThatWereTakenAreNotExpectedAgain() {
        Eta eta = eta(5, 1);
        eta.visited(visit("opt-125m", 1), SECOND, 6 * SECOND);
        assertAbout(6, remaining(eta, visit("opt-125m", 1)));
    }

    @Test
    void aModelIsLoadedOnceForAllItsPoints() {
        Eta eta = eta(1, 1);
        eta.loaded(point("opt-125m", 1), 20 * SECOND);
        eta.visited(visit("opt-125m", 1), SECOND, 2 * SECOND);
        List<Eta.Visit> threePoints = Collections.nCopies(3, visit("opt-125m", 1));
        assertAbout(3 * 2, eta.remaining(threePoints, Optional.of(Eta.Loaded.of(point("opt-125m", 1)))));
        assertAbout(20 + 3 * 2, eta.remaining(threePoints, Optional.empty()));
    }

    @Test
    void aModelIsLoadedAgainWhereAnotherCameBetween() {
        Eta eta = eta(1, 1);
        eta.loaded(point("opt-125m", 1), 20 * SECOND);
        eta.visited(visit("opt-125m", 1), SECOND / 1000, SECOND);
        // The larger one differs by the weights that are read, about two seconds at 2 GB/s.
        assertAbout(20 + 21 + 3, remaining(eta, visit("opt-125m", 1), visit("opt-350m", 1), visit("opt-125m", 1)));
    }

    /**
     * The windows of the points that are published of an H200, estimated after each of them as if it had just been measured.
     * Small models are bound by launching there: taken for work, their steps made the largest look a hundred times as long.
     */
    @ParameterizedTest
    @ValueSource(strings = {"2026-11-23-h200-fp16-prompt16-output16.csv",
        "2026-11-23-h200-fp16-prompt256-output64.csv"})
    void isWithinTwiceAndHalfOfWhatAGpuTook(String file) throws IOException {
        List<Published> points = published(Path.of("..", "docs", "benchmarks", file));
        Eta eta = new Eta(Protocol.ENERGY_WINDOW, false);
        for (int i = 0; i + 1 < points.size(); i++) {
            Published now = points.get(i);
            eta.visited(now.visit(), (double) now.batchNanos(), now.nanos());
            List<Published> left = points.subList(i + 1, points.size());
            double estimate = eta.remaining(left.stream().map(Published::visit).toList(),
                    Optional.of(Eta.Loaded.of(now.visit().point()))).orElseThrow().toNanos();
            double truth = left.stream().mapToDouble(Published::nanos).sum();
            assertTrue(estimate > truth / 2 && estimate < truth * 2, now.visit().point().label() + ": "
                    + Math.round(estimate / SECOND) + " s estimated, " + Math.round(truth / SECOND) + " s");
        }
    }

    private record Published(Eta.Visit visit, long batchNanos) {
        /** Its windows by their rule, a batch that is thrown away, and a second of warming up. */
        long nanos() {
            long least = Math.max(32, (5 * SECOND + batchNanos - 1) / batchNanos);
            long most = (60 * SECOND + batchNanos - 1) / batchNanos;
            return visit.windows() * Math.min(least, most) * batchNanos + batchNanos + SECOND;
        }
    }

    private static List<Published> published(Path csv) throws IOException {
        List<String> lines = Files.readAllLines(csv);
        List<String> names = Arrays.asList(lines.getFirst().split(",", -1));
        List<Published> points = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            // Notes may have commas, but stand last; so do the weights, as one quoted field.
            List<String> cells = Arrays.asList(line.replace("\"synthetic, seed 0\"", "synthetic").split(",", -1));
            if (cells.get(names.indexOf("outcome")).equals("measured")) {
                int[] numbers = IntStream.of(names.indexOf("batch"), names.indexOf("prompt_tokens"),
                        names.indexOf("output_tokens")).map(column -> Integer.parseInt(cells.get(column))).toArray();
                points.add(new Published(
                        new Eta.Visit(new Point(points.size(), model(cells.get(names.indexOf("model"))), numbers[0],
                                numbers[1], numbers[2], Precision.FP16, DeviceId.cuda(0)), 3),
                        Math.round(1e6 * Double.parseDouble(cells.get(names.indexOf("request_latency_median_ms"))))));
            }
        }
        return points;
    }
}
