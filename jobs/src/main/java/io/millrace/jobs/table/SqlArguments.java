package io.millrace.jobs.table;

import io.millrace.schemas.event.ValueType;

import org.apache.flink.table.functions.FunctionDefinition;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.inference.ArgumentCount;
import org.apache.flink.table.types.inference.CallContext;
import org.apache.flink.table.types.inference.ConstantArgumentCount;
import org.apache.flink.table.types.inference.InputTypeStrategy;
import org.apache.flink.table.types.inference.Signature;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which arguments a function takes in SQL. SQL casts what it can: an INT becomes a BIGINT.
 *
 * @param fewest how many there are at least
 * @param most how many there are at most
 */
record SqlArguments(int fewest, int most, Rule rule) implements InputTypeStrategy {

    /** What's wanted in an argument's place, if anything fits what's there. */
    interface Rule {
        Optional<ValueType> wanted(int argument, ValueType given);
    }

    @Override
    public ArgumentCount getArgumentCount() {
        return ConstantArgumentCount.between(fewest, most);
    }

    @Override
    public Optional<List<DataType>> inferInputTypes(CallContext call, boolean throwOnFailure) {
        List<DataType> wanted = new ArrayList<>();
        for (DataType given : call.getArgumentDataTypes()) {
            int argument = wanted.size();
            Optional<ValueType> type =
                    SqlTypes.of(given).flatMap(known -> rule.wanted(argument, known));
            if (type.isEmpty()) {
                return call.fail(
                        throwOnFailure,
                        "%s doesn't take %s as argument %s; CAST it",
                        call.getName(),
                        given,
                        argument + 1);
            }
            wanted.add(SqlTypes.of(type.get()));
        }
        return Optional.of(wanted);
    }

    @Override
    public List<Signature> getExpectedSignatures(FunctionDefinition definition) {
        return List.of(Signature.of(Signature.Argument.ofVarying("value")));
    }
}
