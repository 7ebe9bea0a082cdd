package io.millrace.jobs.alert;

import org.jspecify.annotations.Nullable;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/** The beginning of a body, for messages. The rest isn't read, however long it is. */
final class FirstCharacters implements BodySubscriber<String> {
    private static final int MOST_BYTES = 200;

    private final CompletableFuture<String> body = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private @Nullable Subscription subscription;

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            byte[] bytes = new byte[Math.min(buffer.remaining(), MOST_BYTES)];
            buffer.get(bytes);
            text.append(new String(bytes, StandardCharsets.UTF_8));
        }
        Subscription open = subscription;
        if (open != null && text.length() < MOST_BYTES) {
            open.request(1);
        } else if (open != null) {
            open.cancel();
            onComplete();
        }
    }

    @Override
    public void onError(Throwable error) {
        body.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
        String printable = text.toString().replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        body.complete(printable.substring(0, Math.min(printable.length(), MOST_BYTES)));
    }

    @Override
    public CompletionStage<String> getBody() {
        return body;
    }
}
