package io.paretoscope.opt;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class OptCatalogTest {

    @ParameterizedTest
    @CsvSource({"opt-125m, 125239296", "opt-350m, 331196416", "opt-1.3b, 1315758080", "opt-2.7b, 2651596800",
        "opt-6.7b, 6658473984", "opt-13b, 12853473280"})
    void parametersAreThoseOfThePublishedModel(String name, long parameters) {
        assertEquals(parameters, OptCatalog.get(name).parameters());
    }

    @Test
    void sizesAreSmallestFirst() {
        List<Long> parameters = OptCatalog.models().stream().map(OptConfig::parameters).toList();
        assertEquals(parameters.stream().sorted().toList(), parameters);
        assertEquals(6, parameters.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"opt-350m", "OPT-350M", "facebook/opt-350m", " opt-350m "})
    void nameIsFoundHoweverItIsWritten(String name) {
        assertEquals(Optional.of("opt-350m"), OptCatalog.find(name).map(OptConfig::name));
    }

    @Test
    void onlyThe350mModelIsPostNormAndProjected() {
        assertEquals(List.of("opt-350m"), OptCatalog.models()
                .stream()
                .filter(model -> !model.preNorm() && model.projected() && !model.finalNorm())
                .map(OptConfig::name)
                .toList());
    }

    @Test
    void unknownNameListsTheKnownOnes() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> OptCatalog.get("opt-1b"));
        assertEquals("unknown model 'opt-1b': one of opt-125m, opt-350m, opt-1.3b, opt-2.7b, opt-6.7b, opt-13b",
                e.getMessage());
    }
}
