package io.millrace.features;

import io.millrace.features.EntityPlan.Measure;
import io.millrace.features.EntityPlan.Output;
import io.millrace.features.admission.Admission;
import io.millrace.schemas.event.EventCodec;
import io.millrace.schemas.event.Field;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a feature set goes on from the state of another one. A feature that both define alike,
 * whatever it's called and wherever it stands, keeps its state, and so the bits of its answers. One
 * that's new or defined otherwise begins with nothing, in streams and tracks of its own; one that's
 * gone isn't answered, and its state goes when nothing beside it is needed any more.
 *
 * <p>Made where a job starts. All of a key's state is taken over then, before the first event.
 */
public final class Evolution {
    private final FeaturePlan before;
    private final FeaturePlan after;
    private final List<String> anew;

    private Evolution(FeaturePlan before, FeaturePlan after, List<String> anew) {
        this.before = before;
        this.after = after;
        this.anew = List.copyOf(anew);
    }

    /**
     * @param before the plan that the state was written by: what {@link #plan} gave then, if it had
     *     gone on from another one itself
     * @param sourcesBefore the names of its sources
     * @param wanted the plan that's to go on
     * @param sources the names of its sources
     * @throws IncompatiblePlanException if the state means something else to the plan
     */
    public static Evolution of(
            FeaturePlan before,
            List<String> sourcesBefore,
            FeaturePlan wanted,
            List<String> sources) {
        List<String> reasons =
                Incompatibilities.of(before.parts(), sourcesBefore, wanted.parts(), sources);
        if (!reasons.isEmpty()) {
            throw new IncompatiblePlanException(reasons);
        }
        Set<Integer> kept = new TreeSet<>();
        List<EntityPlan> entities = new ArrayList<>();
        for (EntityPlan entity : wanted.parts().entities()) {
            EntityPlan former = entity(before.parts(), entity.name());
            entities.add(
                    former == null
                            ? entity
                            : new EntityEvolution(former, entity, wanted.parts()).plan(kept));
        }
        List<String> anew = new ArrayList<>();
        for (EntityPlan entity : wanted.parts().entities()) {
            if (entity(before.parts(), entity.name()) != null) {
                addAnew(entity, kept, wanted, anew);
            }
        }
        return new Evolution(before, wanted.laidOut(entities), anew);
    }

    static @Nullable EntityPlan entity(FeaturePlan.Parts parts, String name) {
        return parts.entities().stream()
                .filter(entity -> entity.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static void addAnew(
            EntityPlan entity, Set<Integer> kept, FeaturePlan wanted, List<String> anew) {
        List<Integer> features = new ArrayList<>();
        entity.streams()
                .forEach(
                        stream ->
                                stream.series()
                                        .forEach(
                                                series ->
                                                        series.outputs().stream()
                                                                .map(Output::feature)
                                                                .forEach(features::add)));
        entity.tracks()
                .forEach(
                        track ->
                                track.measures().stream()
                                        .map(Measure::feature)
                                        .forEach(features::add));
        features.stream()
                .filter(feature -> !kept.contains(feature))
                .map(feature -> wanted.features().field(feature))
                .map(Field::name)
                .forEach(anew::add);
    }

    /** The features of an entity with state that begin with nothing, in the plan's order. */
    public List<String> startingAnew() {
        return anew;
    }

    /**
     * The plan that engines run with: it answers the wanted features, and its state is laid out so
     * that the state of before is a part of it.
     */
    public FeaturePlan plan() {
        return after;
    }

    /** Whether a key's state is laid out alike before and after, so that nothing is to be done. */
    public boolean isNothing() {
        return java.util.Arrays.equals(before.toBytes(), after.toBytes());
    }

    /** Writes the wanted plan's events, and reads those of before. */
    public EventCodec codec() {
        return after.codec().reading(before.codec());
    }

    /** Takes over the state of an entity's keys. */
    public final class Keys {
        private final EntityEngine to;
        private final @Nullable EntityEngine from;

        private Keys(int entity) {
            to = after.engine(entity);
            int former = before.entities().indexOf(after.entities().get(entity));
            from = former < 0 ? null : before.engine(former, codec());
        }

        /** What a key's state is from now on; its tiles are changed where they are. */
        public byte[] takeOver(byte[] head, Tiles tiles) {
            return to.takeOver(Objects.requireNonNull(from), head, tiles);
        }
    }

    /**
     * New; for one thread.
     *
     * @param entity index in the wanted plan
     */
    public Keys keys(int entity) {
        return new Keys(entity);
    }

    /** What an id's state is from now on. */
    public Optional<byte[]> id(byte[] packed, long[] horizons) {
        Admission admission = new Admission(codec(), horizons);
        admission.open(packed);
        return Optional.ofNullable(admission.close());
    }

    /** What a row's state is from now on. */
    public Optional<byte[]> row(byte[] packed) {
        TableRows rows = new TableRows(after.parts(), codec());
        rows.open(packed);
        rows.restate();
        return Optional.ofNullable(rows.close());
    }
}
