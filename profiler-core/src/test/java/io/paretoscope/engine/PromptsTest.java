package io.paretoscope.engine;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PromptsTest {
    @Test
    void aLargerBatchBeginsWithThePromptsOfASmallerOne() {
        List<int[]> small = Prompts.seeded(7, 2, 16, 50_272);
        List<int[]> large = Prompts.seeded(7, 4, 16, 50_272);
        for (int sequence = 0; sequence < small.size(); sequence++) {
            assertArrayEquals(small.get(sequence), large.get(sequence));
        }
    }

    @Test
    void sequencesAndSeedsDiffer() {
        List<int[]> prompts = Prompts.seeded(7, 2, 16, 50_272);
        assertNotEquals(Arrays.toString(prompts.get(0)), Arrays.toString(prompts.get(1)));
        assertNotEquals(Arrays.toString(prompts.get(0)), Arrays.toString(Prompts.seeded(8, 1, 16, 50_272).get(0)));
    }

    @Test
    void tokensAreTextAndWithinTheVocabulary() {
        for (int[] prompt : Prompts.seeded(0, 3, 200, 64)) {
            assertEquals(200, prompt.length);
            assertTrue(Arrays.stream(prompt).allMatch(token -> token >= 4 && token < 64));
        }
    }
}
