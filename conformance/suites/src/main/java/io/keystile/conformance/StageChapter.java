package io.keystile.conformance;

import io.keystile.testkit.Answer;
import io.keystile.testkit.TestKeys;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;

/** A group of tests of the servlet contract on the shared {@link ServletStage}. */
abstract class StageChapter {
    final TestKeys keys;
    final AtomicInteger runs;
    private final ServletStage stage;

    StageChapter(ServletStage stage) {
        this.stage = stage;
        this.keys = stage.keys;
        this.runs = stage.runs;
    }

    @BeforeEach
    void resetRuns() {
        runs.set(0);
    }

    Answer get(String path, String... headerLines) {
        return stage.get(path, headerLines);
    }

    static int remainingQuota(Answer answer) {
        return Integer.parseInt(answer.header("RateLimit").get(0).replaceFirst(".*r=(\\d+);.*", "$1"));
    }
}
