package io.paretoscope.cli;

import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class TextTableTest {
    @Test
    void alignsWordsLeftAndNumbersRightUnderHeadingsThatStandOnTheRule() {
        TextTable table = new TextTable().left("Model").right("TTFT\nms");
        table.row(List.of("a", "1"));
        table.row(List.of("longer", "1,234.5"));
        assertEquals(List.of(
                "           TTFT",
                "Model        ms",
                "------  -------",
                "a             1",
                "longer  1,234.5"), table.render().lines().toList());
    }

    @Test
    void refusesARowOfAnotherLength() {
        TextTable table = new TextTable().left("Model");
        assertThrows(IllegalArgumentException.class, () -> table.row(List.of("a", "b")));
    }
}
