package io.paretoscope.workbench;

import io.paretoscope.replica.Part;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class GroupSpecTest {
    private static final List<Part> GROUP = List.of(new Part(Samples.synthetic("opt-125m"), 32, 2),
            new Part(Samples.synthetic("opt-1.3b"), 16, 1));

    @Test
    void partsAreModelBatchAndReplicas() {
        assertEquals(GROUP, GroupSpec.parse("opt-125m:b32x2, opt-1.3b:b16x1").resolved(Samples::synthetic));
    }

    @Test
    void oneReplicaNeedNotBeSaid() {
        assertEquals(GROUP, GroupSpec.parse("opt-125m:b32x2,opt-1.3b:b16").resolved(Samples::synthetic));
    }

    @Test
    void whatIsWrittenMeansTheSameGroup() {
        assertEquals(GROUP, GroupSpec.parse(GroupSpec.text(GROUP)).resolved(Samples::synthetic));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "opt-125m", "opt-125m:32", "opt-125m:b32x", "opt-125m:b32x2,", "opt-125m:b-1"})
    void whatIsNoPartIsNamedWithWhatWouldBe(String text) {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> GroupSpec.parse(text));
        assertTrue(String.valueOf(refusal.getMessage())
                .endsWith(
                        "; expected MODEL:bBATCHxREPLICAS with commas between, such as opt-125m:b32x2,opt-1.3b:b16x1"),
                String.valueOf(refusal.getMessage()));
    }
}
