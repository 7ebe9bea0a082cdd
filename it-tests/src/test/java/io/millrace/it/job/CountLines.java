package io.millrace.it.job;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

import java.util.Objects;

/** Appends to each line the number of lines that its key has had, itself included. */
final class CountLines extends KeyedProcessFunction<String, String, String> {

    private static final long serialVersionUID = 1;

    private transient @Nullable ValueState<Long> lines;

    @Override
    public void open(OpenContext context) {
        lines = getRuntimeContext().getState(new ValueStateDescriptor<>("lines", Types.LONG));
    }

    @Override
    public void processElement(String line, Context context, Collector<String> out)
            throws Exception {
        ValueState<Long> state = Objects.requireNonNull(lines);
        Long before = state.value();
        long now = before == null ? 1 : before + 1;
        state.update(now);
        out.collect(line + "," + now);
    }
}
