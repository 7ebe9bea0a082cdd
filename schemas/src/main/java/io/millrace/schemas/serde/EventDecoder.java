package io.millrace.schemas.serde;

import io.millrace.schemas.event.Row;
import io.millrace.schemas.serde.Decoding.Code;
import io.millrace.schemas.serde.Decoding.Decoded;
import io.millrace.schemas.serde.Decoding.Failed;
import io.millrace.schemas.serde.WriterPlan.Step;

import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns the value of a record into a typed row, for any writer's schema.
 *
 * <p>A plan is compiled once for each schema id: it walks the writer's fields in their order, reads
 * the wanted ones straight into the row and steps over the others. Nothing generic is built and no
 * number is boxed.
 *
 * <p>Whatever the bytes are, nothing is thrown for them: they come back as {@link Failed}. All that
 * goes up is {@link RegistryUnavailableException}, since the record may well be good.
 *
 * <p>Types are read by Avro's rules of resolution, and a little beyond them: an int or long as a
 * double, an enum as text, a plain long as a timestamp, a long where the reader's schema has an
 * int. Record names aren't compared. A field that the writer lacks gets the default of the reader's
 * schema, else null where that's allowed; an id and an event time must have been written.
 *
 * <p>Not safe for use by several threads.
 */
public final class EventDecoder {
    /** What {@link #eventTime} says of a value without a usable event time. */
    public static final long NO_TIME = Long.MIN_VALUE;

    private final SchemaRegistry registry;
    private final PlanCompiler compiler;
    private final int rowSize;
    private final int maxBytes;
    private final Map<Integer, Plans> plans = new HashMap<>();
    private final AvroBytes bytes;
    private final Draft draft = new Draft();
    private int latestId;
    private @Nullable Plans latest;

    private record Plans(WriterPlan whole, WriterPlan timeOnly) {}

    public EventDecoder(SchemaRegistry registry, EventLayout layout) {
        this.registry = registry;
        this.compiler = new PlanCompiler(layout);
        this.rowSize = layout.fields().size();
        this.maxBytes = layout.limits().valueBytes();
        this.bytes = new AvroBytes(layout.limits().depth());
    }

    /**
     * @throws RegistryUnavailableException if the schema isn't known yet and can't be asked for
     */
    public Decoding decode(byte @Nullable [] value) {
        Failed broken = checkFrame(value);
        if (broken != null || value == null) {
            return broken != null ? broken : new Failed(Code.NULL_VALUE, "", null);
        }
        WriterPlan plan;
        try {
            plan = plans(WireFormat.readId(value)).whole;
        } catch (UnknownSchemaException e) {
            return new Failed(Code.UNKNOWN_SCHEMA, String.valueOf(e.getMessage()), null);
        }
        return plan.refusal() == null ? read(value, plan) : failed(plan.refusal(), null);
    }

    private Decoding read(byte[] value, WriterPlan plan) {
        List<Step> steps = plan.steps();
        int step = 0;
        try {
            draft.row = new Row(rowSize);
            plan.setDefaults(draft.row);
            bytes.start(value, WireFormat.HEADER);
            for (; step < steps.size(); step++) {
                steps.get(step).reader().read(bytes, draft);
            }
            return bytes.remaining() == 0
                    ? new Decoded(draft.row, draft.id, draft.time)
                    : new Failed(
                            Code.TRAILING_BYTES,
                            bytes.remaining() + " bytes are left over after the last field",
                            null);
        } catch (MalformedException e) {
            return failed(e, steps.get(step).field());
        } catch (RuntimeException e) {
            // One record that meets a mistake of ours must not stop all that follow it.
            return new Failed(Code.INTERNAL_ERROR, e.toString(), null);
        } finally {
            bytes.finish();
        }
    }

    /**
     * The event time alone, for watermarks: it reads no further than it must, and says nothing
     * about the rest of the value.
     *
     * @return epoch milliseconds, or {@link #NO_TIME} if the value is bad or the time out of range
     * @throws RegistryUnavailableException if the schema isn't known yet and can't be asked for
     */
    public long eventTime(byte @Nullable [] value) {
        if (value == null || checkFrame(value) != null) {
            return NO_TIME;
        }
        WriterPlan plan;
        try {
            plan = plans(WireFormat.readId(value)).timeOnly;
        } catch (UnknownSchemaException e) {
            return NO_TIME;
        }
        return plan.refusal() == null ? readTime(value, plan) : NO_TIME;
    }

    private long readTime(byte[] value, WriterPlan plan) {
        try {
            bytes.start(value, WireFormat.HEADER);
            for (Step step : plan.steps()) {
                step.reader().read(bytes, draft);
            }
            return draft.time;
        } catch (RuntimeException e) {
            return NO_TIME;
        } finally {
            bytes.finish();
        }
    }

    private @Nullable Failed checkFrame(byte @Nullable [] value) {
        String problem = WireFormat.problem(value);
        if (value == null) {
            return new Failed(Code.NULL_VALUE, String.valueOf(problem), null);
        }
        if (problem != null) {
            return new Failed(Code.NOT_FRAMED, problem, null);
        }
        return value.length <= maxBytes
                ? null
                : new Failed(
                        Code.TOO_LARGE,
                        "the value has "
                                + value.length
                                + " bytes; at most "
                                + maxBytes
                                + " are allowed",
                        null);
    }

    private Plans plans(int id) {
        Plans found = latest;
        if (found != null && latestId == id) {
            return found;
        }
        found = plans.get(id);
        if (found == null) {
            found = compile(id);
            plans.put(id, found);
        }
        latest = found;
        latestId = id;
        return found;
    }

    private Plans compile(int id) {
        try {
            Schema writer = registry.byId(id);
            return compile(writer);
        } catch (UnusableSchemaException e) {
            return refusing(Code.UNUSABLE_SCHEMA, String.valueOf(e.getMessage()));
        }
    }

    private Plans compile(Schema writer) {
        try {
            return new Plans(compiler.whole(writer), compiler.timeOnly(writer));
        } catch (RuntimeException e) {
            return refusing(Code.INTERNAL_ERROR, e.toString());
        }
    }

    private static Plans refusing(Code code, String message) {
        WriterPlan plan = WriterPlan.refusing(new MalformedException(code, message));
        return new Plans(plan, plan);
    }

    private static Failed failed(MalformedException e, @Nullable String step) {
        String field = e.field() != null ? e.field() : step;
        return new Failed(e.code(), String.valueOf(e.getMessage()), field);
    }
}
