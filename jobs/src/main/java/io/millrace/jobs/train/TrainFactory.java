package io.millrace.jobs.train;

import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.jobs.registry.RegistryReader;

import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Gives {@link Train} the mailbox of its task. */
final class TrainFactory extends AbstractStreamOperatorFactory<OutRecord>
        implements OneInputStreamOperatorFactory<TopicRecord, OutRecord> {
    private static final long serialVersionUID = 1L;

    private final TrainSettings settings;
    private final ExampleSource.Factory examples;
    private final RegistryReader.Factory registry;

    TrainFactory(
            TrainSettings settings,
            ExampleSource.Factory examples,
            RegistryReader.Factory registry) {
        this.settings = settings;
        this.examples = examples;
        this.registry = registry;
    }

    @Override
    @SuppressWarnings("unchecked") // the parameters are of this factory's output type
    public <T extends StreamOperator<OutRecord>> T createStreamOperator(
            StreamOperatorParameters<OutRecord> parameters) {
        return (T)
                new Train(
                        parameters, settings, examples, registry, parameters.getMailboxExecutor());
    }

    @Override
    @SuppressWarnings("rawtypes") // as Flink declares it
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader loader) {
        return Train.class;
    }
}
