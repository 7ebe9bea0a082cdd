package io.millrace.jobs.alert;

import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.TopicRecord;

import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Gives {@link Watch} the mailbox of its task. */
final class WatchFactory extends AbstractStreamOperatorFactory<OutRecord>
        implements OneInputStreamOperatorFactory<TopicRecord, OutRecord> {
    private static final long serialVersionUID = 1L;

    private final AlertSettings settings;
    private final Traffic.Factory brokers;

    WatchFactory(AlertSettings settings, Traffic.Factory brokers) {
        this.settings = settings;
        this.brokers = brokers;
    }

    @Override
    @SuppressWarnings("unchecked") // the parameters are of this factory's output type
    public <T extends StreamOperator<OutRecord>> T createStreamOperator(
            StreamOperatorParameters<OutRecord> parameters) {
        return (T) new Watch(parameters, settings, brokers, parameters.getMailboxExecutor());
    }

    @Override
    @SuppressWarnings("rawtypes") // as Flink declares it
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader loader) {
        return Watch.class;
    }
}
