package io.paretoscope.analysis.rule;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Every rule on a run in which it fires, one in which it has nothing to say, and one in which it cannot tell. */
class RulesTest {
    static List<RuleFixtures.Fixture> fixtures() {
        return RuleFixtures.all();
    }

    static List<RuleFixtures.Fixture> fixturesThatCannotTell() {
        return RuleFixtures.all().stream().filter(fixture -> fixture.untold().isPresent()).toList();
    }

    @Test
    void everyRuleHasItsFixtures() {
        assertEquals(Findings.RULES.stream().map(Rule::id).toList(),
                RuleFixtures.all().stream().map(fixture -> fixture.rule().id()).toList());
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void aRuleFiresWithItsEvidenceAndWhatToDo(RuleFixtures.Fixture fixture) {
        Finding.Judged found = fixture.fires().judged(fixture.rule());
        assertEquals(fixture.expected(),
                new RuleFixtures.Expected(found.severity(), found.points().size(), found.evidence(),
                        found.remedy().flatMap(Remedy::command).orElse("")));
        assertTrue(found.remedy().orElseThrow().action().endsWith("."), found.toString());
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void aRuleSaysWhatItSawWhereThereIsNothingToActOn(RuleFixtures.Fixture fixture) {
        Finding.Judged found = fixture.clear().judged(fixture.rule());
        assertEquals(Severity.OK, found.severity(), found.evidence());
        assertEquals(List.of(), found.points());
        assertTrue(found.remedy().isEmpty() && !found.evidence().isBlank(), found.toString());
    }

    @ParameterizedTest
    @MethodSource("fixturesThatCannotTell")
    void aRuleSaysWhyItCannotTell(RuleFixtures.Fixture fixture) {
        RuleFixtures.Untold untold = fixture.untold().orElseThrow();
        assertEquals(untold.reason(), untold.run().ignored(fixture.rule()));
    }
}
