package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Rejected;
import io.millrace.schemas.pipeline.yaml.Scalar;
import io.millrace.schemas.pipeline.yaml.ScalarKind;
import io.millrace.schemas.pipeline.yaml.Value;
import io.millrace.schemas.problem.PipelineFileError;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a webhook is. What's in the file is printed, stored and shown; so addresses that are
 * themselves secrets are refused here, and named by an environment variable instead.
 */
final class WebhookUrlKind implements ScalarKind<Text> {
    private static final int LONGEST = 2_000;
    private static final int SHOWN = 12;

    /** The name of an environment variable. */
    static final TextKind VARIABLE =
            new TextKind(
                    "the name of an environment variable, such as ON_CALL_TOKEN",
                    text -> {
                        if (!text.matches("[A-Za-z_][A-Za-z0-9_]{0,199}")) {
                            throw new Rejected(
                                    PipelineFileError.INVALID_NAME,
                                    "isn't the name of an environment variable",
                                    "write the variable's name, not its value, and without $");
                        }
                    });

    @Override
    public String expected() {
        return "an http or https address without a secret in it";
    }

    @Override
    public Text parse(Scalar scalar) throws Rejected {
        URI uri = uri(scalar.text());
        String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
        if (uri.getUserInfo() != null
                || uri.getQuery() != null
                || host.equals("hooks.slack.com")
                || host.endsWith(".webhook.office.com")) {
            throw new Rejected(
                    PipelineFileError.SECRET_IN_FILE,
                    "has a secret in it",
                    "put it into an environment variable, and name that: url_from: ON_CALL_URL");
        }
        return new Text(scalar.text(), scalar.place());
    }

    /** What may be a secret isn't repeated in messages, which end up in logs. */
    @Override
    public Optional<Text> read(Value value) {
        Optional<Scalar> scalar = value.scalar(expected());
        if (scalar.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(scalar.get()));
        } catch (Rejected e) {
            String text = scalar.get().text();
            value.reject(text.substring(0, Math.min(text.length(), SHOWN)) + "…", e);
            return Optional.empty();
        }
    }

    private URI uri(String text) throws Rejected {
        try {
            URI uri = new URI(text);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if (text.length() <= LONGEST
                    && uri.getHost() != null
                    && (scheme.equals("http") || scheme.equals("https"))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw new Rejected(
                PipelineFileError.BAD_ADDRESS, "isn't " + expected(), "such as https://host/path");
    }
}
