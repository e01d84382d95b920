package io.paretoscope.analysis.plan;

/**
 * A change of one number that makes a plan possible, all others as they are.
 *
 * @param limit what is in the way: {@code memory}, {@code power}, {@code the ITL limit of opt-125m}, …
 * @param change what would do, as a clause: {@code with 3.1 GiB more}
 * @param times how many times what was asked, or one over it where it has to fall; above 1
 */
public record Relaxation(String limit, String change, double times) {}
