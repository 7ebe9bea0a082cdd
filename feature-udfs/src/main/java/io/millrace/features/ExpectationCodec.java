package io.millrace.features;

import io.millrace.features.ExpectationPlan.Test;
import io.millrace.features.expression.ExprCodec;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.Otherwise;

import org.jspecify.annotations.Nullable;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Expectations as bytes, within a plan. */
final class ExpectationCodec {
    private static final int NOT_NULL = 1;
    private static final int BETWEEN = 2;
    private static final int ONE_OF = 3;
    private static final int MATCHES = 4;
    private static final int NOT_IN_FUTURE = 5;
    private static final int FINITE = 6;
    private static final int TYPE = 7;
    private static final int LENGTH = 8;
    private static final int FRESH_WITHIN = 9;
    private static final int THAT = 10;
    private static final int NULL_SHARE = 11;
    private static final int VOLUME = 12;

    private ExpectationCodec() {}

    static void write(ExpectationPlan plan, DataOutput out) throws IOException {
        String field = plan.field();
        out.writeUTF(plan.rule());
        out.writeBoolean(field != null);
        if (field != null) {
            out.writeUTF(field);
        }
        out.writeUTF(plan.otherwise().name());
        out.writeLong(plan.window());
        writeTest(plan.test(), out);
    }

    static ExpectationPlan read(DataInput in) throws IOException {
        String rule = in.readUTF();
        @Nullable String field = in.readBoolean() ? in.readUTF() : null;
        return new ExpectationPlan(
                rule, field, Otherwise.valueOf(in.readUTF()), in.readLong(), readTest(in));
    }

    private static void writeTest(Test test, DataOutput out) throws IOException {
        if (test instanceof ExpectationPlan.Between between) {
            out.writeByte(BETWEEN);
            out.writeDouble(between.low());
            out.writeDouble(between.high());
        } else if (test instanceof ExpectationPlan.OneOf oneOf) {
            out.writeByte(ONE_OF);
            PlanCodec.writeList(oneOf.values(), (value, o) -> o.writeUTF(value), out);
        } else if (test instanceof ExpectationPlan.Matches matches) {
            out.writeByte(MATCHES);
            out.writeUTF(matches.pattern());
        } else if (test instanceof ExpectationPlan.That that) {
            out.writeByte(THAT);
            out.writeUTF(that.text());
            ExprCodec.write(that.condition(), out);
        } else if (test instanceof ExpectationPlan.Type type) {
            out.writeByte(TYPE);
            out.writeUTF(type.type().name());
        } else {
            writeNumbers(test, out);
        }
    }

    private static void writeNumbers(Test test, DataOutput out) throws IOException {
        if (test instanceof ExpectationPlan.Length length) {
            out.writeByte(LENGTH);
            out.writeLong(length.least());
            out.writeLong(length.most());
        } else if (test instanceof ExpectationPlan.NotInFuture notInFuture) {
            out.writeByte(NOT_IN_FUTURE);
            out.writeLong(notInFuture.toleranceMillis());
        } else if (test instanceof ExpectationPlan.FreshWithin fresh) {
            out.writeByte(FRESH_WITHIN);
            out.writeLong(fresh.ageMillis());
        } else if (test instanceof ExpectationPlan.NullShare share) {
            out.writeByte(NULL_SHARE);
            out.writeDouble(share.most());
        } else if (test instanceof ExpectationPlan.Volume volume) {
            out.writeByte(VOLUME);
            out.writeLong(volume.least());
            out.writeLong(volume.most());
        } else {
            out.writeByte(test instanceof ExpectationPlan.Finite ? FINITE : NOT_NULL);
        }
    }

    private static Test readTest(DataInput in) throws IOException {
        int tag = in.readByte();
        return switch (tag) {
            case NOT_NULL -> new ExpectationPlan.NotNull();
            case BETWEEN -> new ExpectationPlan.Between(in.readDouble(), in.readDouble());
            case ONE_OF -> new ExpectationPlan.OneOf(PlanCodec.readList(in, DataInput::readUTF));
            case MATCHES -> new ExpectationPlan.Matches(in.readUTF());
            case NOT_IN_FUTURE -> new ExpectationPlan.NotInFuture(in.readLong());
            case FINITE -> new ExpectationPlan.Finite();
            case TYPE -> new ExpectationPlan.Type(ValueType.valueOf(in.readUTF()));
            case LENGTH -> new ExpectationPlan.Length(in.readLong(), in.readLong());
            case FRESH_WITHIN -> new ExpectationPlan.FreshWithin(in.readLong());
            case THAT -> new ExpectationPlan.That(in.readUTF(), ExprCodec.read(in));
            case NULL_SHARE -> new ExpectationPlan.NullShare(in.readDouble());
            case VOLUME -> new ExpectationPlan.Volume(in.readLong(), in.readLong());
            default -> throw new IOException("expectation " + tag + " isn't known");
        };
    }
}
