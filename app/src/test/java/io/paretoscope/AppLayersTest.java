package io.paretoscope;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** Who may know whom in the app. */
@AnalyzeClasses(packages = "io.paretoscope", importOptions = {DoNotIncludeTests.class, AppLayersTest.NoFixtures.class})
class AppLayersTest {
    /** Leaves out the core's test fixtures, which come as a jar once it is packaged. */
    static final class NoFixtures implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    /** The one door to the window, and what goes through it. */
    private static final String DOOR = "io\\.paretoscope\\.window\\.(WindowLauncher|WindowSetup|WindowUnavailableException"
            + "|ConfigReader|RunExporter|FilePrompt|WindowMemory)";

    @ArchTest
    static final ArchRule chartsKnowNeitherWindowNorCommandLine = noClasses().that()
            .resideInAPackage("io.paretoscope.chart..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.paretoscope.window..", "io.paretoscope.cli..", "io.paretoscope.workbench..",
                    "javafx..");

    @ArchTest
    static final ArchRule theWorkbenchKnowsNeitherWindowNorCommandLine = noClasses().that()
            .resideInAPackage("io.paretoscope.workbench..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.paretoscope.window..", "io.paretoscope.cli..", "io.paretoscope.chart..",
                    "javafx..");

    @ArchTest
    static final ArchRule whatIsSaidOfDecisionsKnowsNobodyWhoSaysIt = noClasses().that()
            .resideInAPackage("io.paretoscope.decision..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.paretoscope.window..", "io.paretoscope.cli..", "io.paretoscope.chart..",
                    "io.paretoscope.workbench..", "javafx..", "java.awt..");

    @ArchTest
    static final ArchRule viewModelsKnowNoControl = classes().that()
            .haveSimpleNameEndingWith("ViewModel")
            .should()
            .onlyDependOnClassesThat(DescribedPredicate.not(
                    resideInAPackage("javafx.scene..").or(resideInAPackage("javafx.stage.."))
                            .or(resideInAPackage("org.controlsfx.."))
                            .or(resideInAPackage("javafx.application.."))));

    @ArchTest
    static final ArchRule theCommandLineKnowsOnlyTheDoorOfTheWindow = noClasses().that()
            .resideInAPackage("io.paretoscope.cli..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.paretoscope.window..")
                    .and(DescribedPredicate.not(nameMatching(DOOR))))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule theWindowDoesNotKnowTheCommandLine = noClasses().that()
            .resideInAPackage("io.paretoscope.window..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.paretoscope.cli..");

    @ArchTest
    static final ArchRule onlyTheCommandLineWritesToStandardStreams = noClasses().that()
            .resideInAPackage("io.paretoscope..")
            .and()
            .resideOutsideOfPackage("io.paretoscope.cli..")
            .and(DescribedPredicate.not(nameMatching("io\\.paretoscope\\.[A-Z]\\w*")))
            .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS);
}
