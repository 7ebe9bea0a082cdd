package io.millrace.features;

import io.millrace.features.expression.Expr;
import io.millrace.features.expression.ExprCodec;
import io.millrace.schemas.event.Field;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A feature set's identity. It covers what decides a feature's value: names, types, entities and
 * their keys, columns, conditions, windows, functions, expressions, the order mode. Not the YAML's
 * text, not expectations, not fields that merely are in the projection.
 */
final class Fingerprint {

    private Fingerprint() {}

    static String of(FeaturePlan.Parts parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(FeaturePlan.SEMANTIC_VERSION);
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
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sha256(bytes.toByteArray());
    }

    private static void writeEntity(EntityPlan entity, DataOutputStream out) throws IOException {
        out.writeUTF("entity " + entity.name());
        for (EntityPlan.Stream stream : entity.streams()) {
            out.writeUTF(
                    "source " + stream.source() + " key " + entity.keys().get(stream.source()));
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
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
