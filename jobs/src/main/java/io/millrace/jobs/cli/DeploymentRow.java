package io.millrace.jobs.cli;

import io.millrace.jobs.cli.model.ChangeEffect;
import io.millrace.schemas.avro.Arm;
import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.ModelReference;
import io.millrace.schemas.avro.Switch;

import org.jspecify.annotations.Nullable;

import java.util.stream.Collectors;

/** A deployment in a line. */
final class DeploymentRow {
    private DeploymentRow() {}

    static Table table() {
        return Table.of(
                "deployments",
                "model",
                "epoch",
                "event",
                "from",
                "champion",
                "arms",
                "shadows",
                "fallback",
                "actor",
                "reason");
    }

    /** It was decided, to hold from the time that was asked for. */
    static void decided(Table table, Deployment deployment) {
        add(table, deployment, "decided", deployment.getEffectiveFrom());
    }

    /** It holds, from an event time on. */
    static void holds(Table table, Switch made) {
        add(table, made.getDeployment(), "holds", made.getEffectiveFrom());
    }

    private static void add(
            Table table, Deployment deployment, String event, @Nullable Object from) {
        String model = deployment.getModel();
        table.add(
                model,
                deployment.getEpoch(),
                event,
                from,
                name(model, deployment.getChampion()),
                deployment.getArms().stream()
                        .map(arm -> name(model, arm))
                        .collect(Collectors.joining(", ")),
                deployment.getShadows().stream()
                        .map(shadow -> String.valueOf(name(model, shadow)))
                        .collect(Collectors.joining(", ")),
                deployment.getFallbackScore(),
                deployment.getActor(),
                deployment.getReason());
    }

    private static String name(String model, Arm arm) {
        return name(model, new ModelReference(arm.getDigest(), arm.getVersion()))
                + " "
                + ChangeEffect.percent(arm.getShare());
    }

    private static @Nullable String name(String model, @Nullable ModelReference reference) {
        if (reference == null) {
            return null;
        }
        return model
                + (reference.getVersion() == null
                        ? " " + reference.getDigest().substring(0, 7)
                        : "@" + reference.getVersion());
    }
}
