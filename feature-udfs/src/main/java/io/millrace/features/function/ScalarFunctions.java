package io.millrace.features.function;

import io.millrace.features.function.FunctionDescription.Kind;
import io.millrace.features.function.FunctionDescription.Origin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The functions that there are: the bundled ones, and those that jars provide. Immutable. */
public final class ScalarFunctions {
    /** What CEL's grammar keeps for itself. */
    private static final Set<String> RESERVED =
            Set.of(
                    "as",
                    "break",
                    "const",
                    "continue",
                    "else",
                    "false",
                    "for",
                    "function",
                    "if",
                    "import",
                    "in",
                    "let",
                    "loop",
                    "namespace",
                    "null",
                    "package",
                    "return",
                    "true",
                    "var",
                    "void",
                    "while");

    private final Map<String, ScalarFunction> functions = new TreeMap<>();
    private final Map<String, FunctionReference> references = new TreeMap<>();
    private final Set<String> bundled = new HashSet<>();
    private final List<String> problems = new ArrayList<>();

    private ScalarFunctions() {
        for (ScalarFunction function : Bundled.FUNCTIONS) {
            add(function);
            bundled.add(function.name());
        }
    }

    /** The bundled ones, and those that the thread's context class loader knows. */
    public static ScalarFunctions load() {
        return load(ProvidedServices.loader());
    }

    /** The bundled ones, and those that a class loader knows. */
    public static ScalarFunctions load(ClassLoader loader) {
        ScalarFunctions loaded = new ScalarFunctions();
        ProvidedServices.load(ScalarFunction.class, loader, loaded::add, loaded.problems);
        return loaded;
    }

    /** The bundled ones, and these. */
    public static ScalarFunctions with(Collection<? extends ScalarFunction> provided) {
        ScalarFunctions functions = new ScalarFunctions();
        provided.forEach(functions::add);
        return functions;
    }

    private void add(ScalarFunction function) {
        String owner = function.getClass().getName();
        try {
            FunctionReference reference = FunctionReference.of(function);
            Optional<String> wrong = wrong(reference);
            if (wrong.isPresent()) {
                problems.add("the function \"" + reference.name() + "\" of " + owner + wrong.get());
            } else {
                functions.put(reference.name(), function);
                references.put(reference.name(), reference);
            }
        } catch (RuntimeException | LinkageError e) {
            problems.add("the function of " + owner + " can't be described: " + e);
        }
    }

    private Optional<String> wrong(FunctionReference reference) {
        String name = reference.name();
        int parameters = reference.parameters().size();
        if (!name.matches("[A-Za-z][A-Za-z0-9_]*") || RESERVED.contains(name)) {
            return Optional.of(
                    " can't be called: a name has letters, digits and _, a letter first, and isn't"
                            + " a word of the language");
        }
        ScalarFunction other = functions.get(name);
        boolean isTaken = other != null || LanguageFunctions.NAMES.contains(name);
        if (isTaken) {
            String owner = other == null ? "the language" : other.getClass().getName();
            return Optional.of(" has a name that's taken by " + owner + ": choose another");
        }
        return parameters < 1 || parameters > ScalarFunction.MOST_PARAMETERS
                ? Optional.of(
                        " has "
                                + parameters
                                + " parameters; from 1 to "
                                + ScalarFunction.MOST_PARAMETERS
                                + " are possible")
                : Optional.empty();
    }

    /** Of jars: functions that can't be used, and why. They aren't among the others. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** Whether a function is from a jar of the user's. */
    public boolean isProvided(String name) {
        return functions.containsKey(name) && !bundled.contains(name);
    }

    /** By name. */
    public List<ScalarFunction> all() {
        return List.copyOf(functions.values());
    }

    /** Everything that an expression can call: the language's, then the others by name. */
    public List<FunctionDescription> descriptions() {
        List<FunctionDescription> all = new ArrayList<>(LanguageFunctions.ALL);
        references.forEach(
                (name, reference) -> {
                    ScalarFunction function = resolve(reference);
                    all.add(
                            new FunctionDescription(
                                    name,
                                    reference.signature(),
                                    function.description(),
                                    function.example(),
                                    Kind.SCALAR,
                                    bundled.contains(name) ? Origin.BUNDLED : Origin.PROVIDED));
                });
        return List.copyOf(all);
    }

    /**
     * The function that a plan calls.
     *
     * @throws UnusableFunctionException if it isn't there, or is of another version or other types
     */
    public ScalarFunction resolve(FunctionReference wanted) {
        ScalarFunction function = functions.get(wanted.name());
        FunctionReference found = references.get(wanted.name());
        if (function == null || found == null) {
            throw UnusableFunctionException.missing(wanted, problems);
        }
        if (!found.equals(wanted)) {
            throw UnusableFunctionException.other(wanted, found);
        }
        return function;
    }
}
