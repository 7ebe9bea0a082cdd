package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.Model.Step;
import io.millrace.schemas.pipeline.Model.Step.Kind;
import io.millrace.schemas.pipeline.yaml.Durations;
import io.millrace.schemas.pipeline.yaml.Numbers;
import io.millrace.schemas.pipeline.yaml.Rejected;
import io.millrace.schemas.pipeline.yaml.Scalar;
import io.millrace.schemas.pipeline.yaml.ScalarKind;
import io.millrace.schemas.problem.NearestName;
import io.millrace.schemas.problem.PipelineFileError;

import java.time.Duration;
import java.util.List;

/** A step of a rollout: {@code shadow 1h}, {@code canary 5% 8d} or {@code champion}. */
final class StepKind implements ScalarKind<Step> {
    private static final List<String> WORDS = List.of("shadow", "canary", "champion");

    private final ScalarKind<Duration> duration = Durations.aboveZero();
    private final ScalarKind<Double> share = Numbers.share();

    @Override
    public String expected() {
        return "a step such as shadow 1h, canary 5% 8d or champion";
    }

    @Override
    public Step parse(Scalar scalar) throws Rejected {
        String[] words = scalar.text().strip().split("\\s+", -1);
        boolean shadow = words[0].equals("shadow");
        boolean canary = words[0].equals("canary");
        if (words.length == 1 && words[0].equals("champion")) {
            return Step.CHAMPION;
        } else if (words.length == 2 && shadow) {
            return new Step(Kind.SHADOW, 0, duration.parse(part(scalar, words[1])));
        } else if (words.length == 3 && canary) {
            int part = share(part(scalar, words[1]));
            return new Step(Kind.CANARY, part, duration.parse(part(scalar, words[2])));
        }
        throw new Rejected(
                        PipelineFileError.BAD_STEP,
                        "isn't a step",
                        "a step is `shadow <duration>`, `canary <share> <duration>` or `champion`")
                .suggesting(NearestName.of(words[0], WORDS).filter(word -> !word.equals(words[0])));
    }

    private static Scalar part(Scalar whole, String word) {
        return new Scalar(word, true, whole.place());
    }

    /** In ten-thousandths; a double of 0.07 / 100 is near to 7 of them, not exactly 7. */
    private int share(Scalar scalar) throws Rejected {
        double part = share.parse(scalar) * Step.WHOLE;
        long rounded = Math.round(part);
        if (rounded < 1 || rounded >= Step.WHOLE || Math.abs(part - rounded) > 1e-6) {
            throw new Rejected(
                    PipelineFileError.OUT_OF_RANGE,
                    "is out of range",
                    "a canary's share is from 0.01% to 99.99%, in steps of 0.01%");
        }
        return (int) rounded;
    }
}
