package io.millrace.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.features.function.ScalarFunction;
import io.millrace.features.function.UnusableFunctionException;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Feature;
import io.millrace.schemas.pipeline.Pipeline.Order;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.ProblemsException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Objects;

/** Users' functions from the file to the dead letter. The tests' services are two of them. */
class FunctionsInPlansTest {
    private static final Feature DERIVED =
            TestPlans.derive("risk", "doubled(items) + misbehaving(note)");
    private static final Feature CONDITIONAL =
            TestPlans.aggregate(
                    "account",
                    "payments",
                    "misbehaving(note) > 1.0",
                    List.of(TestPlans.column("amount", "count")),
                    List.of(TestPlans.window(100)));

    private static Event event(FeaturePlan plan, String id, long time, String note) {
        RowType type = plan.sources().get(0);
        Row row = new Row(type.size());
        row.setText(type.index("note"), note);
        type.indexOf("items").ifPresent(items -> row.setLong(items, 4));
        type.indexOf("account").ifPresent(account -> row.setText(account, "a"));
        type.indexOf("amount").ifPresent(amount -> row.setDouble(amount, 1));
        return new Event(
                0,
                id,
                time,
                new Coordinates("t", 0, time, 0),
                null,
                new byte[0],
                row,
                new Row(plan.features().size()));
    }

    @Test
    void computesDerivedFeaturesAndRefusesWhereTheFunctionFails() {
        FeaturePlan plan = TestPlans.plan(Order.EVENT_TIME, DERIVED);
        Event good = event(plan, "good", 5, "fine");

        assertThat(plan.derived().apply(good)).isNull();
        assertThat(good.features().getDouble(0)).isEqualTo(15.5);
        for (String how : List.of("nan", "infinity", "throw", "type")) {
            Refusal refusal = plan.derived().apply(event(plan, "bad", 5, how));

            assertThat(refusal).isNotNull();
            assertThat(Objects.requireNonNull(refusal).rule()).isEqualTo("risk");
            assertThat(refusal.message()).contains("\"risk\"", "function \"misbehaving\"");
        }
    }

    @Test
    void anEventWhoseConditionFailsIsRefusedAndNotTakenIn() {
        FeaturePlan plan = TestPlans.plan(Order.EVENT_TIME, CONDITIONAL);
        List<Event> events = new ArrayList<>();
        events.add(event(plan, "first", 5, "fine"));
        events.add(event(plan, "second", 6, "throw"));
        events.add(event(plan, "third", 7, "fine"));

        List<Event> answered = OfflineFeatures.compute(plan, events);

        assertThat(answered).extracting(Event::id).containsExactly("first", "third");
        assertThat(answered.get(1).features().getLong(0)).isEqualTo(1);
    }

    @Test
    void thePlanNamesTheFunctionAndHoldsNoCode() {
        byte[] bytes = TestPlans.plan(Order.EVENT_TIME, DERIVED).toBytes();
        String text = new String(bytes, StandardCharsets.ISO_8859_1);

        assertThat(text).contains("doubled", "misbehaving").doesNotContain("io.millrace");
    }

    @Test
    void aJobWithoutTheJarDoesNotOpen() {
        byte[] derived = TestPlans.plan(Order.EVENT_TIME, DERIVED).toBytes();
        byte[] conditional = TestPlans.plan(Order.EVENT_TIME, CONDITIONAL).toBytes();

        inClassLoader(
                new WithoutServices(),
                () -> {
                    FeaturePlan read = FeaturePlan.fromBytes(derived);
                    assertThatThrownBy(read::derived)
                            .isInstanceOf(UnusableFunctionException.class)
                            .hasMessageContaining("doubled(double): double version 3");
                    FeaturePlan other = FeaturePlan.fromBytes(conditional);
                    assertThatThrownBy(() -> other.engine(0))
                            .isInstanceOf(UnusableFunctionException.class)
                            .hasMessageContaining("misbehaving(text): double version 1");
                });
    }

    @Test
    void aBrokenJarIsAProblemOfThePipeline(@TempDir Path folder) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(
                services.resolve(ScalarFunction.class.getName()), "com.example.Nowhere\n");
        try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            inClassLoader(
                    loader,
                    () -> {
                        ProblemsException thrown =
                                catchThrowableOfType(
                                        ProblemsException.class,
                                        () ->
                                                TestPlans.plan(
                                                        Order.EVENT_TIME,
                                                        TestPlans.derive("x", "amount")));
                        assertThat(thrown.problems())
                                .extracting(Problem::code)
                                .containsExactly("MR-2410");
                    });
        }
    }

    private static final class WithoutServices extends ClassLoader {
        WithoutServices() {
            super(FunctionsInPlansTest.class.getClassLoader());
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            return name.startsWith("META-INF/services/io.millrace")
                    ? java.util.Collections.emptyEnumeration()
                    : super.getResources(name);
        }
    }

    private static void inClassLoader(ClassLoader loader, Runnable test) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            test.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
