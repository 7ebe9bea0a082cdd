package io.millrace.features.expression;

import io.millrace.features.function.FunctionReference;
import io.millrace.schemas.event.ValueType;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Checked expressions as bytes: each node is a tag, its type and its parts, in prefix order. */
public final class ExprCodec {
    private static final int LITERAL = 1;
    private static final int FIELD = 2;
    private static final int FEATURE = 3;
    private static final int CALL = 4;
    private static final int IN = 5;
    private static final int MATCHES = 6;
    private static final int INVOKE = 7;

    private ExprCodec() {}

    public static void write(Expr expr, DataOutput out) throws IOException {
        if (expr instanceof Expr.Literal literal) {
            out.writeByte(LITERAL);
            writeLiteral(literal, out);
        } else if (expr instanceof Expr.FieldValue field) {
            out.writeByte(FIELD);
            out.writeByte(field.type().ordinal());
            out.writeUTF(field.name());
        } else if (expr instanceof Expr.FeatureValue feature) {
            out.writeByte(FEATURE);
            out.writeByte(feature.type().ordinal());
            out.writeUTF(feature.name());
        } else if (expr instanceof Expr.Call call) {
            out.writeByte(CALL);
            out.writeByte(call.operation().number());
            out.writeByte(call.type().ordinal());
            out.writeByte(call.arguments().size());
            for (Expr argument : call.arguments()) {
                write(argument, out);
            }
        } else if (expr instanceof Expr.In in) {
            out.writeByte(IN);
            write(in.value(), out);
            out.writeInt(in.list().size());
            for (Expr.Literal literal : in.list()) {
                writeLiteral(literal, out);
            }
        } else if (expr instanceof Expr.Matches matches) {
            out.writeByte(MATCHES);
            write(matches.text(), out);
            out.writeUTF(matches.pattern());
        } else if (expr instanceof Expr.Invoke invoke) {
            out.writeByte(INVOKE);
            writeReference(invoke.function(), out);
            for (Expr argument : invoke.arguments()) {
                write(argument, out);
            }
        }
    }

    /** A function's name, version and types. */
    public static void writeReference(FunctionReference function, DataOutput out)
            throws IOException {
        out.writeUTF(function.name());
        out.writeInt(function.version());
        out.writeByte(function.result().ordinal());
        out.writeByte(function.parameters().size());
        for (ValueType parameter : function.parameters()) {
            out.writeByte(parameter.ordinal());
        }
    }

    private static void writeLiteral(Expr.Literal literal, DataOutput out) throws IOException {
        out.writeByte(literal.type().ordinal());
        switch (literal.type()) {
            case BOOLEAN -> out.writeBoolean((Boolean) literal.value());
            case INTEGER, TIMESTAMP -> out.writeLong((Long) literal.value());
            case DOUBLE -> out.writeDouble((Double) literal.value());
            case STRING -> out.writeUTF((String) literal.value());
        }
    }

    /**
     * @throws IOException if the bytes hold something that this release doesn't know
     */
    public static Expr read(DataInput in) throws IOException {
        int tag = in.readByte();
        return switch (tag) {
            case LITERAL -> readLiteral(in);
            case FIELD -> {
                ValueType type = readType(in);
                yield new Expr.FieldValue(in.readUTF(), type);
            }
            case FEATURE -> {
                ValueType type = readType(in);
                yield new Expr.FeatureValue(in.readUTF(), type);
            }
            case CALL -> readCall(in);
            case IN -> readIn(in);
            case MATCHES -> {
                Expr text = read(in);
                yield new Expr.Matches(text, in.readUTF());
            }
            case INVOKE -> readInvoke(in);
            default -> throw new IOException("expression node " + tag + " isn't known");
        };
    }

    private static Expr readCall(DataInput in) throws IOException {
        Operation operation = Operation.of(in.readByte());
        ValueType type = readType(in);
        List<Expr> arguments = new ArrayList<>();
        for (int left = in.readByte(); left > 0; left--) {
            arguments.add(read(in));
        }
        return new Expr.Call(operation, type, arguments);
    }

    private static Expr readInvoke(DataInput in) throws IOException {
        FunctionReference function = readReference(in);
        List<Expr> arguments = new ArrayList<>();
        for (int i = 0; i < function.parameters().size(); i++) {
            arguments.add(read(in));
        }
        return new Expr.Invoke(function, arguments);
    }

    /** What {@link #writeReference} wrote. */
    public static FunctionReference readReference(DataInput in) throws IOException {
        String name = in.readUTF();
        int version = in.readInt();
        ValueType result = readType(in);
        List<ValueType> parameters = new ArrayList<>();
        for (int left = in.readByte(); left > 0; left--) {
            parameters.add(readType(in));
        }
        return new FunctionReference(name, version, parameters, result);
    }

    private static Expr readIn(DataInput in) throws IOException {
        Expr value = read(in);
        List<Expr.Literal> list = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            list.add(readLiteral(in));
        }
        return new Expr.In(value, list);
    }

    private static Expr.Literal readLiteral(DataInput in) throws IOException {
        ValueType type = readType(in);
        return switch (type) {
            case BOOLEAN -> new Expr.Literal(type, in.readBoolean());
            case INTEGER, TIMESTAMP -> new Expr.Literal(type, in.readLong());
            case DOUBLE -> new Expr.Literal(type, in.readDouble());
            case STRING -> new Expr.Literal(type, in.readUTF());
        };
    }

    private static ValueType readType(DataInput in) throws IOException {
        int ordinal = in.readByte();
        ValueType[] types = ValueType.values();
        if (ordinal < 0 || ordinal >= types.length) {
            throw new IOException("value type " + ordinal + " isn't known");
        }
        return types[ordinal];
    }
}
