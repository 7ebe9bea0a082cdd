package io.millrace.features;

import io.millrace.features.expression.Expr;
import io.millrace.features.expression.ExprCodec;
import io.millrace.features.expression.ExpressionCompiler;
import io.millrace.features.function.FunctionJars;
import io.millrace.features.function.ScalarFunctions;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.Monitor;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.problem.FeatureError;
import io.millrace.schemas.problem.Problems;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The expressions by which a pipeline is watched: its segments, and the business's own metrics.
 * They see the features of a prediction; metrics also what was answered and what turned out to be
 * true. Compiled once, where the pipeline file is read; travels as bytes. Immutable.
 */
public final class MonitorPlan {
    /** What metrics see besides features. */
    static final RowType ANSWER =
            new RowType(
                    List.of(
                            new Field("label", ValueType.DOUBLE, false),
                            new Field("score", ValueType.DOUBLE, true),
                            new Field("decision", ValueType.BOOLEAN, false)));

    /** Raise it with every change of the layout, and go on reading the older ones. */
    private static final byte VERSION = 1;

    /** By their names, in the file's order. */
    final Map<String, Expr> segments;

    /** By their names, in the file's order. */
    final Map<String, Expr> metrics;

    private MonitorPlan(Map<String, Expr> segments, Map<String, Expr> metrics) {
        this.segments = segments;
        this.metrics = metrics;
    }

    /**
     * Checks the expressions.
     *
     * @param features of the pipeline's predictions
     * @throws io.millrace.schemas.problem.ProblemsException with every mistake in them
     */
    public static MonitorPlan compile(Monitor monitor, RowType features, FunctionJars functions) {
        return functions.within(() -> new Compiler(features).plan(monitor));
    }

    private static final class Compiler {
        private final Problems problems = new Problems();
        private final ScalarFunctions functions = ScalarFunctions.load();
        private final RowType features;

        Compiler(RowType features) {
            this.features = features;
        }

        MonitorPlan plan(Monitor monitor) {
            ExpressionCompiler ofFeatures = new ExpressionCompiler(functions);
            ExpressionCompiler ofAnswers = new ExpressionCompiler(functions);
            for (Field field : features.fields()) {
                ofFeatures.feature(field.name(), field.type());
                ofAnswers.feature(field.name(), field.type());
            }
            // A feature of such a name is hidden: a metric couldn't be about labels otherwise.
            ANSWER.fields().forEach(field -> ofAnswers.answer(field.name(), field.type()));
            Map<String, Expr> segments = new LinkedHashMap<>();
            List<Text> divided = new ArrayList<>(monitor.segments());
            monitor.fairness().forEach(groups -> divided.add(groups.by()));
            for (Text text : divided) {
                Expr expr =
                        segments.containsKey(text.value())
                                ? null
                                : ofFeatures.compile(text, problems);
                if (expr != null && canDivide(expr, text)) {
                    segments.put(text.value(), expr);
                }
            }
            Map<String, Expr> metrics = new LinkedHashMap<>();
            for (Monitor.Metric metric : monitor.metrics()) {
                Expr expr = ofAnswers.compile(metric.expression(), problems);
                if (expr != null && fits(metric, expr)) {
                    metrics.put(metric.name().value(), expr);
                }
            }
            problems.throwIfErrors();
            return new MonitorPlan(segments, metrics);
        }

        private boolean canDivide(Expr expr, Text text) {
            boolean can = expr.type() != ValueType.DOUBLE && expr.type() != ValueType.TIMESTAMP;
            if (!can) {
                report(
                        FeatureError.WRONG_TYPES,
                        text,
                        "a segment by "
                                + expr.type().readable()
                                + " has too many values; text, a boolean or an integer is needed",
                        "compare: for example " + text.value() + " > ...");
            }
            return can;
        }

        private boolean fits(Monitor.Metric metric, Expr expr) {
            boolean ofCondition =
                    metric.aggregate() == Monitor.Aggregate.COUNT
                            || metric.aggregate() == Monitor.Aggregate.SHARE;
            boolean fits = ofCondition ? expr.type() == ValueType.BOOLEAN : expr.type().isNumeric();
            if (!fits) {
                report(
                        ofCondition ? FeatureError.NOT_A_CONDITION : FeatureError.WRONG_TYPES,
                        metric.expression(),
                        metric.name().value()
                                + ": the expression is "
                                + expr.type().readable()
                                + ", "
                                + (ofCondition ? "a condition" : "a number")
                                + " is needed",
                        "count and share take a condition, sum and mean a number");
            }
            return fits;
        }

        private void report(FeatureError code, Text text, String message, String note) {
            problems.add(code.at(text.place(), Math.max(text.value().length(), 1), message, note));
        }
    }

    /** Evaluates it, for one thread. */
    public MonitorValues values(RowType features) {
        return new MonitorValues(this, features);
    }

    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            write(segments, out);
            write(metrics, out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void write(Map<String, Expr> expressions, DataOutputStream out)
            throws IOException {
        out.writeInt(expressions.size());
        for (Map.Entry<String, Expr> expression : expressions.entrySet()) {
            out.writeUTF(expression.getKey());
            ExprCodec.write(expression.getValue(), out);
        }
    }

    /**
     * @throws IllegalArgumentException if the bytes are of a version that this release doesn't know
     */
    public static MonitorPlan fromBytes(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte version = in.readByte();
            if (version != VERSION) {
                throw new IllegalArgumentException(
                        "a monitor's plan of format " + version + "; this reads " + VERSION);
            }
            return new MonitorPlan(read(in), read(in));
        } catch (IOException e) {
            throw new IllegalArgumentException("a monitor's plan ends too early", e);
        }
    }

    private static Map<String, Expr> read(DataInput in) throws IOException {
        Map<String, Expr> expressions = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            expressions.put(in.readUTF(), ExprCodec.read(in));
        }
        return expressions;
    }
}
