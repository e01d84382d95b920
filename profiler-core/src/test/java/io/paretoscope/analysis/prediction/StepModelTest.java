package io.paretoscope.analysis.prediction;

import io.paretoscope.engine.EngineKind;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.Precision;
import io.paretoscope.sweep.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StepModelTest {
    private static final double EXACT = 1e-3;

    private static Estimate.Value value(Prediction prediction, Metric metric) {
        return assertInstanceOf(Estimate.Value.class, prediction.of(metric));
    }

    private static String reason(Estimate estimate) {
        return assertInstanceOf(Estimate.Unavailable.class, estimate).reason();
    }

    private static String refusal(List<Observation> observations) {
        return assertInstanceOf(StepModel.Fit.Unavailable.class, StepModel.of(observations)).reason();
    }

    private static double width(Estimate.Value value) {
        return Math.log(value.high() / value.low());
    }

    /** Points with errors of {@code spread} on the scale of the logarithm. */
    private static List<Observation> noisy(long seed, double spread) {
        Random random = new Random(seed);
        return TestPoints.many()
                .stream()
                .map(one -> TestPoints.point(one.workload(), Math.exp(spread * random.nextGaussian())))
                .toList();
    }

    @Test
    void pointsOfDifferentEnginesAreNotFittedTogether() {
        List<Observation> points = new ArrayList<>(TestPoints.many());
        Observation one = points.getFirst();
        points.add(new Observation(one.workload().withBatch(7), EngineKind.GRAPH, one.values()));
        assertEquals("the points were decoded by different engines (torchscript, graph): take those of one",
                refusal(points));
    }

    @Test
    void aModelKnowsTheEngineOfItsPoints() {
        assertEquals(EngineKind.TORCHSCRIPT, TestPoints.fitted(TestPoints.many()).engine());
    }

    @Test
    void aBatchBetweenMeasuredOnesIsInterpolated() {
        Workload between = TestPoints.workload("opt-1.3b", 32, 100, 50);
        Prediction prediction = TestPoints.fitted(TestPoints.many()).predict(between, Card.SAME);
        assertEquals(List.of(Basis.INTERPOLATED), prediction.basis());
        assertEquals(1, value(prediction, Metric.ITL_MEAN).value() / TestPoints.stepMillis(between), EXACT);
        assertEquals(1, value(prediction, Metric.TTFT_MEDIAN).value() / TestPoints.prefillMillis(between), EXACT);
    }

    @Test
    void throughputAndEnergyFollowFromTheTimeOfABatch() {
        Workload workload = TestPoints.workload("opt-2.7b", 16, 128, 32);
        Prediction prediction = TestPoints.fitted(TestPoints.many()).predict(workload, Card.SAME);
        double millis = TestPoints.batchMillis(workload);
        double tokens = 16 * 32;
        assertEquals(millis, value(prediction, Metric.REQUEST_LATENCY_MEDIAN).value(), EXACT * millis);
        assertEquals(16e3 / millis, value(prediction, Metric.REQUEST_THROUGHPUT).value(), EXACT * 16e3 / millis);
        assertEquals(tokens * 1e3 / millis, value(prediction, Metric.OUTPUT_THROUGHPUT).value(),
                EXACT * tokens * 1e3 / millis);
        double joules = TestPoints.batchJoules(workload);
        assertEquals(joules / tokens, value(prediction, Metric.ENERGY_PER_TOKEN).value(), EXACT * joules / tokens);
        assertEquals(joules * 1e3 / millis, value(prediction, Metric.MEAN_POWER).value(),
                EXACT * joules * 1e3 / millis);
    }

    @Test
    void aSizeThatWasNotMeasuredIsPredictedFromTheOthers() {
        Workload other = TestPoints.workload("opt-13b", 32, 100, 50);
        Prediction prediction = TestPoints.fitted(TestPoints.many()).predict(other, Card.SAME);
        assertEquals(List.of(Basis.OTHER_SIZE, Basis.EXTRAPOLATED), prediction.basis());
        assertEquals(1, value(prediction, Metric.ITL_MEAN).value() / TestPoints.stepMillis(other), EXACT);
    }

    @Test
    void twoModelsDoNotTellOfAThird() {
        StepModel model = TestPoints
                .fitted(TestPoints.points(List.of("opt-125m", "opt-1.3b"), List.of(1, 8, 64), 32, 16));
        Workload third = TestPoints.workload("opt-13b", 8, 32, 16);
        assertEquals("another size is predicted from at least 3 models, and the points that count have 2",
                reason(model.predict(third, Card.SAME).of(Metric.ITL_MEAN)));
    }

    @Test
    void onAnotherCardBytesTakeTheirTimeAndLaunchesTheSame() {
        Workload workload = TestPoints.workload("opt-6.7b", 64, 256, 64);
        StepModel model = TestPoints.fitted(TestPoints.many());
        Prediction prediction = model.predict(workload, new Card(0.5, 1));
        double expected = TestPoints.stepMillis(workload, 0.5);
        assertEquals(List.of(Basis.OTHER_CARD), prediction.basis());
        Estimate.Value step = value(prediction, Metric.ITL_MEAN);
        assertEquals(expected, step.value(), EXACT * expected);
        assertTrue(step.low() <= TestPoints.stepMillis(workload), "the interval reaches what this card takes");
        assertEquals("no point tells what energy another card takes", reason(prediction.of(Metric.ENERGY_PER_TOKEN)));
    }

    @Test
    void ofOneModelNothingIsSaidAboutAnotherCard() {
        StepModel model = TestPoints
                .fitted(TestPoints.points(List.of("opt-1.3b"), List.of(1, 2, 4, 8, 16, 64), 32, 16));
        Prediction prediction = model.predict(TestPoints.workload("opt-1.3b", 32, 32, 16), new Card(2, 1));
        assertTrue(reason(prediction.of(Metric.ITL_MEAN)).startsWith("points of one model do not tell launching"));
    }

    @Test
    void theIntervalHoldsNewPointsOfTheSameNoise() {
        int within = 0;
        int trials = 0;
        Random random = new Random(1);
        for (int seed = 0; seed < 12; seed++) {
            StepModel model = TestPoints.fitted(noisy(seed, 0.1));
            for (int batch : List.of(2, 16, 128)) {
                Workload workload = TestPoints.workload("opt-2.7b", batch, 200, 60);
                Estimate.Value step = value(model.predict(workload, Card.SAME), Metric.ITL_MEAN);
                for (int i = 0; i < 20; i++) {
                    double actual = TestPoints.stepMillis(workload) * Math.exp(0.1 * random.nextGaussian());
                    within += step.low() <= actual && actual <= step.high() ? 1 : 0;
                    trials++;
                }
            }
        }
        assertEquals(0.95, within / (double) trials, 0.03);
    }

    @Test
    void eachOctaveOutsideWidensTheInterval() {
        StepModel model = TestPoints.fitted(noisy(3, 0.05));
        double inside = width(value(model.predict(TestPoints.workload("opt-6.7b", 256, 256, 64), Card.SAME),
                Metric.ITL_MEAN));
        Prediction outside = model.predict(TestPoints.workload("opt-6.7b", 1024, 256, 64), Card.SAME);
        assertEquals(List.of(Basis.EXTRAPOLATED), outside.basis());
        assertEquals(3, width(value(outside, Metric.ITL_MEAN)) / inside, 1e-9);
    }

    @Test
    void onePointThatIsFarOffDoesNotPullTheOthers() {
        List<Observation> points = new ArrayList<>(TestPoints.many());
        points.set(0, TestPoints.point(points.getFirst().workload(), 1 / 3.0));
        Workload workload = TestPoints.workload("opt-2.7b", 4, 200, 60);
        Estimate.Value step = value(TestPoints.fitted(points).predict(workload, Card.SAME), Metric.ITL_MEAN);
        assertEquals(1, step.value() / TestPoints.stepMillis(workload), 0.06);
    }

    @Test
    void theErrorOfALeftOutPointIsThatOfAFitWithoutIt() {
        List<Observation> points = noisy(4, 0.1);
        LeftOut first = TestPoints.fitted(points).check().getFirst();
        Estimate.Value without = value(
                TestPoints.fitted(points.subList(1, points.size())).predict(points.getFirst().workload(), Card.SAME),
                Metric.ITL_MEAN);
        assertEquals(Metric.ITL_MEAN, first.metric());
        assertEquals(points.getFirst().value(Metric.ITL_MEAN).orElseThrow(), first.measured(), 1e-9);
        assertEquals(without.value(), first.predicted(), 1e-9);
    }

    @Test
    void fewPointsGiveNoModel() {
        assertEquals(
                "2 points count (VALID, one engine alone, with decode steps), and a prediction needs at least 6: measure "
                        + "more batches or models",
                refusal(TestPoints.points(List.of("opt-125m"), List.of(1, 2), 16, 16)));
    }

    @Test
    void oneBatchGivesNoModel() {
        List<String> all = OptCatalog.models().stream().map(config -> config.name()).toList();
        assertEquals("all points that count have the same batch: measure others, too",
                refusal(TestPoints.points(all, List.of(4), 16, 16)));
    }

    @Test
    void pointsOfTwoPrecisionsGiveNoModel() {
        List<Observation> points = new ArrayList<>(TestPoints.many());
        points.add(TestPoints.point(new Workload(OptCatalog.get("opt-125m"), Precision.FP32, 4, 16, 16), 1));
        assertEquals("the points are of different precisions: take runs of one", refusal(points));
    }

    @Test
    void aSingleOutputTokenHasNoDecodeStepAndStillALatency() {
        Workload workload = TestPoints.workload("opt-1.3b", 8, 64, 1);
        Prediction prediction = TestPoints.fitted(TestPoints.many()).predict(workload, Card.SAME);
        assertEquals("a single output token has no decode step", reason(prediction.of(Metric.ITL_MEAN)));
        assertEquals(1, value(prediction, Metric.REQUEST_LATENCY_MEDIAN).value()
                / TestPoints.prefillMillis(workload), EXACT);
    }

    @Test
    void withoutPowerThereIsNoEnergy() {
        List<Observation> points = TestPoints.many()
                .stream()
                .map(one -> new Observation(one.workload(), one.engine(),
                        Map.of(Metric.ITL_MEAN, one.value(Metric.ITL_MEAN).orElseThrow(),
                                Metric.TTFT_MEDIAN, one.value(Metric.TTFT_MEDIAN).orElseThrow())))
                .toList();
        StepModel model = TestPoints.fitted(points);
        assertEquals("fewer than 6 points that count have a power",
                reason(model.predict(points.getFirst().workload(), Card.SAME).of(Metric.ENERGY_PER_TOKEN)));
        assertTrue(model.standingWatts().isEmpty());
        assertTrue(model.busyShare(points.getFirst().workload()).isEmpty());
    }

    @Test
    void theStandingWattsAreThoseThatPassWithTime() {
        assertEquals(TestPoints.STANDING_WATTS, TestPoints.fitted(TestPoints.many()).standingWatts().orElseThrow(),
                0.1);
    }

    @Test
    void theBusyShareIsThatOfTheUtilisationOfTheNearestPoints() {
        StepModel model = TestPoints.fitted(TestPoints.many());
        assertEquals(0.5, model.busyShare(TestPoints.workload("opt-1.3b", 8, 256, 64)).orElseThrow(), 1e-12);
        assertEquals(0.5, model.busyShare(TestPoints.workload("opt-1.3b", 16, 128, 32)).orElseThrow(), 0.02);
    }

    @Test
    void aPointThatWasMeasuredIsFound() {
        StepModel model = TestPoints.fitted(TestPoints.many());
        assertTrue(model.measured(TestPoints.workload("opt-1.3b", 8, 256, 64)).isPresent());
        assertFalse(model.measured(TestPoints.workload("opt-1.3b", 9, 256, 64)).isPresent());
    }

    @Test
    void moreTokensThanPositionsAreRefused() {
        assertEquals("prompt 2000 + output 100 tokens exceed the 2048 positions of opt-125m",
                assertThrows(IllegalArgumentException.class,
                        () -> TestPoints.workload("opt-125m", 1, 2000, 100))
                        .getMessage());
    }
}
