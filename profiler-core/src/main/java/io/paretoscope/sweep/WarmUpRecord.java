package io.paretoscope.sweep;

/**
 * What was spent on warming up (R9), outside what is measured.
 *
 * @param nanos time of all its runs
 * @param runs how many runs
 * @param steady whether the change rule was passed; otherwise the cap ended it
 */
public record WarmUpRecord(long nanos, int runs, boolean steady) {}
