package io.millrace.jobs.serve;

import io.millrace.features.Evolution;
import io.millrace.features.FeaturePlan;
import io.millrace.features.IncompatiblePlanException;

import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The feature set that an operator's state is of, in that state. A job that starts from a savepoint
 * with another feature set hears how to go on from it, or doesn't start: restarts would come to the
 * same state.
 */
final class PlanState {
    private static final byte VERSION = 1;

    private final ListState<byte[]> state;
    private final List<String> sources;
    private final FeaturePlan wanted;
    private final @Nullable Evolution restored;

    PlanState(StateInitializationContext context, ServeSettings settings) throws Exception {
        sources = settings.sources().stream().map(SourceSettings::name).toList();
        wanted = FeaturePlan.fromBytes(settings.features());
        state =
                context.getOperatorStateStore()
                        .getUnionListState(
                                new ListStateDescriptor<>(
                                        "feature-plan",
                                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        restored = restored(state);
    }

    private @Nullable Evolution restored(ListState<byte[]> state) throws Exception {
        for (byte[] packed : state.get()) {
            try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(packed))) {
                return restored(in);
            }
        }
        return null;
    }

    private Evolution restored(DataInputStream in) throws IOException {
        byte version = in.readByte();
        if (version != VERSION) {
            throw new IOException(
                    "a feature set of format " + version + "; this release reads " + VERSION);
        }
        List<String> before = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            before.add(in.readUTF());
        }
        FeaturePlan plan = FeaturePlan.fromBytes(in.readAllBytes());
        try {
            return Evolution.of(plan, before, wanted, sources);
        } catch (IncompatiblePlanException e) {
            throw new SuppressRestartsException(e);
        }
    }

    /** The plan of the job's settings. */
    FeaturePlan wanted() {
        return wanted;
    }

    /** The same features, with entities' state laid out as what was restored wants it. */
    FeaturePlan plan() {
        return restored == null ? wanted : restored.plan();
    }

    /** How state is to be taken over; null if it's as it should be. */
    @Nullable Evolution evolution() {
        return restored == null || restored.isNothing() ? null : restored;
    }

    /**
     * @param first whether it's the first subtask: one tells for all
     */
    void snapshot(boolean first) throws Exception {
        state.clear();
        if (!first) {
            return;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeInt(sources.size());
            for (String source : sources) {
                out.writeUTF(source);
            }
            out.write(plan().toBytes());
        }
        state.add(bytes.toByteArray());
    }
}
