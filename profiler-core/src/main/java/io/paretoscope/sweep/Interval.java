package io.paretoscope.sweep;

/**
 * Where the mean over repeats lies with 95 % confidence, by Student's t over the means of the repeats (R13).
 *
 * @param low lower end, in the unit of the value
 * @param high upper end
 * @param runs repeats it rests on, at least three
 */
public record Interval(double low, double high, int runs) {}
