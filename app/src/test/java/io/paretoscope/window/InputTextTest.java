package io.paretoscope.window;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class InputTextTest {

    @ParameterizedTest
    @ValueSource(strings = {"1,2,8", "1, 2, 8", " 1 2 8 ", "1;2,,8,"})
    void batchSizesMayBeSetApartByCommasAndSpaces(String text) {
        assertEquals(List.of(1, 2, 8), InputText.batchSizes(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"0, 1|batch size 0: must be at least 1",
        "-4|batch size -4: must be at least 1",
        "1, two|batch size 'two': must be a whole number of at least 1",
        "99999999999|batch size 99999999999: must be at most 2147483647",
        "4, 4|batch size 4 is listed twice", "' '|no batch size: enter whole numbers, such as 1, 2, 4, 8"})
    void wrongBatchSizesAreNamedWithWhatWouldBeRight(String text, String message) {
        assertEquals(message,
                assertThrows(IllegalArgumentException.class, () -> InputText.batchSizes(text)).getMessage());
    }

    @Test
    void anEmptyNumberAsksForOne() {
        assertEquals("repeats: enter a whole number of at least 1",
                assertThrows(IllegalArgumentException.class, () -> InputText.wholeNumber("repeats", " ")).getMessage());
    }

    @Test
    void aSeedMayBeNegative() {
        assertEquals(-7, InputText.seed(" -7 "));
    }

    @Test
    void batchSizesAreWrittenAsTheyAreRead() {
        assertEquals(List.of(1, 16, 3), InputText.batchSizes(InputText.ofNumbers(List.of(1, 16, 3))));
    }

    @Test
    void numbersOfTheAdviceAreReadAsTheyAreWritten() {
        assertEquals(0.25, InputText.epsilon(InputText.ofNumber(0.25)));
        assertEquals("2", InputText.ofNumber(InputText.slowdown(" 2 ")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"1|epsilon 1.0: must lie between 0 and 1",
        "NaN|epsilon NaN: must lie between 0 and 1", "' '|epsilon '': must be a number, such as 2 or 0.1"})
    void aShareThatIsNoneIsNamedWithWhatWouldBeRight(String text, String message) {
        assertEquals(message,
                assertThrows(IllegalArgumentException.class, () -> InputText.epsilon(text)).getMessage());
    }
}
