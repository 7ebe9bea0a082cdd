package io.millrace.jobs.alert;

import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.jobs.registry.RegistryReader;

import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Gives {@link Tell} the mailbox of its task. */
final class TellFactory extends AbstractStreamOperatorFactory<OutRecord>
        implements OneInputStreamOperatorFactory<TopicRecord, OutRecord> {
    private static final long serialVersionUID = 1L;

    private final AlertSettings settings;
    private final RegistryReader.Factory registry;
    private final Variables variables;

    TellFactory(AlertSettings settings, RegistryReader.Factory registry, Variables variables) {
        this.settings = settings;
        this.registry = registry;
        this.variables = variables;
    }

    @Override
    @SuppressWarnings("unchecked") // the parameters are of this factory's output type
    public <T extends StreamOperator<OutRecord>> T createStreamOperator(
            StreamOperatorParameters<OutRecord> parameters) {
        return (T)
                new Tell(
                        parameters, settings, registry, variables, parameters.getMailboxExecutor());
    }

    @Override
    @SuppressWarnings("rawtypes") // as Flink declares it
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader loader) {
        return Tell.class;
    }
}
