package io.millrace.features;

import io.millrace.features.EntityPlan.Output;
import io.millrace.features.EntityPlan.Series;
import io.millrace.features.EntityPlan.Stream;
import io.millrace.features.FeaturePlan.Parts;
import io.millrace.features.expression.Expr;
import io.millrace.features.expression.ExprCodec;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.AggregateOptions.Edge;
import io.millrace.schemas.pipeline.Pipeline.Order;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans as bytes. */
final class PlanCodec {
    private static final byte VERSION = 5;

    private PlanCodec() {}

    interface Writer<T> {
        void write(T value, DataOutput out) throws IOException;
    }

    interface Reader<T> {
        T read(DataInput in) throws IOException;
    }

    static byte[] write(Parts parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeByte(parts.order().ordinal());
            writeRowType(parts.features(), out);
            writeList(parts.sources(), PlanCodec::writeRowType, out);
            writeList(parts.entities(), PlanCodec::writeEntity, out);
            writeList(parts.derived(), PlanCodec::writeDerived, out);
            writeList(
                    parts.expectations(),
                    (list, o) -> writeList(list, ExpectationCodec::write, o),
                    out);
            writeList(parts.changes(), PlanCodec::writeChanges, out);
        } catch (IOException e) {
            throw new IllegalStateException("the feature plan could not be written", e);
        }
        return bytes.toByteArray();
    }

    static Parts read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte version = in.readByte();
            if (version != VERSION) {
                throw new IOException("format " + version + "; this release reads " + VERSION);
            }
            return new Parts(
                    Order.values()[in.readByte()],
                    readRowType(in),
                    readList(in, PlanCodec::readRowType),
                    readList(in, PlanCodec::readEntity),
                    readList(in, PlanCodec::readDerived),
                    readList(in, i -> readList(i, ExpectationCodec::read)),
                    readList(in, PlanCodec::readChanges));
        } catch (IOException e) {
            throw new IllegalArgumentException("the feature plan could not be read", e);
        }
    }

    static <T> void writeList(List<T> list, Writer<T> writer, DataOutput out) throws IOException {
        out.writeInt(list.size());
        for (T value : list) {
            writer.write(value, out);
        }
    }

    static <T> List<T> readList(DataInput in, Reader<T> reader) throws IOException {
        List<T> list = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            list.add(reader.read(in));
        }
        return list;
    }

    static void writeRowType(RowType type, DataOutput out) throws IOException {
        writeList(
                type.fields(),
                (field, o) -> {
                    o.writeUTF(field.name());
                    o.writeByte(field.type().ordinal());
                    o.writeBoolean(field.nullable());
                },
                out);
    }

    static RowType readRowType(DataInput in) throws IOException {
        return new RowType(
                readList(
                        in,
                        i ->
                                new Field(
                                        i.readUTF(),
                                        ValueType.values()[i.readByte()],
                                        i.readBoolean())));
    }

    private static void writeEntity(EntityPlan entity, DataOutput out) throws IOException {
        out.writeUTF(entity.name());
        writeList(entity.keys(), (key, o) -> writeList(key, (f, p) -> p.writeUTF(f), o), out);
        writeList(entity.streams(), PlanCodec::writeStream, out);
        writeList(entity.tracks(), TrackCodec::writeTrack, out);
        writeList(entity.substitutes(), TrackCodec::writeSubstitute, out);
    }

    private static EntityPlan readEntity(DataInput in) throws IOException {
        return new EntityPlan(
                in.readUTF(),
                readList(in, i -> readList(i, DataInput::readUTF)),
                readList(in, PlanCodec::readStream),
                readList(in, TrackCodec::readTrack),
                readList(in, TrackCodec::readSubstitute));
    }

    private static void writeChanges(Optional<ChangePlan> changes, DataOutput out)
            throws IOException {
        out.writeBoolean(changes.isPresent());
        if (changes.isPresent()) {
            ChangePlan plan = changes.get();
            out.writeUTF(plan.row());
            out.writeUTF(plan.time());
            out.writeBoolean(plan.dated());
            out.writeUTF(plan.operation());
            writeList(plan.deletions(), (value, o) -> o.writeUTF(value), out);
        }
    }

    private static Optional<ChangePlan> readChanges(DataInput in) throws IOException {
        return in.readBoolean()
                ? Optional.of(
                        new ChangePlan(
                                in.readUTF(),
                                in.readUTF(),
                                in.readBoolean(),
                                in.readUTF(),
                                readList(in, DataInput::readUTF)))
                : Optional.empty();
    }

    private static void writeStream(Stream stream, DataOutput out) throws IOException {
        out.writeInt(stream.slot());
        out.writeInt(stream.source());
        writeRowType(stream.columns(), out);
        writeList(stream.conditions(), ExprCodec::write, out);
        writeList(stream.windows(), (window, o) -> o.writeLong(window), out);
        writeList(stream.series(), PlanCodec::writeSeries, out);
    }

    private static Stream readStream(DataInput in) throws IOException {
        return new Stream(
                in.readInt(),
                in.readInt(),
                Edge.PRIOR,
                readRowType(in),
                PlanCodec.<Expr>readList(in, ExprCodec::read),
                readList(in, DataInput::readLong),
                readList(in, PlanCodec::readSeries));
    }

    private static void writeSeries(Series series, DataOutput out) throws IOException {
        out.writeInt(series.column());
        out.writeInt(series.condition());
        writeList(
                series.outputs(),
                (output, o) -> {
                    o.writeByte(output.function().ordinal());
                    o.writeInt(output.window());
                    o.writeInt(output.feature());
                },
                out);
    }

    private static Series readSeries(DataInput in) throws IOException {
        return new Series(
                in.readInt(),
                in.readInt(),
                readList(
                        in,
                        i ->
                                new Output(
                                        Function.values()[i.readByte()],
                                        i.readInt(),
                                        i.readInt())));
    }

    private static void writeDerived(DerivedPlan derived, DataOutput out) throws IOException {
        out.writeUTF(derived.feature());
        out.writeBoolean(derived instanceof DerivedPlan.Compute);
        if (derived instanceof DerivedPlan.Compute compute) {
            ExprCodec.write(compute.expression(), out);
        }
    }

    private static DerivedPlan readDerived(DataInput in) throws IOException {
        String feature = in.readUTF();
        return in.readBoolean()
                ? new DerivedPlan.Compute(feature, ExprCodec.read(in))
                : new DerivedPlan.Copy(feature);
    }
}
