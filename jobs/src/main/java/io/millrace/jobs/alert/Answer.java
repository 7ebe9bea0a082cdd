package io.millrace.jobs.alert;

/**
 * What became of one message.
 *
 * @param wish milliseconds that the receiver asks to wait before the next attempt; 0 if it doesn't
 * @param what a sentence for the log, without anything secret in it
 */
record Answer(Outcome outcome, long wish, String what) {

    enum Outcome {
        DELIVERED,
        /** It may get through later. */
        FAILED,
        /** The receiver will never take it. */
        REFUSED
    }

    static Answer delivered() {
        return new Answer(Outcome.DELIVERED, 0, "delivered");
    }

    static Answer failed(String what) {
        return new Answer(Outcome.FAILED, 0, what);
    }
}
