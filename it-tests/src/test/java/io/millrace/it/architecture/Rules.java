package io.millrace.it.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import static io.millrace.it.architecture.Accesses.access;
import static io.millrace.it.architecture.Accesses.takesClock;
import static io.millrace.it.architecture.Accesses.takesNothing;
import static io.millrace.it.architecture.Modules.in;
import static io.millrace.it.architecture.Modules.inAnyOf;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;

/** The rules, each with the reason that a failure shows. */
final class Rules {

    private static final DescribedPredicate<JavaClass> CONFLUENT_CLIENT =
            resideInAPackage("org.apache.flink.avro.registry.confluent.shaded..");

    private static final String KAFKA_BUILDERS =
            "org\\.apache\\.flink\\.connector\\.kafka\\.(source\\.KafkaSource|sink\\.KafkaSink)";

    static final ArchRule DIRECTIONS =
            CompositeArchRule.of(
                    Modules.SEES.keySet().stream()
                            .map(
                                    module ->
                                            (ArchRule)
                                                    noClasses()
                                                            .that(in(module))
                                                            .should()
                                                            .dependOnClassesThat(
                                                                    inAnyOf(
                                                                            Modules.hiddenFrom(
                                                                                    module))))
                            .toList());

    static final ArchRule FLINK_ONLY_IN_JOBS =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("io.millrace.jobs..", "..flink..")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("org.apache.flink..")
                                    .and(not(CONFLUENT_CLIENT))
                                    .as("are Flink's"))
                    .because("the thinking is tested, and reused, without an engine");

    static final ArchRule NO_PRIVATE_LIBRARIES_OF_FLINK =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache.flink.shaded..")
                    .because("Flink changes the libraries that it has relocated as it likes");

    static final ArchRule CONFLUENT_CLIENT_BEHIND_ONE_CLASS =
            classes()
                    .that(describe("use the relocated Confluent client", Rules::usesConfluent))
                    .should(new OneTopLevelClass())
                    .because("what's behind one adapter can be replaced");

    static final ArchRule KAFKA_BUILT_IN_ONE_PLACE =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.millrace.jobs.kafka..")
                    .should()
                    .accessTargetWhere(access(KAFKA_BUILDERS, "builder"))
                    .because("the builders' defaults lose data, and the factory's don't");

    static final ArchRule PRINTING_ONLY_IN_THE_COMMAND_LINE =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("..cli..")
                    .should(ACCESS_STANDARD_STREAMS)
                    .because("a job has a log, not a terminal");

    static final ArchRule NO_JAVA_UTIL_LOGGING =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("java.util.logging..")
                    .because("the log goes through SLF4J");

    static final ArchRule NO_JAVA_SERIALIZATION =
            noClasses()
                    .should()
                    .accessTargetWhere(access("java\\.io\\.Object(In|Out)putStream", "<init>"))
                    .because("data has formats with versions, and nobody's bytes make objects");

    static final ArchRule NO_WALL_CLOCK_IN_PURE_MODULES =
            noClasses()
                    .that(inAnyOf(Modules.PURE))
                    .should()
                    .accessTargetWhere(
                            access("java\\.lang\\.System", "currentTimeMillis")
                                    .or(access("java\\.util\\.Date", "<init>").and(takesNothing()))
                                    .or(access("java\\.time\\..*", "now").and(not(takesClock())))
                                    .or(access("java\\.time\\.Clock", "(system|tick).*"))
                                    .as("the target tells the time of day"))
                    .because("a replay comes to the same result: time comes with the records");

    private Rules() {}

    private static boolean usesConfluent(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .anyMatch(dependency -> CONFLUENT_CLIENT.test(dependency.getTargetClass()));
    }
}
