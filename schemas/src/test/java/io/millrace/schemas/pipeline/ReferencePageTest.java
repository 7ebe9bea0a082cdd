package io.millrace.schemas.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.pipeline.yaml.Key;
import io.millrace.schemas.pipeline.yaml.Section;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PIPELINE.md says what the loader does. */
class ReferencePageTest {
    private static final Path PAGE = Path.of("PIPELINE.md");
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    @Test
    void holdsTheTableOfEverySection() throws IOException {
        String page = Files.readString(PAGE);

        for (Section section : new PipelineSection().sections()) {
            assertThat(page).contains(table(section));
        }
    }

    @Test
    void showsFileThatLoads() throws IOException {
        Matcher example = EXAMPLE.matcher(Files.readString(PAGE));

        assertThat(example.find()).isTrue();
        assertThat(PipelineLoader.load("PIPELINE.md", example.group(1), Map.of()).model())
                .isPresent();
    }

    @Test
    void showsExpectationsThatLoad() throws IOException {
        String page = Files.readString(PAGE);
        Matcher example = EXAMPLE.matcher(page.substring(page.indexOf(".expect`")));

        assertThat(example.find()).isTrue();
        String file =
                "version: 1\npipeline: p\nsources:\n  s:\n    id: i\n    event_time: t\n"
                        + example.group(1).indent(4);
        assertThat(PipelineLoader.load("PIPELINE.md", file, Map.of()).mainSource().expect())
                .hasSize(12);
    }

    @Test
    void namesKeysThatAreRefusedUntilLater() throws IOException {
        String page = Files.readString(PAGE);

        for (Section section : new PipelineSection().sections()) {
            assertThat(section.later()).allMatch(key -> page.contains("`" + key + "`"));
        }
    }

    private static String table(Section section) {
        StringBuilder table = new StringBuilder("## `").append(section.title()).append("`\n");
        table.append("\n| key | takes | default | meaning |\n|---|---|---|---|\n");
        List<Key<?>> keys = section.keys();
        for (Key<?> key : keys) {
            table.append("| `").append(key.name()).append("` | ");
            table.append(key.kind().expected()).append(" | ");
            table.append(key.required() ? "required" : shownDefault(key)).append(" | ");
            table.append(key.doc()).append(" |\n");
        }
        return table.toString();
    }

    private static String shownDefault(Key<?> key) {
        String text = key.defaultText().orElseThrow();
        return text.startsWith("(") ? text.substring(1, text.length() - 1) : "`" + text + "`";
    }
}
