package io.millrace.registry.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.avro.ModelEvent;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.avro.WindowPerformance;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.pipeline.Model.PromoteWhen;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Random;

class SampleRatioTest {

    @ParameterizedTest
    @CsvSource({
        "500, 10000, 500, false",
        "560, 10000, 500, false",
        "620, 10000, 500, true",
        "380, 10000, 500, true",
        "0, 20, 500, false",
        "0, 100000, 500, true",
        "0, 0, 500, false",
    })
    void tellsAWrongShareFromChance(long answered, long all, int share, boolean off) {
        assertThat(new SampleRatio(answered, all).isOff(share)).isEqualTo(off);
    }

    @Test
    void isHardlyEverOffWhenTheShareIsRightHoweverOftenOneLooks() {
        int alarms = 0;
        for (int run = 0; run < 2_000; run++) {
            Random random = new Random(31L * run + 5);
            long answered = 0;
            boolean off = false;
            for (int look = 1; look <= 100 && !off; look++) {
                for (int event = 0; event < 200; event++) {
                    answered += random.nextInt(10_000) < 2_500 ? 1 : 0;
                }
                off = new SampleRatio(answered, look * 200L).isOff(2_500);
            }
            alarms += off ? 1 : 0;
        }
        assertThat(alarms).isLessThanOrEqualTo(6); // 2 are expected at most
    }

    private static Story story(boolean check) {
        Model.Rollout plan =
                new Model.Rollout(
                        Story.PLAN.steps(),
                        Story.PLAN.lead(),
                        Story.MIN_LABELLED,
                        0.02,
                        PromoteWhen.NOT_WORSE,
                        check);
        Story story =
                new Story(new LifeCycleSettings("card-fraud", "fraud", "f", Story.GATE, plan));
        story.tell(Story.passed("champion", 0));
        story.tell(Story.passed("new", 1000));
        story.goodWindows("new", Role.SHADOW, 1050, 1150);
        assertThat(story.state(2)).isEqualTo(VersionState.CANARY);
        return story;
    }

    /** The canary has a twentieth of the units; it answers so many of 40,000 events. */
    private static void window(Story story, long answered) {
        WindowPerformance champion = Story.report("champion", Role.CHAMPION, 1250, 300, 0.9);
        WindowPerformance canary = Story.report("new", Role.CANARY, 1250, 300, 0.9);
        champion.setScored(40_000 - answered);
        canary.setScored(answered);
        story.tell(champion);
        story.tell(canary);
        story.advance(1_251);
    }

    @Test
    void pausesACanaryThatAnswersAnotherShareUntilAPersonResumesIt() {
        Story story = story(true);
        window(story, 1_200);
        story.restart();

        assertThat(story.state(2)).isEqualTo(VersionState.PAUSED);
        ModelEvent event = story.events().get(story.events().size() - 1);
        assertThat(event.getReason())
                .startsWith("it answered 1200 of 40000 events, 3.00 %, and its share is 5.00 %");
        story.goodWindows("new", Role.CANARY, 1300, 1900);
        assertThat(story.state(2)).isEqualTo(VersionState.PAUSED);
    }

    @Test
    void letsTheRightShareGoOnAndChecksOnlyWhenAsked() {
        Story right = story(true);
        window(right, 2_000);
        Story unchecked = story(false);
        window(unchecked, 1_200);

        assertThat(right.state(2)).isEqualTo(VersionState.CANARY);
        assertThat(unchecked.state(2)).isEqualTo(VersionState.CANARY);
    }
}
