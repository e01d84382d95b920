package io.paretoscope.checkpoint;

/** Words that come from a file, made fit for a one-line message. */
final class Quoted {
    private static final int LONGEST = 120;

    private Quoted() {}

    /** {@code text} in quotes, with control characters replaced and its tail cut where it is very long. */
    static String of(String text) {
        StringBuilder printable = new StringBuilder("'");
        text.codePoints()
                .limit(LONGEST)
                .forEach(c -> printable
                        .appendCodePoint(Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? '?' : c));
        return printable.append(text.codePointCount(0, text.length()) > LONGEST ? "…'" : "'").toString();
    }
}
