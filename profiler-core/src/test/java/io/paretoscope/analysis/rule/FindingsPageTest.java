package io.paretoscope.analysis.rule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Holds docs/findings.md and the rules together. */
class FindingsPageTest {
    private static final Pattern SECTION = Pattern
            .compile("### (?<title>.*), `(?<id>[\\w-]+)`\n(?<text>(?s:.*?))(?=\n##|\\z)");

    /** The lines that every section has, in this order. */
    private static final List<String> PARTS = List.of("Looks at: ", "Fires: ", "Means: ", "Why there: ", "Remedy: ");

    private static List<MatchResult> sections() throws IOException {
        return SECTION.matcher(Files.readString(Path.of("..", "docs", "findings.md"))).results().toList();
    }

    static List<Rule> rules() {
        return Findings.RULES;
    }

    private static MatchResult section(Rule rule) throws IOException {
        return sections().stream().filter(section -> section.group("id").equals(rule.id())).findFirst().orElseThrow();
    }

    /** What stands behind {@code part}, its lines joined. */
    private static String part(Rule rule, String part) throws IOException {
        String text = section(rule).group("text").strip().replaceAll("\n +", " ");
        return text.lines()
                .filter(line -> line.startsWith("- " + part))
                .map(line -> line.substring(2 + part.length()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(rule.id() + " lacks '" + part + "'"));
    }

    @Test
    void thePageHasASectionOfEveryRuleInTheirOrderAndNoOther() throws IOException {
        assertEquals(rules().stream().map(Rule::id).toList(),
                sections().stream().map(section -> section.group("id")).toList());
    }

    @Test
    void noTwoRulesShareAnId() {
        assertEquals(rules().size(), rules().stream().map(Rule::id).distinct().count());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aRuleIsOnThePageAsItIsInTheProgram(Rule rule) throws IOException {
        assertEquals(rule.title(), section(rule).group("title"));
        assertEquals(rule.quantity(), part(rule, "Looks at: "));
        assertEquals(rule.threshold(), part(rule, "Fires: "));
        assertEquals(rule.explanation(), part(rule, "Means: "));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aSectionHasEveryPart(Rule rule) throws IOException {
        for (String part : PARTS) {
            assertTrue(part(rule, part).length() > 10, rule.id() + ": " + part);
        }
    }
}
