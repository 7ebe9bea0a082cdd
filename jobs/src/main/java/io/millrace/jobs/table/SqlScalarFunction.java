package io.millrace.jobs.table;

import io.millrace.features.function.FunctionReference;
import io.millrace.features.function.FunctionResults;
import io.millrace.features.function.ScalarFunctions;
import io.millrace.schemas.event.ValueType;

import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.table.types.inference.TypeInference;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/**
 * A scalar function of expressions in SQL. A null argument gives null; where an expression would
 * refuse the event, the query fails with the function's name.
 */
public final class SqlScalarFunction extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final int version;
    private final ValueType[] parameters;
    private final ValueType type;
    private transient io.millrace.features.function.@Nullable ScalarFunction function;

    SqlScalarFunction(FunctionReference reference) {
        name = reference.name();
        version = reference.version();
        parameters = reference.parameters().toArray(ValueType[]::new);
        type = reference.result();
    }

    @Override
    public TypeInference getTypeInference(DataTypeFactory types) {
        return TypeInference.newBuilder()
                .inputTypeStrategy(
                        new SqlArguments(parameters.length, parameters.length, this::wanted))
                .outputTypeStrategy(call -> Optional.of(SqlTypes.of(type)))
                .build();
    }

    private Optional<ValueType> wanted(int argument, ValueType given) {
        ValueType wanted = parameters[argument];
        boolean isWider = wanted == ValueType.DOUBLE && given == ValueType.INTEGER;
        return Optional.of(wanted).filter(w -> w == given || isWider);
    }

    @Override
    public void open(FunctionContext context) {
        function =
                ScalarFunctions.load()
                        .resolve(new FunctionReference(name, version, List.of(parameters), type));
    }

    public @Nullable Object eval(@Nullable Object a) {
        return call(a);
    }

    public @Nullable Object eval(@Nullable Object a, @Nullable Object b) {
        return call(a, b);
    }

    public @Nullable Object eval(@Nullable Object a, @Nullable Object b, @Nullable Object c) {
        return call(a, b, c);
    }

    public @Nullable Object eval(
            @Nullable Object a, @Nullable Object b, @Nullable Object c, @Nullable Object d) {
        return call(a, b, c, d);
    }

    public @Nullable Object eval(
            @Nullable Object a,
            @Nullable Object b,
            @Nullable Object c,
            @Nullable Object d,
            @Nullable Object e) {
        return call(a, b, c, d, e);
    }

    public @Nullable Object eval(
            @Nullable Object a,
            @Nullable Object b,
            @Nullable Object c,
            @Nullable Object d,
            @Nullable Object e,
            @Nullable Object f) {
        return call(a, b, c, d, e, f);
    }

    private @Nullable Object call(@Nullable Object... given) {
        Object[] arguments = new Object[given.length];
        for (int i = 0; i < given.length; i++) {
            Object value = given[i];
            if (value == null) {
                return null;
            }
            arguments[i] = SqlTypes.fromSql(value);
        }
        if (function == null) {
            throw new IllegalStateException(name + " isn't open");
        }
        Object value = function.apply(arguments);
        String wrong = FunctionResults.wrong(value, type);
        if (wrong != null) {
            throw new IllegalStateException("the function \"" + name + "\" " + wrong);
        }
        return value == null ? null : SqlTypes.toSql(value, type);
    }
}
