package io.millrace.jobs.serve;

import io.millrace.jobs.registry.RegistryReader;
import io.millrace.schemas.event.Event;

import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Gives the resolver its mailbox, through which the registry's follower reaches the task. */
final class ResolveDeploymentsFactory extends AbstractStreamOperatorFactory<RegistryUpdate>
        implements OneInputStreamOperatorFactory<Event, RegistryUpdate> {
    private static final long serialVersionUID = 1L;

    private final ServeSettings settings;
    private final RegistryReader.Factory registry;

    ResolveDeploymentsFactory(ServeSettings settings, RegistryReader.Factory registry) {
        this.settings = settings;
        this.registry = registry;
    }

    @Override
    // As Flink declares it; the parameters are of this factory's output type.
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <T extends StreamOperator<RegistryUpdate>> T createStreamOperator(
            StreamOperatorParameters<RegistryUpdate> parameters) {
        return (T)
                new ResolveDeployments(
                        parameters, settings, registry, parameters.getMailboxExecutor());
    }

    @Override
    @SuppressWarnings("rawtypes") // as Flink declares it
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader loader) {
        return ResolveDeployments.class;
    }
}
