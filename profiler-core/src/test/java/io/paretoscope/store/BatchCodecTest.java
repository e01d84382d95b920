package io.paretoscope.store;

import io.paretoscope.engine.StepTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BatchCodecTest {
    private static List<StepTimes> through(List<StepTimes> batches) {
        return BatchCodec.decode(BatchCodec.encode(batches));
    }

    @Test
    void batchesComeBackEqual() {
        List<StepTimes> batches = List.of(
                new StepTimes(4, 64, 128, 12_345_678, List.of(9_999_999L, 1L, 10_000_001L), 33),
                new StepTimes(1, 16, 8, 1, List.of(), 1));
        assertEquals(batches, through(batches));
    }

    @Test
    void theLargestAndTheSmallestNumbersSurvive() {
        List<StepTimes> batches = List.of(
                new StepTimes(Integer.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE,
                        List.of(Long.MIN_VALUE, Long.MAX_VALUE, 0L, -1L), Long.MIN_VALUE),
                new StepTimes(Integer.MIN_VALUE, Long.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, List.of(0L),
                        Long.MAX_VALUE));
        assertEquals(batches, through(batches));
    }

    @Test
    void randomBatchesComeBackEqual() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            List<StepTimes> batches = new ArrayList<>();
            for (int i = random.nextInt(40); i >= 0; i--) {
                batches.add(new StepTimes(random.nextInt(), random.nextLong(), random.nextLong(), random.nextLong(),
                        random.longs(random.nextInt(20)).boxed().toList(), random.nextLong()));
            }
            assertEquals(batches, through(batches), "seed " + seed);
        }
    }

    @Test
    void aStepOfTenMillisecondsTakesLessThanFourBytes() {
        Random random = new Random(1);
        List<StepTimes> batches = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            batches.add(new StepTimes(8, 128, 128, 40_000_000 + random.nextInt(1_000_000),
                    random.longs(127, 10_000_000, 10_100_000).boxed().toList(), 1_330_000_000L));
        }
        int bytes = BatchCodec.encode(batches).length;
        assertTrue(bytes < 4 * 32 * 127, () -> bytes + " bytes");
    }

    @Test
    void aCountOfMoreBatchesThanThereAreBytesIsRefused() {
        PackedWriter writer = new PackedWriter();
        writer.unsigned(Integer.MAX_VALUE);
        byte[] packed = writer.packed();
        assertThrows(IllegalArgumentException.class, () -> BatchCodec.decode(packed));
    }

    @Test
    void whatFollowsTheLastBatchIsRefused() {
        PackedWriter writer = new PackedWriter();
        writer.unsigned(0);
        writer.unsigned(7);
        byte[] packed = writer.packed();
        assertThrows(IllegalArgumentException.class, () -> BatchCodec.decode(packed));
    }
}
