package io.paretoscope.selftest;

import io.paretoscope.engine.DeviceId;
import io.paretoscope.selftest.Check.Figure;
import io.paretoscope.selftest.Check.Unit;
import io.paretoscope.selftest.Check.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CheckTest {
    @Test
    void everyCheckHasANameForTheScreen() {
        assertEquals(List.of("Timer step", "Energy counter", "Power reading", "Sampling", "Worker's clock", "Copy rate",
                "Matrix rate fp32", "Known workload"),
                Reports.full(DeviceId.CPU).checks().stream().map(Check::label).toList());
    }

    @ParameterizedTest
    @EnumSource(Unit.class)
    void aFigureIsFoundByItsNameInFiles(Unit unit) {
        Figure figure = new Figure("lateness_p99", 2, unit);
        assertEquals(figure, Figure.of(figure.key(), 2));
    }

    @Test
    void whereAllIsWellThereIsNothingToDo() {
        Reports.full(DeviceId.CPU).checks().forEach(check -> assertEquals("", check.advice(), check.key()));
    }

    @ParameterizedTest
    @EnumSource(value = Verdict.class, names = "PASS", mode = EnumSource.Mode.EXCLUDE)
    void whereAnythingIsAmissThereIsSomethingToDo(Verdict verdict) {
        for (Check well : Reports.full(DeviceId.CPU).checks()) {
            Check unavailable = new Check(well.key(), List.of(), verdict, "unavailable: a silent device");
            Check amiss = new Check(well.key(), well.figures(), verdict, "too much");
            assertTrue(amiss.advice().endsWith("."), well.key());
            assertFalse(unavailable.advice().equals(amiss.advice()), well.key());
        }
    }
}
