package io.paretoscope;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.AbstractClassesTransformer;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.all;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

/** The order of the packages, and what none of them may touch. */
@AnalyzeClasses(packages = "io.paretoscope", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
    /** In the order in which data flows: a package knows only those before it. */
    private static final List<String> PACKAGES = List.of("statistics", "opt", "checkpoint", "download", "libtorch",
            "cuda", "engine.cpu", "engine.graph",
            "engine",
            "telemetry", "worker", "selftest", "replica", "sweep", "foreign", "analysis", "analysis.rule",
            "analysis.prediction", "analysis.plan", "store",
            "export");

    private LayersTest() {}

    @ArchTest
    static void packagesKnowOnlyThoseBeforeThem(JavaClasses imported) {
        LayeredArchitecture layers = layeredArchitecture().consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true);
        for (String name : PACKAGES) {
            layers = layers.layer(name).definedBy("io.paretoscope." + name);
        }
        for (int i = 0; i < PACKAGES.size(); i++) {
            layers = i == 0
                    ? layers.whereLayer(PACKAGES.get(i)).mayNotAccessAnyLayer()
                    : layers.whereLayer(PACKAGES.get(i))
                            .mayOnlyAccessLayers(PACKAGES.subList(0, i).toArray(String[]::new));
        }
        layers.because("what measures must not depend on who asks, and a cycle would end that").check(imported);
    }

    @ArchTest
    static final ArchRule onlyDeclaredPackagesExist = classes().should()
            .resideInAnyPackage(PACKAGES.stream().map(name -> "io.paretoscope." + name).toArray(String[]::new))
            .because("a package outside the order would escape the rule of the order");

    @ArchTest
    static final ArchRule noWindowToolkit = noClasses().should()
            .dependOnClassesThat()
            .resideInAnyPackage("javafx..", "java.awt..", "javax.swing..", "com.sun.javafx..", "org.jfree..")
            .because("the core runs in workers and on servers without a screen");

    @ArchTest
    static final ArchRule noStandardStreams = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS
            .because("standard output is the command line's, which prints one JSON document there");

    @ArchTest
    static final ArchRule noJavaUtilLogging = noClasses().should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.logging..")
            .because("one log, by SLF4J, can be sent to one place");

    @ArchTest
    static final ArchRule nullnessIsJSpecify = noClasses().should()
            .dependOnClassesThat()
            .resideInAnyPackage("javax.annotation..", "jakarta.annotation..", "org.jetbrains.annotations..",
                    "org.checkerframework..", "edu.umd.cs.findbugs.annotations..", "androidx.annotation..")
            .because("NullAway checks JSpecify's annotations, and two dialects would leave gaps");

    @ArchTest
    static final ArchRule packagesAreNullMarked = all(packages()).should(beNullMarked())
            .because("NullAway checks only code that is marked");

    private static AbstractClassesTransformer<JavaPackage> packages() {
        return new AbstractClassesTransformer<>("packages") {
            @Override
            public Iterable<JavaPackage> doTransform(JavaClasses imported) {
                return imported.stream().map(JavaClass::getPackage).collect(Collectors.toSet());
            }
        };
    }

    private static ArchCondition<JavaPackage> beNullMarked() {
        return new ArchCondition<>("have a package-info with @NullMarked") {
            @Override
            public void check(JavaPackage item, ConditionEvents events) {
                boolean marked = item.isAnnotatedWith(NullMarked.class);
                events.add(new SimpleConditionEvent(item, marked,
                        item.getName() + (marked ? " is" : " is not") + " @NullMarked"));
            }
        };
    }
}
