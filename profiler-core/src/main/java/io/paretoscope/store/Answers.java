package io.paretoscope.store;

/** The words for the outcomes of an {@link io.paretoscope.engine.AnswerCheck} in the store and in the rescue file. */
final class Answers {
    static final String AGREED = "agreed";
    static final String DIFFERED = "differed";
    static final String NOT_CHECKED = "not checked";

    private Answers() {}
}
