package io.millrace.features;

import io.millrace.features.EntityPlan.Measure;
import io.millrace.features.EntityPlan.Range;
import io.millrace.features.EntityPlan.Substitute;
import io.millrace.features.EntityPlan.Track;
import io.millrace.features.aggregate.Statistic;
import io.millrace.features.expression.Expr;
import io.millrace.features.expression.ExprCodec;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.AggregateOptions.Edge;
import io.millrace.schemas.pipeline.Feature.Window.Shape;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The parts of a {@link PlanCodec}'s bytes that are about tracks. */
final class TrackCodec {

    private TrackCodec() {}

    static void writeTrack(Track track, DataOutput out) throws IOException {
        out.writeInt(track.slot());
        out.writeInt(track.source());
        PlanCodec.writeRowType(track.columns(), out);
        PlanCodec.writeList(track.conditions(), ExprCodec::write, out);
        PlanCodec.writeList(track.ranges(), TrackCodec::writeRange, out);
        PlanCodec.writeList(track.measures(), TrackCodec::writeMeasure, out);
        String rowTime = track.rowTime();
        out.writeBoolean(rowTime != null);
        if (rowTime != null) {
            out.writeUTF(rowTime);
        }
    }

    static Track readTrack(DataInput in) throws IOException {
        return new Track(
                in.readInt(),
                in.readInt(),
                PlanCodec.readRowType(in),
                PlanCodec.<Expr>readList(in, ExprCodec::read),
                PlanCodec.readList(in, TrackCodec::readRange),
                PlanCodec.readList(in, TrackCodec::readMeasure),
                in.readBoolean() ? in.readUTF() : null);
    }

    private static void writeRange(Range range, DataOutput out) throws IOException {
        out.writeInt(range.condition());
        out.writeByte(range.shape().ordinal());
        out.writeLong(range.size());
        out.writeLong(range.step());
        out.writeLong(range.delay());
        out.writeByte(range.edge().ordinal());
        out.writeLong(range.precision());
    }

    private static Range readRange(DataInput in) throws IOException {
        return new Range(
                in.readInt(),
                Shape.values()[in.readByte()],
                in.readLong(),
                in.readLong(),
                in.readLong(),
                Edge.values()[in.readByte()],
                in.readLong());
    }

    private static void writeMeasure(Measure measure, DataOutput out) throws IOException {
        Statistic statistic = measure.statistic();
        out.writeByte(statistic.kind().ordinal());
        out.writeUTF(statistic.word());
        out.writeInt(statistic.rank());
        out.writeInt(statistic.fraction());
        if (statistic.function() != null) {
            ExprCodec.writeReference(statistic.function(), out);
        }
        out.writeInt(measure.range());
        out.writeInt(measure.column());
        out.writeInt(measure.above());
        out.writeInt(measure.below());
        PlanCodec.writeList(measure.bounds(), (bound, o) -> o.writeDouble(bound), out);
        out.writeInt(measure.feature());
    }

    private static Measure readMeasure(DataInput in) throws IOException {
        Statistic statistic = readStatistic(in);
        return new Measure(
                statistic,
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                PlanCodec.readList(in, DataInput::readDouble),
                in.readInt());
    }

    private static Statistic readStatistic(DataInput in) throws IOException {
        Statistic.Kind kind = Statistic.Kind.values()[in.readByte()];
        String word = in.readUTF();
        int rank = in.readInt();
        int fraction = in.readInt();
        return new Statistic(
                kind,
                word,
                rank,
                fraction,
                kind == Statistic.Kind.PROVIDED ? ExprCodec.readReference(in) : null);
    }

    static void writeSubstitute(Substitute substitute, DataOutput out) throws IOException {
        out.writeInt(substitute.feature());
        ExprCodec.write(new Expr.Literal(substitute.type(), substitute.value()), out);
    }

    static Substitute readSubstitute(DataInput in) throws IOException {
        int feature = in.readInt();
        Expr.Literal literal = (Expr.Literal) ExprCodec.read(in);
        ValueType type = literal.type();
        return new Substitute(feature, type, literal.value());
    }
}
