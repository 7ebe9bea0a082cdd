package io.millrace.scoring.train;

/** Trains in a JVM of its own, and prints the digest. */
public final class TrainedDigest {
    private TrainedDigest() {}

    public static void main(String[] arguments) {
        System.out.println("digests " + linear() + " " + trees());
    }

    static String linear() {
        return ModelTrainer.train(Samples.random(7, 1_500), Samples.logistic(), "f")
                .artifact()
                .digest();
    }

    static String trees() {
        return ModelTrainer.train(Samples.random(7, 1_500), Samples.xgboost(30, 5), "f")
                .artifact()
                .digest();
    }
}
