package io.millrace.jobs.cli.backfill;

import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.pipeline.Source;
import io.millrace.schemas.serde.csv.CsvOptions;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeSet;

/**
 * Says whether two requests have the same rows, as far as that can be seen from outside: by the
 * definitions, the range, and the files' sizes and times of change. How rows are written isn't in
 * it, nor how many subtasks compute them.
 */
final class RequestFingerprint {
    private RequestFingerprint() {}

    static String of(BackfillRequest request, BackfillPlan plan) throws IOException {
        StringBuilder text = new StringBuilder("backfill 1\n");
        text.append(HexFormat.of().formatHex(plan.features().toBytes())).append('\n');
        text.append(request.from()).append(' ').append(request.to()).append('\n');
        if (!request.offsets().isAll()) {
            text.append(request.offsets()).append('\n');
        }
        text.append(request.knowledge()).append('\n');
        request.endpoints().ifPresent(of -> text.append(of.bootstrap()).append('\n'));
        CheckedPipeline checked = request.checked();
        for (int i = 0; i < checked.schemas().size(); i++) {
            Source source = checked.schemas().get(i).source();
            text.append(source.topic()).append(' ').append(source.id()).append(' ');
            text.append(source.eventTime()).append(' ').append(source.duplicatesWithin());
            text.append('\n').append(checked.schemas().get(i).schema()).append('\n');
            CsvOptions options = request.options().get(i);
            text.append(new TreeSet<>(options.ignored())).append(options.time());
            text.append(options.idField()).append('\n');
            for (Path file : request.inputs().get(i)) {
                text.append(file.toAbsolutePath());
                if (Files.exists(file)) {
                    text.append(' ').append(Files.size(file));
                    text.append(' ').append(Files.getLastModifiedTime(file).toMillis());
                }
                text.append('\n');
            }
        }
        return hash(text.toString());
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
