package io.millrace.features;

import io.millrace.features.expression.Expr;
import io.millrace.features.expression.ExprCodec;
import io.millrace.features.function.FunctionReference;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.pipeline.Otherwise;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A feature set's identity. It covers what decides a feature's value: names, types, entities and
 * their keys, columns, conditions, windows, functions, expressions, the order mode. Not the YAML's
 * text, not expectations (but for those that set a field null, and so decide values), not fields
 * that merely are in the projection.
 */
final class Fingerprint {

    private Fingerprint() {}

    static String of(FeaturePlan.Parts parts, int semanticVersion) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(semanticVersion);
            out.writeUTF(parts.order().name());
            for (Field field : parts.features().fields()) {
                out.writeUTF(field.name() + " " + field.type());
            }
            for (EntityPlan entity : parts.entities()) {
                writeEntity(entity, out);
            }
            for (DerivedPlan derived : parts.derived()) {
                out.writeUTF("derived " + derived.feature());
                if (derived instanceof DerivedPlan.Compute compute) {
                    ExprCodec.write(compute.expression(), out);
                }
            }
            for (int source = 0; source < parts.changes().size(); source++) {
                writeChanges(source, parts.changes().get(source), out);
            }
            for (int source = 0; source < parts.expectations().size(); source++) {
                writeNulling(source, parts.expectations().get(source), out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sha256(bytes.toByteArray());
    }

    private static void writeEntity(EntityPlan entity, DataOutputStream out) throws IOException {
        out.writeUTF("entity " + entity.name());
        for (EntityPlan.Stream stream : entity.streams()) {
            out.writeUTF("source " + stream.source() + " key " + entity.keyText(stream.source()));
            for (EntityPlan.Series series : stream.series()) {
                Field column = stream.columns().field(series.column());
                out.writeUTF("column " + column.name() + " " + column.type());
                out.writeBoolean(series.condition() >= 0);
                if (series.condition() >= 0) {
                    Expr condition = stream.conditions().get(series.condition());
                    ExprCodec.write(condition, out);
                }
                for (EntityPlan.Output output : series.outputs()) {
                    out.writeUTF(output.function().word());
                    out.writeLong(stream.windows().get(output.window()));
                    out.writeInt(output.feature());
                }
            }
        }
        writeTracks(entity, out);
    }

    /** Nothing at all for an entity without tracks: plain features keep their fingerprint. */
    private static void writeTracks(EntityPlan entity, DataOutputStream out) throws IOException {
        for (EntityPlan.Track track : entity.tracks()) {
            out.writeUTF("track " + track.source() + " key " + entity.keyText(track.source()));
            if (track.rowTime() != null) {
                out.writeUTF("rows by " + track.rowTime());
            }
            for (EntityPlan.Measure measure : track.measures()) {
                Field column = track.columns().field(measure.column());
                EntityPlan.Range range = track.ranges().get(measure.range());
                out.writeUTF("column " + column.name() + " " + column.type());
                out.writeUTF(measure.statistic().kind().name());
                out.writeInt(measure.statistic().rank());
                out.writeInt(measure.statistic().fraction());
                FunctionReference function = measure.statistic().function();
                if (function != null) {
                    out.writeUTF(function.signature() + " version " + function.version());
                }
                out.writeUTF(measure.bounds().toString());
                out.writeUTF(range.shape() + " " + range.edge());
                out.writeLong(range.size());
                out.writeLong(range.step());
                out.writeLong(range.delay());
                out.writeLong(range.precision());
                for (int condition :
                        new int[] {measure.above(), measure.below(), range.condition()}) {
                    out.writeBoolean(condition >= 0);
                    if (condition >= 0) {
                        ExprCodec.write(track.conditions().get(condition), out);
                    }
                }
                out.writeInt(measure.feature());
            }
        }
        for (EntityPlan.Substitute substitute : entity.substitutes()) {
            out.writeUTF("default " + substitute.feature() + " " + substitute.value());
        }
    }

    /** Nothing at all for a source whose records are events. */
    private static void writeChanges(int source, Optional<ChangePlan> changes, DataOutputStream out)
            throws IOException {
        if (changes.isPresent()) {
            ChangePlan plan = changes.get();
            out.writeUTF("changes of source " + source + " by " + plan.row());
            out.writeUTF("gone if " + plan.operation() + " in " + plan.deletions());
        }
    }

    /** Nothing at all without such rules: other pipelines keep their fingerprint. */
    private static void writeNulling(
            int source, List<ExpectationPlan> expectations, DataOutputStream out)
            throws IOException {
        for (ExpectationPlan plan : expectations) {
            if (plan.otherwise() == Otherwise.NULL) {
                out.writeUTF("null unless, of source " + source);
                ExpectationCodec.write(plan.counted(0), out);
            }
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
