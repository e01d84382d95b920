package io.paretoscope.sweep;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RepeatIntervalTest {
    @Test
    void twoRepeatsHaveNone() {
        assertEquals(Optional.empty(), RepeatInterval.ofMeans(1, 2));
    }

    @Test
    void ofThreeItIsThatOfStudentsTable() {
        // s = 1, t(0.975, 2) = 4.3027: 2 ± 4.3027 / √3
        Interval interval = RepeatInterval.ofMeans(1, 2, 3).orElseThrow();
        assertEquals(2 - 4.302653 / Math.sqrt(3), interval.low(), 1e-5);
        assertEquals(2 + 4.302653 / Math.sqrt(3), interval.high(), 1e-5);
    }

    @Test
    void ratiosAreFormedRepeatByRepeat() {
        assertEquals(RepeatInterval.ofMeans(1, 2, 4),
                RepeatInterval.ofRatios(new double[]{2, 2, 8}, new double[]{2, 1, 2}));
    }

    @Test
    void nineteenOfTwentyHoldTheTrueMean() {
        Random random = new Random(5);
        int held = 0;
        for (int trial = 0; trial < 4000; trial++) {
            double[] means = random.doubles(4).map(_ -> 10 + random.nextGaussian()).toArray();
            Interval interval = RepeatInterval.ofMeans(means).orElseThrow();
            held += interval.low() <= 10 && 10 <= interval.high() ? 1 : 0;
        }
        assertTrue(held > 3720 && held < 3880, held + " of 4000");
    }
}
