package io.millrace.it.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;

import com.tngtech.archunit.core.domain.JavaClasses;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The rules, held against the main classes of all modules. */
class ArchitectureTest {

    /** Tests run in their module's folder, beside which the others lie. */
    private static final JavaClasses CLASSES =
            Modules.classes(Path.of("..").toAbsolutePath().normalize());

    @Test
    void seesTheModulesThatAreBuilt() {
        assertThat(CLASSES).extracting(Modules::of).contains(Modules.SCHEMAS);
    }

    @Test
    void hasOneModuleForEachPackage() {
        var modules =
                CLASSES.stream()
                        .collect(
                                groupingBy(
                                        type -> type.getPackageName(),
                                        TreeMap::new,
                                        mapping(Modules::of, toCollection(TreeSet::new))));

        assertThat(modules).allSatisfy((name, in) -> assertThat((Set<String>) in).hasSize(1));
    }

    @Test
    void followsTheDirectionsOfTheModules() {
        Rules.DIRECTIONS.check(CLASSES);
    }

    @Test
    void usesFlinkInJobsAlone() {
        Rules.FLINK_ONLY_IN_JOBS.check(CLASSES);
    }

    @Test
    void leavesFlinksPrivateLibrariesAlone() {
        Rules.NO_PRIVATE_LIBRARIES_OF_FLINK.check(CLASSES);
    }

    @Test
    void keepsTheConfluentClientBehindOneClass() {
        Rules.CONFLUENT_CLIENT_BEHIND_ONE_CLASS.check(CLASSES);
    }

    @Test
    void buildsKafkaSourcesAndSinksInOnePlace() {
        Rules.KAFKA_BUILT_IN_ONE_PLACE.check(CLASSES);
    }

    @Test
    void printsInTheCommandLineAlone() {
        Rules.PRINTING_ONLY_IN_THE_COMMAND_LINE.check(CLASSES);
    }

    @Test
    void logsThroughOneDoor() {
        Rules.NO_JAVA_UTIL_LOGGING.check(CLASSES);
    }

    @Test
    void writesNoSerializedObjects() {
        Rules.NO_JAVA_SERIALIZATION.check(CLASSES);
    }

    @Test
    void asksNoWallClockWhereItThinks() {
        Rules.NO_WALL_CLOCK_IN_PURE_MODULES.check(CLASSES);
    }
}
