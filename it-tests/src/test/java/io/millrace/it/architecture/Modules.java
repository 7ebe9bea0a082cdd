package io.millrace.it.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The modules of the project: which there are, what each may see, and their compiled classes. */
final class Modules {

    static final String SCHEMAS = "schemas";
    static final String FEATURES = "feature-udfs";
    static final String SCORING = "scoring";
    static final String DRIFT = "drift";
    static final String REGISTRY = "registry-sync";
    static final String JOBS = "jobs";

    /** Who thinks, and leaves the doing to {@link #JOBS}. */
    static final List<String> PURE = List.of(SCHEMAS, FEATURES, SCORING, DRIFT, REGISTRY);

    /** Each module with those that it may see. */
    static final Map<String, Set<String>> SEES =
            new TreeMap<>(
                    Map.of(
                            SCHEMAS, Set.of(),
                            FEATURES, Set.of(SCHEMAS),
                            SCORING, Set.of(SCHEMAS),
                            DRIFT, Set.of(SCHEMAS, SCORING),
                            REGISTRY, Set.of(SCHEMAS),
                            JOBS, Set.copyOf(PURE)));

    private Modules() {}

    /**
     * The main classes of all modules.
     *
     * @param root the folder with one folder a module; what isn't built is left out
     */
    static JavaClasses classes(Path root) {
        List<Path> folders =
                SEES.keySet().stream()
                        .map(module -> root.resolve(module).resolve("target/classes"))
                        .filter(Files::isDirectory)
                        .toList();
        // A module may hold a library's classes, unpacked: they keep rules of their own.
        return new ClassFileImporter()
                .withImportOption(location -> location.contains("/io/millrace/"))
                .importPaths(folders);
    }

    /** The module that a class was compiled in; "none" for a library's. */
    static String of(JavaClass type) {
        String place = type.getSource().map(source -> source.getUri().toString()).orElse("");
        return SEES.keySet().stream()
                .filter(module -> place.contains("/" + module + "/target/classes/"))
                .findFirst()
                .orElse("none");
    }

    /** The modules that a module may not see. */
    static List<String> hiddenFrom(String module) {
        return SEES.keySet().stream()
                .filter(other -> !other.equals(module))
                .filter(other -> !SEES.getOrDefault(module, Set.of()).contains(other))
                .toList();
    }

    static DescribedPredicate<JavaClass> in(String module) {
        return describe("classes of " + module, type -> of(type).equals(module));
    }

    static DescribedPredicate<JavaClass> inAnyOf(List<String> modules) {
        return describe("classes of " + modules, type -> modules.contains(of(type)));
    }
}
