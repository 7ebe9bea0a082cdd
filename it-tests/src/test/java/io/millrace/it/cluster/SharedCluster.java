package io.millrace.it.cluster;

import io.millrace.it.container.KafkaBrokerContainer;
import io.millrace.it.process.FlinkClusterProcesses;
import io.millrace.it.process.FlinkSettings;
import io.millrace.it.process.KafkaBroker;
import io.millrace.it.process.KafkaBrokerProcess;
import io.millrace.it.process.RegistryServerProcess;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import java.util.Map;
import java.util.Set;

/**
 * Gives tests the broker, the registry and the Flink cluster that they ask for as parameters. Each
 * is started when it's asked for first, shared by all test classes of the run, and stopped after
 * the last one.
 *
 * <p>With {@code -Dmillrace.it.broker=container}, which {@code -Pdocker} sets, a {@link
 * KafkaBroker} is a container of Kafka's own image. A {@link KafkaBrokerProcess} stays a process:
 * it's for tests that kill it.
 *
 * <p>A test may kill what it was given: what's dead is started again for the next test. It names
 * its topics itself, and cancels its jobs.
 */
public final class SharedCluster implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(SharedCluster.class);
    private static final boolean IN_A_CONTAINER =
            "container".equals(System.getProperty("millrace.it.broker"));
    private static final Set<Class<?>> GIVEN =
            Set.of(
                    KafkaBroker.class,
                    KafkaBrokerProcess.class,
                    RegistryServerProcess.class,
                    FlinkClusterProcesses.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return GIVEN.contains(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        Store store = context.getRoot().getStore(NAMESPACE);
        if (type == KafkaBrokerProcess.class || type == KafkaBroker.class) {
            return type == KafkaBroker.class && IN_A_CONTAINER ? container(store) : broker(store);
        }
        return type == RegistryServerProcess.class ? registry(store) : flink(store);
    }

    private static KafkaBrokerProcess broker(Store store) {
        var broker =
                store.getOrComputeIfAbsent(
                        KafkaBrokerProcess.class,
                        type -> KafkaBrokerProcess.start("broker", Map.of()),
                        KafkaBrokerProcess.class);
        broker.ensureRunning();
        return broker;
    }

    private static KafkaBroker container(Store store) {
        return store.getOrComputeIfAbsent(
                KafkaBrokerContainer.class,
                type -> KafkaBrokerContainer.start(),
                KafkaBrokerContainer.class);
    }

    private static RegistryServerProcess registry(Store store) {
        var registry =
                store.getOrComputeIfAbsent(
                        RegistryServerProcess.class,
                        type -> RegistryServerProcess.start("registry"),
                        RegistryServerProcess.class);
        registry.ensureRunning();
        return registry;
    }

    private static FlinkClusterProcesses flink(Store store) {
        var flink =
                store.getOrComputeIfAbsent(
                        FlinkClusterProcesses.class,
                        type -> FlinkClusterProcesses.start("flink", FlinkSettings.SMALL),
                        FlinkClusterProcesses.class);
        flink.ensureRunning();
        return flink;
    }
}
