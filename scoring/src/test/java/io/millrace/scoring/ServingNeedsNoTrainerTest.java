package io.millrace.scoring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;

/** Loading and scoring a model takes Millrace's own classes and Java's, nothing else. */
class ServingNeedsNoTrainerTest {

    @Test
    void scoringKnowsNoTrainingLibrary() {
        classes()
                .that()
                .resideInAnyPackage("io.millrace.scoring", "io.millrace.scoring.metrics")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify.annotations",
                        "io.millrace.schemas..",
                        "io.millrace.scoring",
                        "io.millrace.scoring.metrics")
                .check(
                        new ClassFileImporter()
                                .withImportOption(new ImportOption.DoNotIncludeTests())
                                .importPackages("io.millrace.scoring"));
    }
}
