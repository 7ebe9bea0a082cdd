package io.millrace.jobs.train;

import io.millrace.schemas.avro.DataRange;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.prediction.LabelledPrediction;
import io.millrace.schemas.serde.SchemaRegistry;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Examples in memory, by their offsets, that can be held back. Operators are serialised, so this is
 * found by its name.
 */
final class ScriptedExamples implements ExampleSource.Factory {
    private static final long serialVersionUID = 1L;
    private static final Map<String, Script> SCRIPTS = new ConcurrentHashMap<>();

    private final String name;

    private static final class Script {
        final List<LabelledPrediction> examples;
        final Semaphore begun = new Semaphore(0);
        final Semaphore allowed = new Semaphore(1_000_000);
        volatile @Nullable RuntimeException failure;

        Script(List<LabelledPrediction> examples) {
            this.examples = examples;
        }
    }

    ScriptedExamples(String name, List<LabelledPrediction> examples) {
        this.name = name;
        SCRIPTS.put(name, new Script(examples));
    }

    private static Script script(String name) {
        return Objects.requireNonNull(SCRIPTS.get(name));
    }

    /** From now on nothing can be read. */
    void holdBack() {
        script(name).allowed.drainPermits();
    }

    void letGo() {
        script(name).allowed.release(1_000_000);
    }

    /** From now on reading fails. */
    void fail(RuntimeException failure) {
        script(name).failure = failure;
    }

    /** Until somebody has begun to read once more. */
    void awaitReader() throws InterruptedException {
        script(name).begun.acquire();
    }

    /** How often somebody has begun to read, but for what was waited for. */
    int readers() {
        return script(name).begun.availablePermits();
    }

    @Override
    public ExampleSource open(RowType features, SchemaRegistry schemas) {
        Script script = script(name);
        return (ranges, examples) -> read(script, ranges, examples);
    }

    private static void read(
            Script script, List<DataRange> ranges, Consumer<LabelledPrediction> examples) {
        script.begun.release();
        try {
            script.allowed.acquire();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
        RuntimeException failure = script.failure;
        if (failure != null) {
            throw failure;
        }
        for (DataRange range : ranges) {
            for (long at = range.getFromOffset(); at < range.getToOffset(); at++) {
                examples.accept(script.examples.get((int) at));
            }
        }
    }
}
