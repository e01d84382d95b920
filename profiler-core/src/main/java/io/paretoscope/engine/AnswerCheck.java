package io.paretoscope.engine;

/** Whether a batch generated what its prompts generate alone (R17). */
public sealed interface AnswerCheck {

    /**
     * Every compared token is the same, or nearly as likely as the one chosen alone.
     *
     * @param sequences prompts of the batch that were also run alone
     * @param tokens tokens compared
     * @param nearTies sequences that took another token where two were as good as equal, and went on differently from there
     */
    record Agreed(int sequences, int tokens, int nearTies) implements AnswerCheck {}

    /** A token differs that should not, or a logit is not a number; {@code detail} says where, in one line. */
    record Differed(String detail) implements AnswerCheck {}

    /** It was not looked at; {@code reason} says why. */
    record NotChecked(String reason) implements AnswerCheck {}
}
