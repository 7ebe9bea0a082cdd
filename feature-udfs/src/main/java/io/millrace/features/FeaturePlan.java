package io.millrace.features;

import io.millrace.features.function.FunctionJars;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.EventCodec;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Pipeline;
import io.millrace.schemas.pipeline.Pipeline.Order;
import io.millrace.schemas.problem.ProblemsException;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Everything that operators need to compute a pipeline's features. Compiled once, where the
 * pipeline file is read; travels as bytes. Immutable; what it makes is for one thread each.
 */
public final class FeaturePlan {

    /** Raise it when the same definitions come to give other values. */
    static final int SEMANTIC_VERSION = 1;

    /** Of releases after this one, whose fingerprints it can still tell from other definitions. */
    private static final int VERSIONS_AHEAD = 16;

    /**
     * The plan's parts.
     *
     * @param features the feature set
     * @param sources of each source the fields that are used
     * @param expectations of each source
     * @param changes of each source; empty for one whose records are events of their own
     */
    record Parts(
            Order order,
            RowType features,
            List<RowType> sources,
            List<EntityPlan> entities,
            List<DerivedPlan> derived,
            List<List<ExpectationPlan>> expectations,
            List<Optional<ChangePlan>> changes) {
        Parts {
            changes = List.copyOf(changes);
            sources = List.copyOf(sources);
            entities = List.copyOf(entities);
            derived = List.copyOf(derived);
            expectations = expectations.stream().map(List::copyOf).toList();
        }
    }

    private final Parts parts;
    private final FunctionJars functions;
    private final String fingerprint;

    /** By entity, then by source. */
    private final EntityKeys[][] keys;

    private FeaturePlan(Parts parts, FunctionJars functions) {
        this.parts = parts;
        this.functions = functions;
        this.fingerprint = Fingerprint.of(parts, SEMANTIC_VERSION);
        this.keys =
                parts.entities.stream()
                        .map(entity -> keys(entity.keys(), parts.sources))
                        .toArray(EntityKeys[][]::new);
    }

    private static EntityKeys[] keys(List<List<String>> fields, List<RowType> sources) {
        return IntStream.range(0, sources.size())
                .mapToObj(source -> new EntityKeys(fields.get(source), sources.get(source)))
                .toArray(EntityKeys[]::new);
    }

    /**
     * Resolves and checks a pipeline's features.
     *
     * @param sources all usable fields of each source's schema, in the pipeline's order
     * @throws ProblemsException with every mistake: unknown fields and functions, types that don't
     *     fit, errors in expressions
     */
    public static FeaturePlan compile(Pipeline pipeline, List<RowType> sources) {
        return compile(pipeline, sources, FunctionJars.NONE);
    }

    /**
     * Resolves and checks a pipeline's features, as {@link #compile(Pipeline, List)} does.
     *
     * @param functions where users' functions are looked for, besides the class path; the plan's
     *     engines look there, too
     */
    public static FeaturePlan compile(
            Pipeline pipeline, List<RowType> sources, FunctionJars functions) {
        return new FeaturePlan(
                functions.within(() -> PlanCompiler.compile(pipeline, sources)), functions);
    }

    /** The plan with its expressions as checked trees; the first byte is the format's version. */
    public byte[] toBytes() {
        return PlanCodec.write(parts);
    }

    /**
     * @throws IllegalArgumentException if the bytes are of a version that this release doesn't know
     */
    public static FeaturePlan fromBytes(byte[] bytes) {
        return new FeaturePlan(PlanCodec.read(bytes), FunctionJars.NONE);
    }

    /** The jars that the plan was compiled with; none for one that was read from bytes. */
    public FunctionJars functions() {
        return functions;
    }

    /** The feature set in the file's order. */
    public RowType features() {
        return parts.features;
    }

    /** Of each source the fields that the pipeline uses, in the schema's order. */
    public List<RowType> sources() {
        return parts.sources;
    }

    /** When events are answered. */
    public Order order() {
        return parts.order;
    }

    /**
     * SHA-256 (hex) over the resolved definitions and the engine's semantic version: two plans with
     * the same fingerprint give the same bits for the same events.
     */
    public String fingerprint() {
        return fingerprint;
    }

    /**
     * Which semantic version of the engine gives these very definitions a fingerprint; empty if
     * none does that this release can know of, and then the definitions are other ones.
     */
    public OptionalInt semanticVersion(String ofFingerprint) {
        return IntStream.rangeClosed(0, SEMANTIC_VERSION + VERSIONS_AHEAD)
                .filter(version -> fingerprint(version).equals(ofFingerprint))
                .findFirst();
    }

