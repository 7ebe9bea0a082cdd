package io.millrace.features.function;

import io.millrace.features.function.FunctionDescription.Kind;
import io.millrace.features.function.FunctionDescription.Origin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The window functions that jars provide. Immutable. */
public final class AggregateFunctions {
    private final Map<String, AggregateFunction<?>> functions = new TreeMap<>();
    private final Map<String, FunctionReference> references = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();
    private final Predicate<String> taken;

    private AggregateFunctions(Predicate<String> taken) {
        this.taken = taken;
    }

    /**
     * Those that the thread's context class loader knows.
     *
     * @param taken whether a name is one of Millrace's own
     */
    public static AggregateFunctions load(Predicate<String> taken) {
        AggregateFunctions loaded = new AggregateFunctions(taken);
        ProvidedServices.load(
                AggregateFunction.class,
                ProvidedServices.loader(),
                function -> loaded.add((AggregateFunction<?>) function),
                loaded.problems);
        return loaded;
    }

    /** These, where no name is taken. */
    public static AggregateFunctions of(Collection<? extends AggregateFunction<?>> provided) {
        AggregateFunctions functions = new AggregateFunctions(name -> false);
        provided.forEach(functions::add);
        return functions;
    }

    private void add(AggregateFunction<?> function) {
        String owner = function.getClass().getName();
        try {
            FunctionReference reference = FunctionReference.of(function);
            String name = reference.name();
            AggregateFunction<?> other = functions.get(name);
            if (!name.matches("[A-Za-z][A-Za-z0-9_]*")) {
                problems.add(
                        "the function \""
                                + name
                                + "\" of "
                                + owner
                                + " can't be named: a name has letters, digits and _, a letter"
                                + " first");
            } else if (other != null || taken.test(name)) {
                problems.add(
                        "the function \""
                                + name
                                + "\" of "
                                + owner
                                + " has a name that's taken by "
                                + (other == null ? "Millrace" : other.getClass().getName())
                                + ": choose another");
            } else {
                functions.put(name, function);
                references.put(name, reference);
            }
        } catch (RuntimeException | LinkageError e) {
            problems.add("the function of " + owner + " can't be described: " + e);
        }
    }

    /** Functions that can't be used, and why. They aren't among the others. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** Which function a name means. */
    public Optional<FunctionReference> find(String name) {
        return Optional.ofNullable(references.get(name));
    }

    /** All names, in their order. */
    public List<String> names() {
        return List.copyOf(functions.keySet());
    }

    /** All, by name. */
    public List<FunctionDescription> descriptions() {
        List<FunctionDescription> all = new ArrayList<>();
        functions.forEach(
                (name, function) ->
                        all.add(
                                new FunctionDescription(
                                        name,
                                        FunctionReference.of(function).signature(),
                                        function.description(),
                                        "aggregate: {amount: [" + name + "]}",
                                        Kind.AGGREGATE,
                                        Origin.PROVIDED)));
        return List.copyOf(all);
    }

    /**
     * The function that a plan names.
     *
     * @throws UnusableFunctionException if it isn't there, or is of another version or other types
     */
    public AggregateFunction<?> resolve(FunctionReference wanted) {
        AggregateFunction<?> function = functions.get(wanted.name());
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
