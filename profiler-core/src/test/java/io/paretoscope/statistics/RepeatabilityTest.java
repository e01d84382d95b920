package io.paretoscope.statistics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class RepeatabilityTest {
    private static final double CLOSE = 1e-9;

    @Test
    void agreesWithTheTableOfStudentsT() {
        // t(0.975, 2) = 4.302653, by any table.
        Repeatability one = Repeatability.of(List.of(1.0, 2.0, 3.0));
        assertEquals(2, one.mean());
        assertEquals(1, one.deviation());
        assertEquals(4.302653 / Math.sqrt(3), one.halfWidth(), 1e-6);
        assertEquals(0.5, one.variation());
    }

    @Test
    void whatIsAlwaysTheSameDoesNotVary() {
        assertEquals(new Repeatability(5, 7.25, 0, 0), Repeatability.of(Collections.nCopies(5, 7.25)));
    }

    @RepeatedTest(20)
    void theVariationIsThatOfTheSameInAnotherUnitAndOrder(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        List<Double> values = new ArrayList<>(random.doubles(random.nextInt(3, 12), 1, 2).boxed().toList());
        Repeatability before = Repeatability.of(values);
        double factor = random.nextDouble(1e-3, 1e3);
        Collections.reverse(values);
        Repeatability after = Repeatability.of(values.stream().map(value -> value * factor).toList());
        assertEquals(before.variation(), after.variation(), CLOSE);
        assertEquals(before.halfWidth() * factor, after.halfWidth(), CLOSE * after.mean());
    }

    @Test
    void twoMeasurementsSayNothing() {
        assertThrows(IllegalArgumentException.class, () -> Repeatability.of(List.of(1.0, 2.0)));
    }

    @Test
    void narrowerIntervalsTakeMoreMeasurements() {
        // The deviation is 1, and t(0.975, n − 1) / √n is 0.604 at n = 13 and 0.577 at n = 14.
        double ofThree = 4.302653 / Math.sqrt(3);
        assertEquals(14, Repeatability.needed(3, ofThree, 0.58, 50));
        assertEquals(3, Repeatability.needed(3, ofThree, 2.5, 50));
        assertEquals(50, Repeatability.needed(3, ofThree, 0.01, 50));
    }
}