    /** What a release with this semantic version gives these definitions. */
    String fingerprint(int semanticVersion) {
        return Fingerprint.of(parts, semanticVersion);
    }

    /** The entities that have features, in the file's order: the chain's order. */
    public List<String> entities() {
        return parts.entities.stream().map(EntityPlan::name).toList();
    }

    /**
     * Indices of the fields of an entity's key in {@code sources().get(source)}; none if the source
     * has no part in the entity.
     */
    public List<Integer> keyFields(int entity, int source) {
        RowType fields = parts.sources.get(source);
        return parts.entities.get(entity).keys().get(source).stream().map(fields::index).toList();
    }

    /**
     * What a replay needs of each source, in the pipeline's order: for warnings where topics don't
     * reach back that far. A feature of a later entity of the chain also depends on which events an
     * earlier one refused; that isn't in it.
     */
    public List<ReplayNeed> replayNeeds() {
        return ReplayNeeds.of(parts);
    }

    /** Whether an entity's engine takes in events of a source (the main source: always). */
    public boolean reads(int entity, int source) {
        return source == 0
                || parts.entities.get(entity).streams().stream()
                        .anyMatch(stream -> stream.source() == source)
                || parts.entities.get(entity).tracks().stream()
                        .anyMatch(track -> track.source() == source);
    }

    /**
     * An event's key of an entity as text, or null if it has none: if the field, or one of several,
     * is null. Of several fields it's as in {@link EntityKeys}.
     */
    public @Nullable String key(int entity, Event event) {
        return keys[entity][event.source()].of(event.fields());
    }

    /** Whether any source is a change stream, so that {@link #tableRows} have to come first. */
    public boolean hasChanges() {
        return parts.changes.stream().anyMatch(Optional::isPresent);
    }

    /** Whether a source's records change rows. */
    public boolean isChangeStream(int source) {
        return parts.changes.get(source).isPresent();
    }

    /** New; tells what the changes of rows take back and add. */
    public TableRows tableRows() {
        return new TableRows(parts, codec());
    }

    /** What identifies the row that a change is of, among those of all sources. */
    public String rowKey(Event change) {
        RowType fields = parts.sources.get(change.source());
        int row = fields.index(parts.changes.get(change.source()).orElseThrow().row());
        return change.source() + ":" + change.fields().get(row, fields.field(row).type());
    }

    /** Reads and writes events with the projected fields and the feature set. */
    public EventCodec codec() {
        return new EventCodec(parts.sources, parts.features);
    }

    /**
     * A new engine for one entity.
     *
     * @throws io.millrace.features.function.UnusableFunctionException if a condition calls a
     *     function that the class path doesn't have, or has in another version
     */
    public EntityEngine engine(int entity) {
        return engine(entity, EntityEngine.TILE_BYTES);
    }

    /**
     * @param events reads the events that wait
     */
    EntityEngine engine(int entity, EventCodec events) {
        EntityPlan plan = PlainForm.of(parts.entities.get(entity), parts.order);
        return functions.within(
                () -> new EntityEngine(parts, plan, events, EntityEngine.TILE_BYTES));
    }

    Parts parts() {
        return parts;
    }

    /** The same features, with state that's laid out otherwise. */
    FeaturePlan laidOut(List<EntityPlan> entities) {
        return new FeaturePlan(
                new Parts(
                        parts.order,
                        parts.features,
                        parts.sources,
                        entities,
                        parts.derived,
                        parts.expectations,
                        parts.changes),
                functions);
    }

    /** For tests: answers must not depend on the tiles' size. */
    EntityEngine engine(int entity, int tileBytes) {
        EntityPlan plan = PlainForm.of(parts.entities.get(entity), parts.order);
        return functions.within(() -> new EntityEngine(parts, plan, codec(), tileBytes));
    }

    /**
     * New; fills derived features and copied fields.
     *
     * @throws io.millrace.features.function.UnusableFunctionException if an expression calls a
     *     function that the class path doesn't have, or has in another version
     */
    public DerivedFeatures derived() {
        return functions.within(
                () -> new DerivedFeatures(parts.derived, parts.sources.get(0), parts.features));
    }

    /**
     * The rules at the door of a source, as they're counted; {@link Expectations} numbers them so.
     */
    public List<QualityRule> qualityRules(int source) {
        return parts.expectations.get(source).stream().map(QualityRule::of).toList();
    }

    /** New; the checks at the door of a source. */
    public Expectations expectations(int source) {
        return functions.within(
                () -> new Expectations(parts.expectations.get(source), parts.sources.get(source)));
    }
}
